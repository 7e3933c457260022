"""The one way a commitment changes: lock, may he, is it current, is it possible, change, judge, record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from departments.access import Capacity, Denied, require
from departments.models import User
from history import ledger
from history.models import Event
from workdays.calendar import Calendar, current

from .table import TRANSITIONS, Conflict, NotPossible, OneRefused, Refusal, why_not_now

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
    before: dict[str, Any] = field(default_factory=dict)  # the told fields as they stood
    event: Event | None = None

    def tell(self, *audiences: str, people: list[User] | None = None) -> None:
        """Whom the notice of this step goes to (an audience of `notices`, or named people)."""
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
    with transaction.atomic():
        (row,) = _locked([commitment])
        move = _begun(row, action, actor=actor, at=at, version=version, permit=permit, calendar=current())
        _ready([move])
        yield move
        _ended([move])


@contextmanager
def steps(
    commitments: Iterable[Commitment], action: str, *, actor: User, at: datetime, versions: Mapping[int, int]
) -> Iterator[list[Step]]:
    """`step` for many at once, all or nothing, at a few queries a row; `versions` are the ones seen, by key.

    The rows come in the order of their keys, so that two lots never wait for each other. Raises `OneRefused`,
    which names the row that cannot; the body names its own by `naming`.
    """
    with transaction.atomic():
        moves, calendar = [], current()
        for row in _locked(commitments):
            with naming(row):
                moves.append(_begun(row, action, actor=actor, at=at, version=versions.get(row.pk), calendar=calendar))
        _ready(moves)
        yield moves
        _ended(moves)


@contextmanager
def naming(row: Commitment) -> Iterator[None]:
    """A refusal of one row of many says which row it is."""
    try:
        yield
    except (Refusal, Denied) as refusal:
        raise OneRefused(row, refusal) from refusal


def _locked(commitments: Iterable[Commitment]) -> list[Commitment]:
    wanted = [each.pk for each in commitments]
    rows = Commitment.objects.select_for_update(of=("self",), no_key=True).select_related("lead", "report").filter(pk__in=wanted)
    found = list(rows.order_by("pk"))
    if len(found) != len(set(wanted)):
        raise Commitment.DoesNotExist
    return found


def _begun(
    row: Commitment,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    version: int | None,
    calendar: Calendar,
    permit: tuple[str, Model] | None = None,
) -> Step:
    """May he, is what he saw current, is it possible: then the step is under way."""
    if permit:
        _as_it_stands(permit[1], row)
    capacity = require(actor, *(permit or (action, row))) if actor else None
    if version is not None and row.version != version:
        raise Conflict(row)
    if sentence := why_not_now(action, row.stage):
        raise NotPossible(sentence)
    return Step(action, row, actor, at, localdate(at), calendar, rules(), capacity)


def _ready(moves: list[Step]) -> None:
    """What was red until this step stays on the record; from here on differences are told."""
    _judged([move for move in moves if move.row.is_running and _due(move.row.light_changes_on, move.on)])
    for move in moves:
        move.before = told(move.row)


def _ended(moves: list[Step]) -> None:
    """The stage moves, the light is judged, the row saved, the event appended, the notice written."""
    for move in moves:
        _allowed, target = TRANSITIONS[move.action]
        if target is not None:
            move.row.stage = target
        move.row.version += 1
    _judged(moves)
    for move in moves:
        move.row.save()
        after = told(move.row)
        changed = {name: after[name] for name in TOLD if move.before[name] != after[name]}
        move.event = ledger.record(
            move.row.stream,
            move.action,
            actor=move.actor,
            on_behalf_of=move.capacity.holder if move.capacity else None,
            at=move.at,
            data={**move.data, **({"changed": changed} if changed else {})},
        )
    notices.announce([notices.Notice(move.row, move.event, move.audiences, move.people) for move in moves if move.event])


def _due(day: date | None, on: date) -> bool:
    return day is None or day <= on


def _as_it_stands(part: Model, row: Commitment) -> None:
    """The part a permission is asked on, read under the lock of its commitment: nobody changes it from now on."""
    part.refresh_from_db()
    if hasattr(part, "commitment_id"):
        part.commitment = row  # type: ignore[attr-defined]


def _judged(moves: list[Step]) -> None:
    """Recompute red_from and the light on the rows (unsaved) for the local day of their step."""
    if not moves:
        return
    on, calendar, in_force = moves[0].on, moves[0].calendar, moves[0].rules
    known = lights.facts_of([move.row for move in moves if move.row.is_running], on=on, calendar=calendar, rules=in_force)
    for row in (move.row for move in moves):
        facts = known.get(row.pk, lights.Facts())
        has_clock = row.is_running and not facts.stopped_by_request
        row.red_from = deadlines.red_from(row.deadline, calendar, figures_due_on=row.figures_due_on) if has_clock else None
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
