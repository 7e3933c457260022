"""A batch of rows into work orders: new ones in bulk, known ones updated, each with its event; all or nothing."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from commitments import search
from departments.models import User
from history import ledger
from hotline.models import WorkOrder, WorkOrderText
from hotline.workflow.base import digest
from hotline.workflow.taking import next_numbers, number_of

from .columns import Parsed

COMPARED = ("channel", "nature", "received_at", "county", "township", "place")
NEW, UPDATED, UNCHANGED = "new", "updated", "unchanged"


def outcomes(batch: list[Parsed], source: str) -> dict[int, str]:
    """What would become of each row of `batch`: row number → new, updated, unchanged. Writes nothing."""
    known = _known(batch, source)
    return {row.number: _outcome(row, known.get(row.values["source_number"])) for row in batch}


def write(batch: list[Parsed], source: str, *, actor: User | None, at: datetime) -> dict[int, str]:
    """Take in `batch`, each number at most once in it: row number → what became of it. One transaction."""
    with transaction.atomic():
        known = _known(batch, source, lock=True)
        result = {row.number: _outcome(row, known.get(row.values["source_number"])) for row in batch}
        _create([row for row in batch if result[row.number] == NEW], source, actor=actor, at=at)
        for row in batch:
            if result[row.number] == UPDATED:
                _update(known[row.values["source_number"]], row, actor=actor, at=at)
    return result


def _known(batch: Iterable[Parsed], source: str, *, lock: bool = False) -> dict[str, WorkOrder]:
    orders = WorkOrder.objects.filter(source=source, source_number__in=[row.values["source_number"] for row in batch])
    orders = orders.select_related("words", "county")
    return {order.source_number: order for order in (orders.select_for_update(of=("self",)) if lock else orders)}


def _outcome(row: Parsed, order: WorkOrder | None) -> str:
    if order is None:
        return NEW
    return UPDATED if _changes(order, row) else UNCHANGED


def _changes(order: WorkOrder, row: Parsed) -> list[str]:
    changed = [name for name in COMPARED if getattr(order, name) != row.values[name]]
    words = getattr(order, "words", None)  # erased by retention: the export's words do not bring them back
    return [*changed, "text"] if words is not None and words.text != row.values["text"] else changed


def _create(rows: list[Parsed], source: str, *, actor: User | None, at: datetime) -> None:
    if not rows:
        return
    days = Counter(localdate(row.values["received_at"]) for row in rows)
    running: dict[date, int] = {day: next_numbers(day, count) for day, count in sorted(days.items())}
    given: dict[date, int] = defaultdict(int)
    orders, events = [], []
    for row in rows:
        day = localdate(row.values["received_at"])
        number = number_of(day, running[day] + given[day])
        given[day] += 1
        fields = {name: row.values[name] for name in COMPARED}
        orders.append(
            WorkOrder(
                number=number, source=source, source_number=row.values["source_number"], received_on=day, taken_by=actor, **fields
            )
        )
    WorkOrder.objects.bulk_create(orders)
    words = []
    for order, row in zip(orders, rows, strict=True):
        text, salt = row.values["text"], secrets.token_hex(16)
        words.append(WorkOrderText(order=order, text=text, salt=salt, search=" ".join(search.bigrams(text))))
        events.append((order.stream, _told(order, source, digest(salt, text))))
    WorkOrderText.objects.bulk_create(words)
    ledger.record_first("import", events, actor=actor, at=at)


def _told(order: WorkOrder, source: str, text_digest: str) -> dict[str, Any]:
    return {
        "source": source,
        "source_number": order.source_number,
        "channel": order.channel,
        "nature": order.nature,
        "county": order.county.code if order.county else None,
        "text_digest": text_digest,
    }


def _update(order: WorkOrder, row: Parsed, *, actor: User | None, at: datetime) -> None:
    changed = _changes(order, row)
    for name in COMPARED:
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
    ledger.record(order.stream, "reimport", actor=actor, at=at, data=data)
