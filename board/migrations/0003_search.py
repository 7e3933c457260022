"""PostgreSQL keeps the vector of what a published item is found by, as it does for commitments and work orders."""

from django.db import migrations

from commitments.search import keep_vector


def keep(apps, schema_editor):
    keep_vector(schema_editor, "board_publisheditem", "published_search")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE board_publisheditem DROP COLUMN search_words")


class Migration(migrations.Migration):
    dependencies = [("board", "0002_late")]

    operations = [migrations.RunPython(keep, drop)]
