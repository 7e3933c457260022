"""PostgreSQL finds two characters by an index on the bigrams; SQLite reads the column (LIKE), fast enough there."""

from django.db import migrations


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX commitment_search ON commitments_commitment USING gin (to_tsvector('simple', search))"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX commitment_search")


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial")]

    operations = [migrations.RunPython(add, drop)]
