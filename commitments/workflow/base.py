"""The one way a commitment changes: lock, may he, is it current, is it possible, change, judge, record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate

from commitments import deadlines, lights, notices
from commitments.models import Commitment
from commitments.rules import Rules, rules
from departments.access import Capacity, require
from departments.models import User
from history import ledger
from history.models import Event
from workdays.calendar import Calendar, current

from .table import TRANSITIONS, Conflict, NotPossible, why_not_now

# The fields whose changes an event tells; folding a stream's events gives them back as of any day.
TOLD = (
    "stage", "lead_id", "lead_suggested", "deadline", "deadline_version", "figures_due_on", "next_report_on",
    "assigned_on", "signed_in_on", "suspended_on", "completed_on", "merged_into_id", "successor_id",
    "outcome", "days_late", "reason_code", "current_value", "value_on", "value_source", "progress", "last_report_on",
    "complaint_count", "is_contested", "is_published", "title", "is_livelihood",
    "value", "unit", "comparator", "measure", "reference", "report_months",
)  # fmt: skip


@dataclass
class Step:
    """One step under way: `row` is the locked commitment to change, `data` what its event will say."""

    action: str
    row: Commitment
    actor: User | None
    at: datetime
    on: date
    calendar: Calendar
    rules: Rules
    capacity: Capacity | None = None
    data: dict[str, Any] = field(default_factory=dict)
    audiences: list[str] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    event: Event | None = None

    def tell(self, *audiences: str, people: list[User] | None = None) -> None:
        """Whom the notice of this step goes to (`notices.AUDIENCES`, or named people)."""
        self.audiences.extend(audiences)
        self.people.extend(people or [])


@contextmanager
def step(
    commitment: Commitment,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    version: int | None = None,
    permit: tuple[str, Model] | None = None,
) -> Iterator[Step]:
    """Do `action` on `commitment` as `actor` at the instant `at`.

    `version` is the one the person saw: another one standing now raises `Conflict`. `permit` names the
    rule and object the permission is asked on, where that is not the commitment itself; `actor` None is
    the system (loading the registry, the hotline's count) and asks nobody.

    Raises `Denied`, `Conflict`, `NotPossible` or what the body raises; then nothing has changed.
    """
    _allowed, target = TRANSITIONS[action]
    with transaction.atomic():
        row = Commitment.objects.select_for_update(of=("self",)).select_related("lead", "report").get(pk=commitment.pk)
        if permit:
            _as_it_stands(permit[1], row)
        capacity = require(actor, *(permit or (action, row))) if actor else None
        if version is not None and row.version != version:
            raise Conflict(row)
        if sentence := why_not_now(action, row.stage):
            raise NotPossible(sentence)
        on, calendar = localdate(at), current()
        move = Step(action, row, actor, at, on, calendar, rules(), capacity)
        if row.is_running and (row.light_changes_on is None or row.light_changes_on <= on):
            judge_again(row, on=on, calendar=calendar)  # what was red until this step stays on the record
        before = told(row)
        yield move
        if target is not None:
            row.stage = target
        row.version += 1
        judge_again(row, on=on, calendar=calendar)
        row.save()
        after = told(row)
        changed = {name: after[name] for name in TOLD if before[name] != after[name]}
        move.event = ledger.record(
            row.stream,
            action,
            actor=actor,
            on_behalf_of=capacity.holder if capacity else None,
            at=at,
            data={**move.data, **({"changed": changed} if changed else {})},
        )
        notices.announce(row, move.event, audiences=move.audiences, people=move.people, on=on)


def _as_it_stands(part: Model, row: Commitment) -> None:
    """The part a permission is asked on, read under the lock of its commitment: nobody changes it from now on."""
    part.refresh_from_db()
    if hasattr(part, "commitment_id"):
        part.commitment = row  # type: ignore[attr-defined]


def judge_again(row: Commitment, *, on: date, calendar: Calendar) -> None:
    """Recompute red_from and the light on `row` (unsaved) for the local day `on`."""
    in_force = rules()
    if not row.is_running:
        row.red_from = None
        lights.store(row, lights.Facts(), on=on, calendar=calendar, rules=in_force)
        return
    facts = lights.facts_of([row], on=on, calendar=calendar, rules=in_force)[row.pk]
    row.red_from = (
        None if facts.stopped_by_request else deadlines.red_from(row.deadline, calendar, figures_due_on=row.figures_due_on)
    )
    lights.store(row, facts, on=on, calendar=calendar, rules=in_force)


def plain(value: Any) -> Any:
    """A field's value as an event may hold it: text, whole numbers, booleans, null."""
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case _:
            return value


def told(row: Commitment) -> dict[str, Any]:
    """The told fields of `row` as an event may hold them."""
    return {name: plain(getattr(row, name)) for name in TOLD}


def fold(events: list[Event]) -> dict[str, Any]:
    """The told fields as they stood after `events` (one stream, in order)."""
    state: dict[str, Any] = {}
    for event in events:
        state |= event.data.get("changed", {})
    return state
