"""When a deadline turns red, how late something was, when the next progress report is due. Pure over a calendar."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta

from django.utils.translation import gettext as _

from house.writing import day_in_words
from workdays.calendar import Calendar

from .models.commitment import Commitment, Kind
from .rules import Rules


def due_on(deadline: date, figures_due_on: date | None) -> date:
    """The last day in time: the deadline, or the later day on which the figure that decides is published (待核数)."""
    return max(deadline, figures_due_on or deadline)


def red_from(deadline: date, calendar: Calendar, *, figures_due_on: date | None = None) -> date:
    """The first day an unfinished item is red: the first working day after its last day in time."""
    return calendar.next_workday(due_on(deadline, figures_due_on))


def awaits_figures(commitment: Commitment, on: date) -> bool:
    """Past the deadline, but the figure that decides is not published yet."""
    return bool(commitment.figures_due_on and commitment.deadline < on <= commitment.figures_due_on)


def days_late(deadline: date, done_on: date, calendar: Calendar) -> int:
    """Working days from the deadline to `done_on`; 0 when in time (also on the days off right after it)."""
    return max(0, calendar.count(deadline, done_on)) if done_on > deadline else 0


def not_ahead(day: date, on: date) -> str:
    """Why a new deadline cannot be `day`, said on the local day `on`: tomorrow is the earliest; empty where it can."""
    if day > on:
        return ""
    return _("The new day is tomorrow, %(day)s, at the earliest.") % {"day": day_in_words(on + timedelta(days=1))}


def provisional(calendar: Calendar, start: date, end: date) -> str:
    """What a date counted between `start` and `end` is marked with where a year of it is not published; else nothing."""
    years = calendar.provisional_years(start, end)
    return _("provisional: %(year)s counts Monday to Friday until it is published") % {"year": years[0]} if years else ""


def judged_on(completed_on: date, asked_on: date, due: date, calendar: Calendar, rules: Rules) -> date:
    """The day lateness is judged by, for an item whose last day in time is `due`: what the dated evidence proves.

    Asked within the grace (5 working days) neither paperwork nor the review makes late; asked later, the
    unit is late by the day it asked.
    """
    in_grace = asked_on <= calendar.add(due, rules.completion_grace_working_days)
    return completed_on if in_grace else max(completed_on, asked_on)


def is_stopped_by_request(commitment: Commitment, completed_on: date, asked_on: date, calendar: Calendar, rules: Rules) -> bool:
    """Whether a completion under review stops the deadline clock: it would be in time if granted."""
    due = due_on(commitment.deadline, commitment.figures_due_on)
    return days_late(due, judged_on(completed_on, asked_on, due, calendar, rules), calendar) == 0


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def last_month_end(on: date) -> date:
    """The last month's end before `on` – the day plans are judged at."""
    return on.replace(day=1) - timedelta(days=1)


def months_between_reports(row: Commitment, rules: Rules) -> int:
    """What was set for the item, else by its kind: a month, for ongoing items a quarter (DOMAIN, reporting clock)."""
    return row.report_months or (rules.ongoing_report_months if row.kind == Kind.ONGOING else rules.report_months)


HALF_A_MONTH = timedelta(days=15)


def next_report_after(months: int, since: date, rules: Rules) -> date:
    """The first reporting day after `since`: on `report_day` of each month the year's count of `months` ends in."""
    day = since.replace(day=rules.report_day)
    while day <= since or day.month % months:
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=rules.report_day)
    return day


def report_due_after(months: int, reported_on: date, rules: Rules, *, asked_for: date | None = None) -> date:
    """The next reporting day once something was reported on `reported_on`; `asked_for` is the day it was due.

    A report answers for its whole month (quarter, half-year …), so the next is asked for in the one after. Where a period
    is longer than a month, a late report answers for the one it was due in: the period it comes in is asked for as well,
    where half of it is left till then.
    """
    last_month = -(-reported_on.month // months) * months
    following = next_report_after(months, month_end(reported_on.replace(day=1, month=last_month)), rules)
    if months == 1 or asked_for is None or asked_for >= reported_on:
        return following
    return min(following, next_report_after(months, reported_on + months * HALF_A_MONTH, rules))
