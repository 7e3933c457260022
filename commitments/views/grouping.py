"""The ledger under headings: by lead department, or by section of the report. A page reads the groups it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from commitments.models import Commitment, Report
from departments.models import Department
from house import paging

# The first part of a code is its report's year and the place of its section there: 七 stands after 六, not after 一.
SECTION = Left("code", len("2021-06"))
ORDERS: dict[str, tuple[Any, ...]] = {
    "lead": (F("lead__order").asc(nulls_last=True), F("lead").asc(nulls_last=True)),
    "section": ("report", SECTION, "section"),
}


class Grouped(Sequence[Commitment]):
    """`rows` group by group, for a paginator that asks no further than `paging.MOST`.

    Up to that many rows are sorted; of more, the groups are walked in their order until the page is full, each found by
    its index, so that nothing sorts the whole table.
    """

    def __init__(self, rows: QuerySet[Commitment], by: str) -> None:
        self.rows, self.by = rows, by
        self.within = rows.query.order_by or ("code",)

    def __len__(self) -> int:
        """Exact up to `paging.MOST`; one more stands for all beyond."""
        if not hasattr(self, "_length"):
            self._length = self.rows.order_by().values("pk")[: paging.MOST + 1].count()
        return self._length

    def __getitem__(self, asked: Any) -> Any:
        if len(self) <= paging.MOST:
            return list(self.rows.order_by(*ORDERS[self.by], *self.within)[asked])
        skipped, wanted = asked.start, asked.stop - asked.start
        shown: list[Commitment] = []
        for group in self._groups():
            inside = self.rows.filter(group)
            if skipped and (before := inside.order_by().values("pk")[: skipped + 1].count()) <= skipped:
                skipped -= before
                continue
            shown += inside.order_by(*self.within)[skipped : skipped + wanted - len(shown)]
            skipped = 0
            if len(shown) >= wanted:
                break
        return shown

    def _groups(self) -> Iterator[Q]:
        if self.by == "lead":
            for unit in Department.objects.order_by("order", "pk").values_list("pk", flat=True):
                yield Q(lead=unit)
            yield Q(lead=None)
            return
        for report in Report.objects.values_list("pk", flat=True):
            sections = Commitment.objects.filter(report=report).order_by(SECTION, "section").values_list(SECTION, "section")
            for place, section in sections.distinct():
                yield Q(report=report, section=section, code__startswith=place)
