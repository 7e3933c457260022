import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('commitments', '0001_initial'),
        ('departments', '0001_initial'),
        ('departments', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulletins', to='commitments.report')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('released', 'released')], default='draft', max_length=8, verbose_name='state')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='number')),
                ('data_on', models.DateField(verbose_name='as of')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('opening', models.TextField(max_length=5000, verbose_name='opening')),
                ('closing', models.TextField(blank=True, max_length=5000, verbose_name='closing')),
                ('figures', models.JSONField(default=dict)),
                ('rules', models.JSONField(default=dict)),
                ('rules_version', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_at', models.DateTimeField()),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('released_on', models.DateField(blank=True, null=True, verbose_name='released on')),
            ],
            options={
                'verbose_name': 'bulletin',
                'verbose_name_plural': 'bulletins',
                'ordering': ['-data_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('year', 'number'), name='bulletin_number_once_a_year'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('report',), name='one_draft_bulletin_per_report'), models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('state', 'draft')), models.Q(('number__isnull', False), ('released_at__isnull', False), ('released_on__isnull', False), ('state', 'released')), _connector='OR'), name='released_bulletin_has_a_number')],
            },
        ),
        migrations.CreateModel(
            name='DayCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commitments.report')),
                ('section', models.CharField(max_length=20, verbose_name='section')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='departments.department')),
                ('light', models.CharField(max_length=10, verbose_name='light')),
                ('count', models.PositiveIntegerField(verbose_name='number')),
            ],
            options={
                'ordering': ['on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('report', 'on', 'section', 'lead', 'light'), name='one_count_per_day'), models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='day_count_counts')],
            },
        ),
        migrations.CreateModel(
            name='BulletinItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='board.bulletin')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commitments.commitment')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='departments.department')),
                ('verdict', models.CharField(choices=[('on_time', 'completed in time'), ('late_done', 'completed late'), ('partly_met', 'partly met'), ('not_met', 'not met'), ('carried_over', 'carried over'), ('on_schedule', 'on schedule'), ('unreported', 'not reported in time'), ('behind', 'behind schedule'), ('late', 'past its deadline'), ('awaiting', 'awaiting the figure'), ('suspended', 'suspended'), ('ended', 'merged or cancelled')], max_length=12, verbose_name='verdict')),
                ('finding', models.CharField(max_length=200, verbose_name='finding')),
                ('reason_code', models.CharField(blank=True, choices=[('policy', 'policy change'), ('preparation', 'late preparation'), ('resources', 'resources'), ('coordination', 'coordination'), ('other', 'other reason')], max_length=12, verbose_name='reason code')),
                ('reason_text', models.TextField(blank=True, verbose_name='reason')),
                ('reply', models.TextField(blank=True, verbose_name='reply')),
                ('replied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['department__order', 'commitment__code'],
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'commitment'), name='item_once_per_bulletin')],
            },
        ),
        migrations.CreateModel(
            name='PublishedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published', to='board.bulletin')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commitments.commitment')),
                ('code', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=80)),
                ('quote', models.TextField()),
                ('section', models.CharField(max_length=20)),
                ('lead', models.CharField(max_length=80)),
                ('kind', models.CharField(max_length=12)),
                ('deadline', models.DateField()),
                ('original_deadline', models.DateField()),
                ('light', models.CharField(max_length=10)),
                ('rank', models.PositiveSmallIntegerField()),
                ('cause', models.CharField(blank=True, max_length=24)),
                ('figure', models.CharField(blank=True, max_length=24)),
                ('verdict', models.CharField(choices=[('on_time', 'completed in time'), ('late_done', 'completed late'), ('partly_met', 'partly met'), ('not_met', 'not met'), ('carried_over', 'carried over'), ('on_schedule', 'on schedule'), ('unreported', 'not reported in time'), ('behind', 'behind schedule'), ('late', 'past its deadline'), ('awaiting', 'awaiting the figure'), ('suspended', 'suspended'), ('ended', 'merged or cancelled')], max_length=12)),
                ('since', models.DateField(blank=True, null=True)),
                ('completed_on', models.DateField(blank=True, null=True)),
                ('days_late', models.PositiveIntegerField(blank=True, null=True)),
                ('next_report_on', models.DateField(blank=True, null=True)),
                ('figures_due_on', models.DateField(blank=True, null=True)),
                ('hedge', models.CharField(blank=True, max_length=20)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('current_value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('value_on', models.DateField(blank=True, null=True)),
                ('unit', models.CharField(blank=True, max_length=30)),
                ('progress', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('complaints', models.PositiveIntegerField(blank=True, null=True)),
                ('reason_code', models.CharField(blank=True, choices=[('policy', 'policy change'), ('preparation', 'late preparation'), ('resources', 'resources'), ('coordination', 'coordination'), ('other', 'other reason')], max_length=12)),
                ('reply', models.TextField(blank=True)),
                ('changes', models.JSONField(default=dict)),
                ('is_new', models.BooleanField(default=False)),
                ('search', models.TextField(blank=True, editable=False)),
            ],
            options={
                'ordering': ['rank', 'code'],
                'indexes': [models.Index(fields=['bulletin', 'rank', 'code'], name='published_order'), models.Index(fields=['code', 'bulletin'], name='published_code')],
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'commitment'), name='published_once_per_bulletin'), models.CheckConstraint(condition=models.Q(('complaints', None), ('complaints__gte', 5), _connector='OR'), name='small_counts_are_not_published')],
            },
        ),
    ]
