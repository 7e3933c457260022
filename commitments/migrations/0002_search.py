"""PostgreSQL keeps the vector of the bigrams and finds two characters by its index; SQLite reads the column (LIKE)."""

from django.db import migrations


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE commitments_commitment ADD COLUMN search_words tsvector "
            "GENERATED ALWAYS AS (to_tsvector('simple', search)) STORED"
        )
        schema_editor.execute("CREATE INDEX commitment_search ON commitments_commitment USING gin (search_words)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE commitments_commitment DROP COLUMN search_words")


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial")]

    operations = [migrations.RunPython(add, drop)]
