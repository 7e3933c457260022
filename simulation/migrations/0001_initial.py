import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('commitments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SimulatedYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='simulated', to='commitments.report')),
                ('seed', models.IntegerField()),
                ('until', models.DateField()),
                ('day', models.DateField()),
                ('steps', models.PositiveIntegerField(default=0)),
                ('skipped', models.PositiveIntegerField(default=0)),
                ('minute', models.PositiveIntegerField(default=0, help_text='steps taken on `day` so far')),
                ('random', models.JSONField(default=list)),
                ('pages', models.JSONField(default=dict)),
            ],
        ),
    ]
