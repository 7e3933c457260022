from django.db import migrations, models


class Migration(migrations.Migration):
    """A digest that failed counts its attempts and waits before the next one."""

    dependencies = [("commitments", "0003_search")]

    operations = [
        migrations.AddField("delivery", "attempts", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("delivery", "next_try_at", models.DateTimeField(blank=True, null=True)),
    ]
