import re

from django.db import migrations, models

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def take_over(apps, schema_editor):
    """Text messages went by the office phone; where that is a mobile number they go on doing so."""
    User = apps.get_model("departments", "User")
    for person in User.objects.exclude(phone="").only("phone").iterator():
        number = re.sub(r"^(\+|00)?86(?=1)", "", re.sub(r"[\s-]", "", person.phone))
        if MOBILE.fullmatch(number):
            User.objects.filter(pk=person.pk).update(mobile=number)


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mobile",
            field=models.CharField(blank=True, max_length=20, verbose_name="mobile number"),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
