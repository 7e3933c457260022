import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import ExtractYear

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


def announced_in_its_own_year(apps, schema_editor):
    days = apps.get_model("workdays", "CalendarDay").objects
    days.update(announced_for=ExtractYear("date"))
    for english, chinese in NAMES.items():
        days.filter(name=english).update(name=chinese)


class Migration(migrations.Migration):
    """Who entered a year and when; a day knows whose notice named it."""

    dependencies = [("workdays", "0002_published_years"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            "calendarday", "announced_for", models.PositiveSmallIntegerField(default=0, verbose_name="announced for")
        ),
        migrations.RunPython(announced_in_its_own_year, migrations.RunPython.noop),
        migrations.AlterField("calendarday", "announced_for", models.PositiveSmallIntegerField(verbose_name="announced for")),
        migrations.AddField(
            "yeararrangement", "entered_at", models.DateTimeField(blank=True, null=True, verbose_name="entered at")
        ),
        migrations.AddField(
            "yeararrangement",
            "entered_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="entered by",
            ),
        ),
        migrations.AddField("yeararrangement", "revision", models.PositiveSmallIntegerField(default=1)),
    ]
