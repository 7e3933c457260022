"""Celery entry points: they read the clock and call down."""

from datetime import timedelta

from celery import shared_task

from commitments.models import Report
from config import clock

from . import daycounts


@shared_task
def count_the_day() -> int:
    """Shortly before midnight: how today ends."""
    return daycounts.record(clock.today())


@shared_task
def fill_missing_days() -> int:
    """After a night nobody counted: yesterday and before, from the events."""
    yesterday = clock.today() - timedelta(days=1)
    return sum(daycounts.fill(report, yesterday) for report in Report.objects.all())
