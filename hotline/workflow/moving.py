"""The one way an order moves: lock, may he, is it current, is it possible, change, record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid, NotPossible
from departments.access import require
from departments.models import User
from hotline.callers.scanning import refuse_numbers
from hotline.models import Handling, WorkOrder
from hotline.rules import HotlineRules, rules
from workdays.calendar import Calendar, current

from .base import locked, record
from .table import TRANSITIONS, why_not_now

REASON_MAX = 300


@dataclass
class Move:
    """A step under way: the locked `order`, the dispatch in force, what the event will say."""

    order: WorkOrder
    handling: Handling | None
    actor: User
    at: datetime
    on: date
    calendar: Calendar
    rules: HotlineRules
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def dispatched(self) -> Handling:
        """The dispatch in force, where the step presupposes one."""
        if self.handling is None:
            raise NotPossible(_("This order is with no unit."))
        return self.handling


@contextmanager
def step(
    order: WorkOrder, action: str, *, actor: User, at: datetime, version: int | None = None, of_unit: bool = False
) -> Iterator[Move]:
    """Do `action` on `order`; `of_unit`: the permission is asked on the dispatch in force, not on the order.

    Raises `Denied`, `Conflict`, `NotPossible`, or what the body raises; then nothing has changed.
    """
    _allowed, target = TRANSITIONS[action]
    with transaction.atomic():
        row = locked(order, version)
        handling = Handling.objects.filter(order=row, ended_at=None).select_related("unit").first()
        if of_unit and handling is None:
            raise NotPossible(why_not_now(action, row.state) or _("This order is with no unit."))
        capacity = require(actor, action, handling if of_unit else row)
        if sentence := why_not_now(action, row.state):
            raise NotPossible(sentence)
        move = Move(row, handling, actor, at, localdate(at), current(), rules())
        before = row.state
        yield move
        row.state = target or row.state
        row.version += 1
        row.save()
        if handling:
            handling.save()
            move.data.setdefault("unit", handling.unit.code)
        if row.state != before:
            move.data["state"] = row.state
        record(row, action, actor, at, capacity.holder, move.data)


def said(name: str, text: str, *, most: int = REASON_MAX) -> str:
    """A reason or answer as it may be kept: there, short enough, naming nobody. Raises `Invalid` on `name`."""
    text = text.strip()
    if not text:
        raise Invalid(**{name: _("Write it down.")})
    if len(text) > most:
        raise Invalid(**{name: _("At most %(count)s characters.") % {"count": most}})
    refuse_numbers(name, text)
    return text
