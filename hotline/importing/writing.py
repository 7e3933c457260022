"""A batch of rows into work orders: new ones in bulk, known ones updated, each with its event; all or nothing."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from commitments import search
from departments.models import User
from history import ledger
from hotline.callers.sealing import blind
from hotline.models import WorkOrder, WorkOrderText
from hotline.models.order import State
from hotline.rules import rules
from hotline.workflow.base import digest
from hotline.workflow.taking import number_of, reserve_numbers
from house import bulk

from .columns import Parsed

COMPARED = ("channel", "nature", "received_at", "county", "unit_there", "township", "place")
NEW, UPDATED, UNCHANGED = "new", "updated", "unchanged"


@dataclass(frozen=True, slots=True)
class Left:
    """What a row would leave of its order: digests, so that a file of 100,000 rows stays small in memory."""

    fields: int
    phone: int | None  # None: no caller is kept
    may_keep_caller: bool


class Rehearsal:
    """A dry run: tells what `write` would do to each row of a file, one number's rows one after another."""

    def __init__(self, source: str, *, on: date) -> None:
        self.source, self.on = source, on
        self.left: dict[str, Left] = {}

    def outcomes(self, batch: list[Parsed]) -> dict[int, str]:
        """What would become of each row of `batch`: row number → new, updated, unchanged. Writes nothing."""
        known = _known(batch, self.source)
        return {row.number: self._one(row, known.get(row.values["source_number"])) for row in batch}

    def _one(self, row: Parsed, order: WorkOrder | None) -> str:
        if order and order.erased_on:
            return UNCHANGED
        number = row.values["source_number"]
        before = self.left.get(number)
        after = self.left[number] = self._left_by(row, order, before)
        if before is None:
            return _outcome(row, order, self.on)
        return UNCHANGED if (after.fields, after.phone) == (before.fields, before.phone) else UPDATED

    def _left_by(self, row: Parsed, order: WorkOrder | None, before: Left | None) -> Left:
        kept = getattr(order, "caller", None)
        phone = before.phone if before else hash(kept.phone_index) if kept else None
        keeps = before.may_keep_caller if before else order is None or _may_keep_caller(order.nature, order.received_on, self.on)
        if row.values["caller"] and (phone is not None or keeps):
            phone = hash(blind(row.values["caller"].phone))
        nature = row.values["nature"] if order is None or "nature" in row.told else order.nature
        return Left(
            hash((row.values["text"], *(row.values[name] for name in COMPARED if name in row.told))),
            phone,
            _may_keep_caller(nature, localdate(row.values["received_at"]), self.on),
        )


def write(batch: list[Parsed], source: str, *, actor: User | None, at: datetime) -> dict[int, str]:
    """Take in `batch`, each number at most once in it: row number → what became of it. One transaction."""
    with transaction.atomic():
        on = localdate(at)
        known = _known(batch, source, lock=True)
        result = {row.number: _outcome(row, known.get(row.values["source_number"]), on) for row in batch}
        _create([row for row in batch if result[row.number] == NEW], source, actor=actor, at=at)
        for row in batch:
            if result[row.number] == UPDATED:
                _update(known[row.values["source_number"]], row, actor=actor, at=at)
    return result


def _known(batch: Iterable[Parsed], source: str, *, lock: bool = False) -> dict[str, WorkOrder]:
    orders = WorkOrder.objects.filter(source=source, source_number__in=[row.values["source_number"] for row in batch])
    orders = orders.select_related("words", "county", "unit_there", "caller")
    return {order.source_number: order for order in (orders.select_for_update(of=("self",)) if lock else orders)}


def _outcome(row: Parsed, order: WorkOrder | None, on: date) -> str:
    if order is None:
        return NEW
    return UPDATED if _changes(order, row, on) else UNCHANGED


def _changes(order: WorkOrder, row: Parsed, on: date) -> list[str]:
    """The fields the row changes, of those its file tells of. What retention has erased, an export does not bring back."""
    if order.erased_on:
        return []
    changed = [name for name in COMPARED if name in row.told and getattr(order, name) != row.values[name]]
    if order.words.text != row.values["text"]:
        changed.append("text")
    given, kept = row.values["caller"], getattr(order, "caller", None)
    if given and (kept.phone_index != blind(given.phone) if kept else _may_keep_caller(order.nature, order.received_on, on)):
        changed.append("caller")
    return changed


def _may_keep_caller(nature: str, received_on: date, on: date) -> bool:
    return (on - received_on).days <= rules().retention(nature)[1]


def _create(rows: list[Parsed], source: str, *, actor: User | None, at: datetime) -> None:
    if not rows:
        return
    days = Counter(localdate(row.values["received_at"]) for row in rows)
    running = reserve_numbers(days)
    given: dict[date, int] = defaultdict(int)
    orders, events = [], []
    for row in rows:
        day = localdate(row.values["received_at"])
        number = number_of(day, running[day] + given[day])
        given[day] += 1
        fields = {name: row.values[name] for name in COMPARED}
        orders.append(
            WorkOrder(
                number=number,
                source=source,
                source_number=row.values["source_number"],
                received_on=day,
                taken_by=actor,
                state=State.ELSEWHERE,
                **fields,
            )
        )
    bulk.insert(orders)
    words = []
    for order, row in zip(orders, rows, strict=True):
        text, salt = row.values["text"], secrets.token_hex(16)
        words.append(WorkOrderText(order=order, text=text, salt=salt, search=" ".join(search.bigrams(text))))
        events.append((order.stream, _told(order, source, digest(salt, text))))
    bulk.insert(words)
    known = [row.values["caller"].sealed_for(order) for order, row in zip(orders, rows, strict=True) if row.values["caller"]]
    bulk.insert(known)
    ledger.record_first("import", events, actor=actor, at=at)


def _told(order: WorkOrder, source: str, text_digest: str) -> dict[str, Any]:
    return {
        "source": source,
        "source_number": order.source_number,
        "channel": order.channel,
        "nature": order.nature,
        "county": order.county.code if order.county else None,
        **({"unit": order.unit_there.code} if order.unit_there else {}),
        "text_digest": text_digest,
    }


def _update(order: WorkOrder, row: Parsed, *, actor: User | None, at: datetime) -> None:
    changed = _changes(order, row, localdate(at))
    for name in set(changed).intersection(COMPARED):
        setattr(order, name, row.values[name])
    order.received_on = localdate(order.received_at)
    order.version += 1
    order.save()
    data: dict[str, Any] = {"source": order.source, "fields": changed}
    if "text" in changed:
        words = order.words
        words.text, words.salt = row.values["text"], secrets.token_hex(16)
        words.search = " ".join(search.bigrams(words.text))
        words.save()
        data["text_digest"] = digest(words.salt, words.text)
    if "caller" in changed:
        row.values["caller"].sealed_for(order).save()
    ledger.record(order.stream, "reimport", actor=actor, at=at, data=data)
