"""The clock of a work order: working days from its dispatch, never from its sign-for."""

from __future__ import annotations

from datetime import date

from commitments.models import Light
from workdays.calendar import Calendar

from .rules import HotlineRules


def due_on(nature: str, dispatched_on: date, calendar: Calendar, rules: HotlineRules) -> date:
    """The last working day for the reply."""
    return calendar.add(dispatched_on, rules.limit(nature))


def return_until(dispatched_on: date, calendar: Calendar, rules: HotlineRules) -> date:
    """The last day on which the unit may ask to return it."""
    return calendar.add(dispatched_on, rules.return_days)


def light(due: date, on: date, calendar: Calendar, rules: HotlineRules) -> str:
    """Red card from the first working day after `due`, yellow card from `yellow_days` working days before it."""
    if on >= calendar.next_workday(due):
        return Light.RED
    return Light.YELLOW if on >= calendar.add(due, -rules.yellow_days) else Light.GREEN


def days_late(due: date, on: date, calendar: Calendar) -> int:
    """Working days past `due`; 0 in time."""
    return max(calendar.count(due, on), 0)
