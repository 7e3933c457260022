"""A year's calendar was entered: open dispatches are due by it, and each order's history says what moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from hotline.models import Handling
from workdays.calendar import Calendar, current
from workdays.entering import YearEntered

from .base import locked, record


def would_move(calendar: Calendar) -> int:
    """How many open dispatches would be due on another day by `calendar`."""
    before = current()
    return sum(1 for _pk in _moved(before, calendar))


def recount(entered: YearEntered) -> int:
    """Count every open dispatch anew, with the working days it was given; returns how many moved."""
    moved = 0
    for pk in list(_moved(entered.before, entered.after)):
        with transaction.atomic():
            order = locked(Handling.objects.select_related("order").get(pk=pk).order)
            handling = Handling.objects.get(pk=pk)  # as it is now that the order is ours
            original, due = _days(handling, entered.before, entered.after)
            if handling.ended_at or due == handling.due_on:
                continue
            data = {"year": entered.year, "source": entered.source, "dispatch": handling.number}
            data |= {"due_before": handling.due_on.isoformat(), "due": due.isoformat()}
            handling.original_due_on, handling.due_on = original, due
            handling.save(update_fields=["original_due_on", "due_on"])
            order.version += 1
            order.save(update_fields=["version"])
            record(order, "recount", None, entered.at, None, data)
        moved += 1
    return moved


def _moved(before: Calendar, after: Calendar) -> Iterator[int]:
    for handling in Handling.objects.filter(ended_at=None).order_by("pk").iterator():
        if _days(handling, before, after)[1] != handling.due_on:
            yield handling.pk


def _days(handling: Handling, before: Calendar, after: Calendar) -> tuple[date, date]:
    """The days for the reply by `after`, without and with more time. A day promised to the caller stays as it was said."""
    given = before.count(handling.dispatched_on, handling.original_due_on)
    original = after.add(handling.dispatched_on, given)
    if handling.due_on == handling.promised_on:
        return original, handling.due_on
    more = handling.extension_days or 0 if handling.extension == Handling.Extension.GRANTED else 0
    return original, after.add(original, more)
