import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='date')),
                ('is_workday', models.BooleanField(verbose_name='workday')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('announced_for', models.PositiveSmallIntegerField(verbose_name='announced for')),
            ],
            options={
                'verbose_name': 'calendar day',
                'verbose_name_plural': 'calendar days',
                'ordering': ['date'],
            },
        ),
        migrations.CreateModel(
            name='YearArrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='year')),
                ('source', models.CharField(max_length=120, verbose_name='source')),
                ('entered_at', models.DateTimeField(blank=True, null=True, verbose_name='entered at')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('revision', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'year arrangement',
                'verbose_name_plural': 'year arrangements',
                'ordering': ['year'],
            },
        ),
    ]
