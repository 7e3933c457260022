"""The vector holds the parts of codes and the last character of each run as well: words and single characters by index."""

from django.db import migrations

from commitments.search import keep_vector


def keep(apps, schema_editor):
    keep_vector(schema_editor, "hotline_workordertext", "words_search")


class Migration(migrations.Migration):
    dependencies = [("hotline", "0010_families")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
