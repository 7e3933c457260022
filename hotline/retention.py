"""What is erased when: caller data and words after their class's time, a tombstone staying; exports and reports sooner.

The time counts from the call. An order that is not over yet – its caller waits for an answer, or its unit promised one by
a day – keeps its words and its caller however long that takes; both go with the first run after it is closed. An imported
order is carried to its end elsewhere and goes by its time alone.
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
from .models.order import State
from .rules import rules

BATCH = 500
OVER = (State.CLOSED, State.ELSEWHERE)


@dataclass
class Erased:
    """How many callers are gone, with or before their orders' words; orders made tombstones; files and drafts gone."""

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
        kept = WorkOrder.objects.filter(nature=nature, erased_on=None, state__in=OVER)
        for orders in _batches(kept.filter(received_on__lt=on - timedelta(days=words))):
            erased.callers += _to_tombstones(orders, on, at=at)
            erased.orders += len(orders)
        for orders in _batches(kept.filter(received_on__lt=on - timedelta(days=caller), caller__isnull=False)):
            _callers_only(orders, at=at)
            erased.callers += len(orders)
    erased.drafts = intake_drafts.erase(on)
    erased.files = _files(on - timedelta(days=in_force.import_file_days))
    return erased


def _batches(rows: QuerySet[WorkOrder]):  # type: ignore[no-untyped-def]
    while batch := list(rows.order_by("pk")[:BATCH]):
        yield batch


def _to_tombstones(orders: list[WorkOrder], on: date, *, at: datetime) -> int:
    """Number, class, county and dates stay; words, caller, place, summary and all that quotes them go. Returns: callers."""
    ids = [order.pk for order in orders]
    with transaction.atomic():
        callers = Caller.objects.filter(order__in=ids)
        erased = callers.count()
        callers.delete()
        WorkOrderText.objects.filter(order__in=ids).delete()
        Open311Request.objects.filter(order__in=ids).delete()
        Open311Update.objects.filter(order__in=ids).delete()
        AnswerDraft.objects.filter(link__order__in=ids).delete()
        Handling.objects.filter(order__in=ids).update(reply="", return_reason="", extension_reason="", sent_back="")
        Link.objects.filter(order__in=ids).update(unit_answer="", reasons=[])
        WorkOrder.objects.filter(pk__in=ids).update(township="", place="", summary="", is_released=False, erased_on=on)
        for order in orders:
            ledger.record(order.stream, "erase", actor=None, at=at, data={"what": "words"})
    return erased


def _callers_only(orders: list[WorkOrder], *, at: datetime) -> None:
    with transaction.atomic():
        Caller.objects.filter(order__in=[order.pk for order in orders]).delete()
        for order in orders:
            ledger.record(order.stream, "erase", actor=None, at=at, data={"what": "caller"})


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
