"""PostgreSQL finds two characters of what was said by an index on the bigrams; SQLite reads the column (LIKE)."""

from django.db import migrations


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX words_search ON hotline_workordertext USING gin (to_tsvector('simple', search))")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX words_search")


class Migration(migrations.Migration):
    dependencies = [("hotline", "0001_initial")]

    operations = [migrations.RunPython(add, drop)]
