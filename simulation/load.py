"""Bulk data for load runs: as many commitments and work orders as asked for, with chains that verify.

Written in bulk, not lived: for measuring, never for showing. Every report made here is marked as demonstration data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from commitments import deadlines, lights, search
from commitments.models import Commitment, DeadlineVersion, Kind, Measure, ProgressReport, Report, Request, Stage
from commitments.models.commitment import RUNNING, Category
from commitments.rules import rules
from departments.models import Department, Role, User
from workdays.calendar import current

from .load_events import first_events
from .load_orders import Orders

LOCAL = ZoneInfo(settings.TIME_ZONE)
TO_A_REPORT = 2_000
BATCH = 2_000
VERBS = ["新建", "改造", "扩建", "建成", "开工", "完成", "启用", "引进", "培育", "修复", "整治", "提升"]
THINGS = [
    "中小学", "幼儿园", "口袋公园", "农村公路", "污水管网", "老旧小区", "社区食堂", "卫生院",
    "图书分馆", "停车场", "公交站", "充电桩", "农贸市场", "高标准农田", "养老服务中心", "文化广场",
    "体育公园", "河道", "桥梁", "供热管线", "垃圾分类站", "智慧路口", "产业园", "博物馆",
]  # fmt: skip
UNITS = {"农村公路": "公里", "污水管网": "公里", "河道": "公里", "供热管线": "公里", "高标准农田": "万亩"}
STAGES = (
    [Stage.IN_PROGRESS] * 70
    + [Stage.COMPLETED] * 15
    + [Stage.ASSIGNED] * 6
    + [Stage.COMPLETION_REQUESTED] * 4
    + [Stage.DRAFT] * 5
)
QUOTE = 24  # characters of each quote's place in the text


class Load:
    """Makes the rows as they stand on the local day `on`."""

    def __init__(self, *, on: date, seed: int = 1) -> None:
        self.on, self.random = on, Random(seed)
        self.at = datetime.combine(on - timedelta(days=200), time(9), LOCAL)
        self.calendar, self.rules = current(), rules()
        self.units = list(Department.objects.valid(on=on))
        self.clerks = dict(User.objects.filter(role=Role.CLERK, is_active=True).values_list("department", "pk"))
        self.asking: dict[str, Any] = {
            "kind": Request.Kind.COMPLETION,
            "state": Request.State.WITH_SUPERVISOR,
            "asked_at": self.at,
            "asked_on": on - timedelta(days=9),
            "counts_from": on - timedelta(days=9),
            "waiting_since": on - timedelta(days=8),
            "completed_on": on - timedelta(days=10),
        }
        self.counties = [unit for unit in self.units if unit.is_local]

    # Commitments

    def commitments(self, count: int) -> None:
        """`count` more commitments, 2,000 to a report."""
        made = Report.objects.filter(slug__startswith="load-").count()
        while count > 0:
            made += 1
            portion = min(count, TO_A_REPORT)
            with transaction.atomic():
                self._report(made, portion)
            count -= portion

    def _report(self, number: int, count: int) -> None:
        titles = [self._title() for _row in range(count)]
        text = "".join(f"{title}。".ljust(QUOTE, "。") for title, *_rest in titles)
        report = Report.objects.create(
            slug=f"load-{number}", title=f"负载测试报告{number}", year=self.on.year, text=text, is_demo=True
        )
        rows = [self._commitment(report, number, place, *title) for place, title in enumerate(titles)]
        for portion in _portions(rows, BATCH):
            Commitment.objects.bulk_create(portion)
            DeadlineVersion.objects.bulk_create(
                DeadlineVersion(commitment=row, number=1, deadline=row.deadline, origin="report", at=self.at) for row in portion
            )
            self._told(portion)
            first_events([(row.stream, "create", {"changed": {"stage": row.stage}}) for row in portion], at=self.at)

    def _told(self, rows: list[Commitment]) -> None:
        """What the clerks said of those with a figure, and what waits for a supervisor's review."""
        told, asked = [], []
        for row in rows:
            clerk = self.clerks.get(row.lead_id)
            if row.lead is None or clerk is None:
                continue
            whose = {"commitment": row, "department": row.lead}
            if row.current_value is not None and row.value_on:
                told.append(ProgressReport(**whose, author_id=clerk, as_of=row.value_on, value=row.current_value, at=self.at))
            if row.stage == Stage.COMPLETION_REQUESTED:
                asked.append(Request(**whose, asked_by_id=clerk, **self.asking))
        ProgressReport.objects.bulk_create(told)
        Request.objects.bulk_create(asked)

    def _title(self) -> tuple[str, int, str]:
        thing = self.random.choice(THINGS)
        count = self.random.randrange(2, 400)
        unit = UNITS.get(thing, "个")
        county = self.random.choice(self.counties).short_name
        return f"{county}{self.random.choice(VERBS)}{thing}{count}{unit}", count, unit

    def _commitment(self, report: Report, number: int, place: int, title: str, count: int, unit: str) -> Commitment:
        dice = self.random
        stage = dice.choice(STAGES)
        is_count = dice.random() < 0.6
        deadline = self.on + timedelta(days=dice.randrange(-20, 200))
        row = Commitment(
            report=report,
            code=f"L{number:03d}-{place // 100:02d}-{place % 100:03d}",
            title=title,
            quote=title,
            start=place * QUOTE,
            end=place * QUOTE + len(title),
            context=f"{title}。",
            section="一二三四五六七八九"[place % 9],
            kind=Kind.QUANTIFIED if is_count else dice.choice([Kind.DELIVERABLE, Kind.ONGOING]),
            category=dice.choice(Category.values),
            metric=title if is_count else "",
            comparator="=" if is_count else "",
            value=Decimal(count) if is_count else None,
            base_value=Decimal(count) if is_count else None,
            unit=unit if is_count else "",
            measure=Measure.COUNT if is_count else "",
            lead=dice.choice(self.units),
            lead_suggested=stage == Stage.DRAFT,
            original_deadline=deadline,
            deadline=deadline,
            stage=stage,
        )
        if stage != Stage.DRAFT:
            row.assigned_on = self.on - timedelta(days=180)
        if stage not in {Stage.DRAFT, Stage.ASSIGNED}:
            row.signed_in_on = self.on - timedelta(days=175)
        if stage in RUNNING:
            row.red_from = deadlines.red_from(deadline, self.calendar)
            row.next_report_on = self.on + timedelta(days=dice.randrange(-12, 30))
        if stage == Stage.COMPLETED:
            row.completed_on, row.outcome, row.days_late = self.on - timedelta(days=dice.randrange(1, 90)), "on_time", 0
        if is_count and stage not in {Stage.DRAFT, Stage.ASSIGNED}:
            row.current_value = row.value if stage == Stage.COMPLETED else Decimal(count * dice.randrange(20, 100) // 100)
            row.value_on, row.value_source = self.on - timedelta(days=10), "reported"
        row.search = search.words(row)
        lights.store(row, lights.Facts(), on=self.on, calendar=self.calendar, rules=self.rules)
        return row

    def work_orders(self, count: int) -> None:
        """`count` more work orders over two years, a share of them linked to commitments."""
        Orders(on=self.on, dice=self.random).make(count)


def settle() -> None:
    """Let a PostgreSQL planner know the new rows."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _portions(rows: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
