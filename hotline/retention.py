"""What is erased when: caller data and words after their class's time, a tombstone staying; exports and reports sooner.

Events hold no words, so erasing breaks no history. A second run finds nothing left to do.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from history import ledger

from . import intake_drafts
from .models import AnswerDraft, Caller, Handling, ImportRun, Link, Open311Request, Open311Update, WorkOrder, WorkOrderText
from .rules import rules

BATCH = 500


@dataclass
class Erased:
    """How many rows lost what."""

    callers: int = 0
    orders: int = 0
    files: int = 0
    drafts: int = 0

    @property
    def told(self) -> dict[str, int]:
        return asdict(self)


def erase(on: date, *, at: datetime) -> Erased:
    """Erase what is past its time on the local day `on`."""
    erased = Erased()
    in_force = rules()
    for nature in WorkOrder.Nature.values:
        words, caller = in_force.retention(nature)
        kept = WorkOrder.objects.filter(nature=nature, erased_on=None)
        for orders in _batches(kept.filter(received_on__lt=on - timedelta(days=words))):
            erased.orders += _to_tombstones(orders, on, at=at)
        for orders in _batches(kept.filter(received_on__lt=on - timedelta(days=caller), caller__isnull=False)):
            erased.callers += _callers_only(orders, at=at)
    erased.drafts = intake_drafts.erase(on)
    erased.files = _files(on - timedelta(days=in_force.import_file_days))
    return erased


def _batches(rows: QuerySet[WorkOrder]):  # type: ignore[no-untyped-def]
    while batch := list(rows.order_by("pk")[:BATCH]):
        yield batch


def _to_tombstones(orders: list[WorkOrder], on: date, *, at: datetime) -> int:
    """Number, class, county and dates stay; words, caller, place, summary and all that quotes them go."""
    ids = [order.pk for order in orders]
    with transaction.atomic():
        Caller.objects.filter(order__in=ids).delete()
        WorkOrderText.objects.filter(order__in=ids).delete()
        Open311Request.objects.filter(order__in=ids).delete()
        Open311Update.objects.filter(order__in=ids).delete()
        AnswerDraft.objects.filter(link__order__in=ids).delete()
        Handling.objects.filter(order__in=ids).update(reply="", return_reason="", extension_reason="", sent_back="")
        Link.objects.filter(order__in=ids).update(unit_answer="", reasons=[])
        WorkOrder.objects.filter(pk__in=ids).update(township="", place="", summary="", is_released=False, erased_on=on)
        for order in orders:
            ledger.record(order.stream, "erase", actor=None, at=at, data={"what": "words"})
    return len(ids)


def _callers_only(orders: list[WorkOrder], *, at: datetime) -> int:
    with transaction.atomic():
        Caller.objects.filter(order__in=[order.pk for order in orders]).delete()
        for order in orders:
            ledger.record(order.stream, "erase", actor=None, at=at, data={"what": "caller"})
    return len(orders)


def _files(before: date) -> int:
    """Exports never taken in, and reports of rows: they name callers."""
    runs = ImportRun.objects.filter(asked_at__date__lt=before).exclude(Q(file="") & Q(report="") & Q(findings=[]))
    count = 0
    for run in runs:
        for kept in (run.file, run.report):
            if kept:
                kept.delete(save=False)
                count += 1
        run.findings = []
        run.save()
    return count
