"""PostgreSQL keeps the vector of what was said, so that a common word is read off order by order; a unit's open dispatches."""

from django.db import migrations, models


def keep(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE hotline_workordertext ADD COLUMN search_words tsvector "
            "GENERATED ALWAYS AS (to_tsvector('simple', search)) STORED"
        )
        schema_editor.execute("DROP INDEX words_search")
        schema_editor.execute("CREATE INDEX words_search ON hotline_workordertext USING gin (search_words)")


def work_out(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE hotline_workordertext DROP COLUMN search_words")
        schema_editor.execute("CREATE INDEX words_search ON hotline_workordertext USING gin (to_tsvector('simple', search))")


class Migration(migrations.Migration):
    dependencies = [("hotline", "0006_words_off")]

    operations = [
        migrations.RunPython(keep, work_out),
        migrations.AddIndex(
            model_name="handling",
            index=models.Index(fields=["unit", "order"], name="handling_of_unit", condition=models.Q(ended_at=None)),
        ),
    ]
