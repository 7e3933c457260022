import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the digest now holds leaves the delivery; each delivery names its channel and its doubts."""

    dependencies = [("commitments", "0005_digests")]

    operations = [
        migrations.RemoveField("reminder", "delivery"),
        migrations.RemoveConstraint("delivery", "one_digest_per_day"),
        migrations.RemoveField("delivery", "recipient"),
        migrations.RemoveField("delivery", "day"),
        migrations.RemoveField("delivery", "number"),
        migrations.AlterField(
            "delivery",
            "digest",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="commitments.digest"),
        ),
        migrations.AddField("delivery", "is_doubtful", models.BooleanField(default=False)),
        migrations.AddField("delivery", "refusals", models.PositiveSmallIntegerField(default=0)),
        migrations.AlterModelOptions(
            name="delivery",
            options={"ordering": ["-pk"], "verbose_name": "delivery", "verbose_name_plural": "deliveries"},
        ),
        migrations.AlterField(
            model_name="delivery",
            name="address",
            field=models.CharField(blank=True, max_length=254, verbose_name="address"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(default="email", max_length=20, verbose_name="channel"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("claimed", "claimed"),
                    ("sent", "sent"),
                    ("failed", "failed"),
                    ("dropped", "dropped"),
                ],
                default="waiting",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["state", "digest"], name="delivery_state"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("digest", "channel"), name="one_delivery_per_channel"),
        ),
    ]
