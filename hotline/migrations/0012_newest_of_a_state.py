"""The newest orders of a state or a county are read off in the order of the list, whatever else came in since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0011_words_from_the_start")]

    operations = [
        migrations.RemoveIndex(model_name="workorder", name="work_order_state"),
        migrations.RemoveIndex(model_name="workorder", name="work_order_county"),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["state", "-received_on", "-id"], name="work_order_state"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["county", "-received_on", "-id"], name="work_order_county"),
        ),
    ]
