"""An order is looked up by its number on the other platform whatever that platform is called."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0003_intake_draft")]

    operations = [
        migrations.AddIndex(model_name="workorder", index=models.Index(fields=["source_number"], name="work_order_number_there")),
    ]
