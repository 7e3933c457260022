import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0010_rejected_drafts_need_no_lead"),
    ]

    operations = [
        migrations.AddField(
            model_name="urgingnote",
            name="follows",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="climbed_to",
                to="commitments.urgingnote",
                verbose_name="follows",
            ),
        ),
        migrations.AddField(
            model_name="urgingnote",
            name="skip_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="why no urging note came first"),
        ),
    ]
