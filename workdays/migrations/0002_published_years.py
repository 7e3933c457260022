"""Seeds the years chinesecalendar knows; a later year is entered when the State Council publishes it."""

from datetime import date, timedelta

import chinese_calendar
from django.db import migrations


def seed(apps, schema_editor):
    day_model = apps.get_model("workdays", "CalendarDay")
    year_model = apps.get_model("workdays", "YearArrangement")
    known = {**chinese_calendar.constants.holidays, **chinese_calendar.constants.workdays}
    years = range(min(known).year, max(known).year + 1)
    days = []
    extra = {"announced_for": 0} if hasattr(day_model, "announced_for") else {}  # the suite seeds the present models
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            works = chinese_calendar.is_workday(day)
            if works != (day.weekday() < 5):
                days.append(day_model(date=day, is_workday=works, name=known.get(day, ""), **extra))
            day += timedelta(days=1)
    day_model.objects.bulk_create(days)
    year_model.objects.bulk_create([year_model(year=year, source="chinesecalendar") for year in years])


def empty(apps, schema_editor):
    apps.get_model("workdays", "CalendarDay").objects.all().delete()
    apps.get_model("workdays", "YearArrangement").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]
    operations = [migrations.RunPython(seed, empty)]
