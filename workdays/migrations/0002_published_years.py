"""Seeds the years chinesecalendar knows; a later year is entered when the State Council publishes it."""

from datetime import date, timedelta

import chinese_calendar
from django.db import migrations

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def seed(apps, schema_editor):
    day_model = apps.get_model("workdays", "CalendarDay")
    year_model = apps.get_model("workdays", "YearArrangement")
    known = {**chinese_calendar.constants.holidays, **chinese_calendar.constants.workdays}
    years = range(min(known).year, max(known).year + 1)
    days = []
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            works = chinese_calendar.is_workday(day)
            if works != (day.weekday() < 5):
                name = known.get(day, "")
                days.append(day_model(date=day, is_workday=works, name=NAMES.get(name, name), announced_for=year))
            day += timedelta(days=1)
    day_model.objects.bulk_create(days)
    year_model.objects.bulk_create([year_model(year=year, source="chinesecalendar") for year in years])


def empty(apps, schema_editor):
    apps.get_model("workdays", "CalendarDay").objects.all().delete()
    apps.get_model("workdays", "YearArrangement").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]
    operations = [migrations.RunPython(seed, empty)]
