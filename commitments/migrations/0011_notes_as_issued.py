"""An urging note keeps its letter as it was issued; those issued before get it by the deadlines of their day."""

from django.db import migrations, models

from commitments import documents
from workdays.calendar import current


def write_down(apps, schema_editor):
    """Who answered for a note in its unit was not kept: that line is left out of the letters written down afterwards."""
    notes = apps.get_model("commitments", "UrgingNote").objects.select_related("department", "issued_by", "follows")
    versions = apps.get_model("commitments", "DeadlineVersion").objects.filter(site=None, milestone=None).order_by("-number")
    for note in notes.iterator():
        rows = []
        for item in note.items.select_related("commitment").order_by("pk"):
            row = item.commitment
            then = versions.filter(commitment=row, at__lte=note.issued_at).first()
            row.deadline = then.deadline if then else row.deadline
            rows.append(row)
        issuer = note.issued_by.display_name or note.issued_by.username
        note.words = documents.composed(note, rows, answering="", issuer=issuer, calendar=current())
        note.save(update_fields=["words"])


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0010_lighter_outbox"),
        ("workdays", "0002_published_years"),
    ]

    operations = [
        migrations.AddField("urgingnote", "words", models.JSONField(default=dict, editable=False)),
        migrations.RunPython(write_down, migrations.RunPython.noop),
    ]
