"""Entering a published year: what would change, and changing it; whoever counts by the calendar is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from .announcement import Arrangement
from .calendar import FRIDAY, Calendar, current, entered_anew
from .models import CalendarDay, YearArrangement


@dataclass(frozen=True)
class DayChange:
    """A day that counts otherwise than before."""

    day: date
    works: bool
    name: str


@dataclass(frozen=True)
class YearEntered:
    """What listeners are told: the calendar before and after, and which notice did it."""

    year: int
    source: str
    before: Calendar
    after: Calendar
    at: datetime


# Rooms above add what they recompute; each answers how many of its dates moved. Called after the commit.
LISTENERS: list[Callable[[YearEntered], int]] = []


# Rooms above say how many of their dates would move under a calendar; nothing is written.
FORESIGHTS: list[Callable[[Calendar], int]] = []


def would_move(arrangement: Arrangement) -> int:
    """How many dates of other rooms entering `arrangement` would move."""
    after = calendar_with(arrangement)
    return sum(foresee(after) for foresee in FORESIGHTS)


def changes(arrangement: Arrangement) -> list[DayChange]:
    """The days of `arrangement` that would count otherwise than they do now; nothing is written."""
    before, after = current(), calendar_with(arrangement)
    touched = sorted({*before.exceptions, *after.exceptions})
    return [
        DayChange(day, after.is_workday(day), after.names.get(day, ""))
        for day in touched
        if before.is_workday(day) != after.is_workday(day)
    ]


def calendar_with(arrangement: Arrangement) -> Calendar:
    """The calendar as it would be with `arrangement` entered."""
    before = current()
    replaced = set(CalendarDay.objects.filter(announced_for=arrangement.year).values_list("date", flat=True))
    days = {day: works for day, works in before.exceptions.items() if day not in replaced}
    days |= arrangement.exceptions()
    for day in arrangement.days:
        if arrangement.days[day] == (day.weekday() <= FRIDAY):
            days.pop(day, None)
    names = {day: name for day, name in {**before.names, **arrangement.names}.items() if day in days}
    return Calendar(exceptions=days, published=before.published | {arrangement.year}, names=names)


def enter(arrangement: Arrangement, *, source: str, at: datetime, by: Any = None) -> int:
    """Enter (or enter anew) a year as published by `source`; returns how many dates of other rooms moved."""
    before = current()
    with transaction.atomic():
        year, created = YearArrangement.objects.select_for_update().get_or_create(
            year=arrangement.year, defaults={"source": source, "entered_at": at, "entered_by": by}
        )
        if not created:
            year.source, year.entered_at, year.entered_by, year.revision = source, at, by, year.revision + 1
            year.save()
        CalendarDay.objects.filter(announced_for=arrangement.year).delete()
        CalendarDay.objects.filter(date__in=arrangement.days).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(date=day, is_workday=works, name=arrangement.names.get(day, ""), announced_for=arrangement.year)
            for day, works in arrangement.exceptions().items()
        )
    entered = YearEntered(arrangement.year, source, before, entered_anew(), at)
    return sum(listener(entered) for listener in LISTENERS)
