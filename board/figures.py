"""The board's figures: a handful of counting queries over what one person may count, whatever the size of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When
from django.db.models.functions import TruncMonth

from commitments import deadlines
from commitments.models import Commitment, Milestone, Report, Request, Site, Stage
from commitments.models.commitment import RUNNING, CommitmentQuerySet
from commitments.speech import SECTION
from departments.models import Department

from .daycounts import SHOWN
from .models import DayCount

LIGHTS = ("completed", "green", "yellow", "red", "none")
HEADLINE = "目标"  # the section of what stands before （一）
WEEKS_SHOWN = 53
MONTHS_AHEAD = 3


@dataclass(frozen=True)
class View:
    """What is counted: one report, the commitments led by `leads`, on the local day `on`."""

    report: Report
    on: date
    since: date  # the earlier day it is compared with
    leads: frozenset[int] | None = None  # None: every department

    def of(self, lead: str) -> Q:
        """Rows whose lead department, found at `lead`, is counted."""
        return Q() if self.leads is None else Q(**{f"{lead}__in": self.leads})

    @cached_property
    def commitments(self) -> CommitmentQuerySet:
        return Commitment.objects.filter(self.of("lead"), report=self.report).exclude(stage=Stage.DRAFT).order_by()


@dataclass
class Load:
    """What a department carries."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    reporting: int = 0  # running items that report regularly
    unreported: int = 0  # of these, past the day
    returned: int = 0
    extended: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def reported_share(self) -> int | None:
        """Per cent of the items that report regularly whose report is not past its day; None without any."""
        return round((self.reporting - self.unreported) * 100 / self.reporting) if self.reporting else None

    def add(self, other: Load) -> None:
        self.counts += other.counts
        self.reporting += other.reporting
        self.unreported += other.unreported
        self.returned += other.returned
        self.extended += other.extended


@dataclass
class Standing:
    """How everything stands today, by section and by lead department; one query."""

    sections: dict[str, Counter[str]]
    loads: dict[int, Load]

    @property
    def counts(self) -> Counter[str]:
        return sum(self.sections.values(), Counter())


def standing(view: View, units: dict[int, Department]) -> Standing:
    """Counted by section, lead and light, with whose progress report is past its day."""
    late = Case(When(next_report_on__lt=view.on, stage__in=RUNNING, then=Value(1)), default=0, output_field=IntegerField())
    regular = Case(When(next_report_on__isnull=False, stage__in=RUNNING, then=Value(1)), default=0, output_field=IntegerField())
    grouped = view.commitments.annotate(shown=SHOWN).values("section", "lead", "shown")
    sections: dict[str, Counter[str]] = {}
    loads: dict[int, Load] = {}
    for row in grouped.annotate(n=Count("pk"), regular=Sum(regular), late=Sum(late)):
        sections.setdefault(row["section"], Counter())[row["shown"]] += row["n"]
        unit = units.get(row["lead"])
        load = loads.setdefault(row["lead"], Load(unit.short_name if unit else ""))
        load.counts[row["shown"]] += row["n"]
        load.reporting += row["regular"]
        load.unreported += row["late"]
    return Standing(sections, loads)


def over_time(view: View) -> dict[date, Counter[str]]:
    """The counts at the end of each week up to yesterday, and of the day it is compared with."""
    weeks = [view.on - timedelta(days=7 * n) for n in range(1, WEEKS_SHOWN)]
    kept = DayCount.objects.filter(view.of("lead"), report=view.report, on__in=[*weeks, view.since]).order_by()
    days: dict[date, Counter[str]] = {}
    for on, light, n in kept.values_list("on", "light").annotate(n=Sum("count")):
        days.setdefault(on, Counter())[light] = n
    return dict(sorted(days.items()))


@dataclass(frozen=True)
class Month:
    """A month's end: how many were due by then (by the deadline in force), how many were completed by then."""

    end: date
    due: int
    completed: int | None  # None: it has not come yet


@dataclass
class Dates:
    """Deadlines and days of completion, counted; one query."""

    months: list[Month]
    due: Counter[date]  # running commitments by the day they fall due


