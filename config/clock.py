"""The only clock of views, tasks and commands; everything below is given the time.

`BUSINESS_DATE` (demonstrations only) replaces the local day in rules and on screens. Sessions, claims,
back-off and the order of events use the real clock: `django.utils.timezone.now`.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def business_date() -> date | None:
    """The day a demonstration is set to, else None."""
    return date.fromisoformat(settings.BUSINESS_DATE) if settings.BUSINESS_DATE else None


def real_now() -> datetime:
    """The real instant, whatever the business date: for sessions, claims, back-off and the order of events."""
    return timezone.now()


def real_today() -> date:
    """The real local day, whatever the business date: for what expires."""
    return timezone.localdate(timezone.now())


def now() -> datetime:
    """The instant rules go by: now, or this local time of day on the business date."""
    real = timezone.now()
    day = business_date()
    if day is None:
        return real
    return timezone.localtime(real).replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """The local day rules go by (Asia/Shanghai)."""
    return timezone.localdate(now())
