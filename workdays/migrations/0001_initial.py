from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(unique=True, verbose_name="date")),
                ("is_workday", models.BooleanField(verbose_name="workday")),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
            ],
            options={
                "ordering": ["date"],
                "verbose_name": "calendar day",
                "verbose_name_plural": "calendar days",
            },
        ),
        migrations.CreateModel(
            name="YearArrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="year")),
                ("source", models.CharField(max_length=120, verbose_name="source")),
            ],
            options={
                "ordering": ["year"],
                "verbose_name": "year arrangement",
                "verbose_name_plural": "year arrangements",
            },
        ),
    ]