def dates(view: View) -> Dates:
    """Suspended, cancelled and merged items are due no more; what a year's end closed stays due."""
    grouped = view.commitments.values_list("deadline", "completed_on", "stage").annotate(n=Count("pk"))
    due: Counter[date] = Counter()
    planned: Counter[date] = Counter()
    completed: Counter[date] = Counter()
    for deadline, completed_on, stage, n in grouped:
        if stage in {Stage.CANCELLED, Stage.MERGED, Stage.SUSPENDED}:
            continue
        planned[deadline] += n
        if completed_on and stage == Stage.COMPLETED:
            completed[completed_on] += n
        if stage in RUNNING:
            due[deadline] += n
    return Dates(list(_months(view, planned, completed)), due)


def _months(view: View, planned: Counter[date], completed: Counter[date]) -> Iterator[Month]:
    if not planned:
        return
    end, last = deadlines.month_end(date(view.report.year, 1, 1)), deadlines.month_end(max(view.on, *planned))
    last = min(last, date(view.report.year + 1, 1, 31))
    while end <= last:
        known = end <= view.on or end == deadlines.month_end(view.on)
        yield Month(
            end,
            sum(n for day, n in planned.items() if day <= end),
            sum(n for day, n in completed.items() if day <= end) if known else None,
        )
        end = deadlines.month_end(end + timedelta(days=1))


def falling_due(view: View, commitments: Counter[date]) -> Counter[date]:
    """What falls due in this month and the three after it: commitments, unfinished sites, milestones not reached."""
    first, last = view.on.replace(day=1), calendar_end(view.on)
    running = Q(commitment__report=view.report, commitment__stage__in=RUNNING, deadline__range=(first, last))
    sites = Site.objects.filter(running, view.of("commitment__lead")).exclude(stage=Site.Stage.COMPLETED)
    milestones = Milestone.objects.filter(running, view.of("commitment__lead"), done_on=None)
    parts = (
        rows.order_by().values("deadline").annotate(n=Count("pk")).values_list("deadline", "n") for rows in (sites, milestones)
    )
    found = Counter({day: n for day, n in commitments.items() if first <= day <= last})
    one, other = parts
    together: Any = one.union(other, all=True)
    for day, n in together:
        found[day] += n
    return found


def calendar_end(on: date) -> date:
    """The last day the calendar shows."""
    end = deadlines.month_end(on)
    for _month in range(MONTHS_AHEAD):
        end = deadlines.month_end(end + timedelta(days=1))
    return end


RETURNED = Q(kind=Request.Kind.COMPLETION, state=Request.State.REFUSED)
EXTENDED = Q(kind=Request.Kind.EXTENSION, state=Request.State.GRANTED)


def decided(view: View) -> list[dict[str, Any]]:
    """Completion requests returned and extensions granted: department, kind, month, n; one query."""
    rows = Request.objects.filter(RETURNED | EXTENDED, view.of("commitment__lead"), commitment__report=view.report)
    grouped = rows.order_by().values("department", "kind", month=TruncMonth("decided_at")).annotate(n=Count("pk"))
    return [dict(row) for row in grouped.order_by("month")]


def merge_small(loads: dict[int, Load], *, smallest: int, shown: int) -> tuple[list[Load], Load, int]:
    """The departments carrying most, at most `shown`; all others, and those with fewer than `smallest`, together."""
    ordered = sorted(loads.values(), key=lambda load: (-load.total, load.name))
    large = [load for load in ordered[:shown] if load.total >= smallest]
    rest = Load("")
    small = [load for load in ordered if load not in large]
    for load in small:
        rest.add(load)
    return large, rest, len(small)


@lru_cache(maxsize=8)
def _titles(report: int, text: str) -> dict[str, str]:
    headings = {found[1]: found[0].rstrip("。").split("，")[0].partition("）")[2] for found in SECTION.finditer(text)}
    first, last = min(headings.values(), default=""), max(headings.values(), default="")
    shared = next((n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), 0)
    common = first[:shared]
    return {name: heading.removeprefix(common) or heading for name, heading in headings.items()}


def section_titles(report: Report) -> dict[str, str]:
    """The report's sections by their numeral, in short: what their headings all begin with is left out."""
    return _titles(report.pk, report.text)


def in_order(sections: dict[str, Any], report: Report) -> list[str]:
    """The names of `sections` in the order of the report, what stands before the first one leading."""
    order = [HEADLINE, *section_titles(report)]
    return sorted(sections, key=lambda name: (order.index(name) if name in order else len(order), name))
