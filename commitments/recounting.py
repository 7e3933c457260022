"""A year's calendar was entered: open deadlines, lights and waiting reminders are counted by it, and history says what moved."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from workdays.calendar import Calendar
from workdays.entering import YearEntered

from . import deadlines, reminders
from .models import Commitment, Reminder
from .models.reminder import DeliveryState
from .workflow.base import step

CALENDAR = gettext_noop("The working days of the year were published; its day has moved.")


def would_move(calendar: Calendar) -> int:
    """How many running deadlines would be counted otherwise by `calendar`."""
    return sum(1 for _pk in _moved(calendar))


def recount(entered: YearEntered) -> int:
    """Count every running deadline anew; each that moved gets an event with both days. Returns how many moved.

    Reminders planned for a day that is no longer theirs are dropped with the reason; planning writes them anew in time.
    """
    moved = 0
    for pk in _moved(entered.after):
        row = Commitment.objects.get(pk=pk)
        before = row.red_from
        with step(row, "recount", actor=None, at=entered.at) as move:
            after = deadlines.red_from(row.deadline, entered.after, figures_due_on=row.figures_due_on)
            move.data |= {
                "year": entered.year,
                "source": entered.source,
                "red_from_before": before.isoformat() if before else "",
                "red_from": after.isoformat(),
            }
        moved += 1
    _drop_early(entered)
    return moved


def _moved(calendar: Calendar) -> Iterator[int]:
    """The running commitments whose first red day is another one by `calendar`."""
    rows = Commitment.objects.running().exclude(red_from=None).order_by("pk")
    for pk, deadline, figures_due_on, red_from in list(rows.values_list("pk", "deadline", "figures_due_on", "red_from")):
        if deadlines.red_from(deadline, calendar, figures_due_on=figures_due_on) != red_from:
            yield pk


def _drop_early(entered: YearEntered) -> None:
    steps = reminders.ladder(localdate(entered.at))
    waiting = Reminder.objects.filter(state=DeliveryState.WAITING, digest=None).exclude(rung__startswith="event-")
    for reminder in waiting.select_related("commitment", "recipient").exclude(rung__startswith="review-"):
        if steps.why_not(reminder, {}):
            Reminder.objects.filter(pk=reminder.pk, state=DeliveryState.WAITING).update(
                state=DeliveryState.DROPPED, reason=CALENDAR
            )
