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
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=80)),
                ('seq', models.PositiveIntegerField()),
                ('action', models.CharField(max_length=40)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['action', 'at'], name='event_action_at'), models.Index(fields=['at'], name='event_at')],
                'constraints': [models.UniqueConstraint(fields=('stream', 'seq'), name='event_once_per_place')],
            },
        ),
        migrations.CreateModel(
            name='StreamHead',
            fields=[
                ('stream', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('sealed_seq', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seq__gt', models.F('sealed_seq'))), fields=['stream'], name='head_unsealed')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('sealed_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='SealedHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='heads', to='history.seal')),
                ('stream', models.CharField(max_length=80)),
                ('seq', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['stream'],
                'constraints': [models.UniqueConstraint(fields=('seal', 'stream'), name='sealed_once')],
            },
        ),
    ]
