import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_each_a_digest(apps, schema_editor):
    digests = apps.get_model("commitments", "Digest")
    reminders = apps.get_model("commitments", "Reminder")
    for delivery in apps.get_model("commitments", "Delivery").objects.all():
        delivery.digest = digests.objects.create(recipient_id=delivery.recipient_id, day=delivery.day, number=delivery.number)
        delivery.save(update_fields=["digest"])
        reminders.objects.filter(delivery=delivery).update(digest=delivery.digest)


class Migration(migrations.Migration):
    """A person's digest of a day leaves by one delivery per channel."""

    dependencies = [("commitments", "0004_delivery_attempts"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="digests", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
                "ordering": ["-day", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("recipient", "day", "number"), name="one_digest_of_a_day"),
                ],
            },
        ),
        migrations.AddField(
            "delivery",
            "digest",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="commitments.digest"
            ),
        ),
        migrations.AddField(
            "reminder",
            "digest",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="commitments.digest",
            ),
        ),
        migrations.RunPython(give_each_a_digest, migrations.RunPython.noop),
    ]
