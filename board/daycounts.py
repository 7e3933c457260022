"""How the lights stood at the end of each day: written down each night, given back from the events where a night is missing.

`record` counts the rows as they stand; `rebuild` tells the days again from the history. Both give the same rows
(a test lives a year to prove it), so a worker that was down loses nothing: `fill` rebuilds what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, CharField, Count, F, Min, Q, Value, When
from django.db.models.functions import Cast

from commitments import lights
from commitments.asof import stories
from commitments.models import Commitment, Report, Stage
from commitments.models.commitment import RUNNING
from commitments.rules import rules
from commitments.speech import shown_light
from config import clock
from workdays.calendar import current

from .models import DayCount

DAY = timedelta(days=1)
Key = tuple[int, str, int, str]  # report, section, lead, light as shown

# `speech.shown_light` for the database.
SHOWN = Case(
    When(stage=Stage.COMPLETED, then=Value("completed")), default=Cast(F("light"), CharField()), output_field=CharField()
)


@dataclass
class Tally:
    """The numbers of one day."""

    counts: Counter[Key] = field(default_factory=Counter)
    late: Counter[Key] = field(default_factory=Counter)  # of these: overdue


def record(on: date) -> int:
    """Write down how the commitments stand on the local day `on`, today or the day just ended; returns the rows written.

    A second run replaces the first.
    """
    lights.refresh(on)
    assigned = Commitment.objects.exclude(stage=Stage.DRAFT).order_by()
    overdue = Q(stage__in=RUNNING, red_from__lte=on)  # `Commitment.objects.overdue`
    grouped = assigned.annotate(shown=SHOWN).values_list("report", "section", "lead", "shown")
    tally = Tally()
    for report, section, lead, shown, n, late in grouped.annotate(n=Count("pk"), late=Count("pk", filter=overdue)):
        tally.counts[report, section, lead, shown] = n
        tally.late[report, section, lead, shown] = late
    return _write(on, tally)


def rebuild(report: Report, first: date, last: date) -> Iterator[tuple[date, Tally]]:
    """The numbers of each day from `first` to `last`, told again from the events of `report`'s commitments."""
    days = {first + DAY * n: Tally() for n in range((last - first).days + 1)}
    rows = report.commitments.defer("context", "search").order_by("pk")
    for story in stories(rows.iterator(), calendar=current(), rules=rules()):
        for day, row in story.days(first, last):
            if row is not None and row.stage != Stage.DRAFT and row.lead_id:
                key = (report.pk, row.section, row.lead_id, shown_light(row))
                days[day].counts[key] += 1
                days[day].late[key] += bool(row.stage in RUNNING and row.red_from and row.red_from <= day)
    yield from days.items()


def fill(report: Report, until: date) -> int:
    """Rebuild the days of `report` up to `until` that nobody wrote down; returns how many days that were.

    Of a day written down before lateness was counted only that is added: what was written stands.
    """
    began = report.commitments.aggregate(day=Min("assigned_on"))["day"]
    if began is None or began > until:
        return 0
    written = DayCount.objects.filter(report=report, on__range=(began, until))
    kept = set(written.values_list("on", flat=True).distinct())
    halves = set(written.filter(late=None).values_list("on", flat=True).distinct())
    missing = [began + DAY * n for n in range((until - began).days + 1) if began + DAY * n not in kept - halves]
    if not missing:
        return 0
    wanted = set(missing)
    for day, tally in rebuild(report, missing[0], missing[-1]):
        if day in halves:
            _add_late(day, tally, report)
        elif day in wanted:
            _write(day, tally, report=report)
    return len(missing)


def errand() -> tuple[str, list[str]] | None:
    """The way of an older house, which counted lights alone: its days are told again beside the open house, once."""
    if not DayCount.objects.filter(late=None).exists():
        return None
    return "counting", ["count_days", "--on", (clock.today() - DAY).isoformat()]


def _add_late(on: date, tally: Tally, report: Report) -> None:
    rows = list(DayCount.objects.filter(on=on, report=report))
    for row in rows:
        row.late = min(tally.late[row.report_id, row.section, row.lead_id, row.light], row.count)
    DayCount.objects.bulk_update(rows, ["late"], batch_size=500)


def _write(on: date, tally: Tally, report: Report | None = None) -> int:
    rows = [
        DayCount(on=on, report_id=of, section=section, lead_id=lead, light=light, count=count, late=tally.late[key])
        for key, count in sorted(tally.counts.items())
        for of, section, lead, light in [key]
    ]
    with transaction.atomic():
        old = DayCount.objects.filter(on=on)
        (old.filter(report=report) if report else old).delete()
        DayCount.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def over_time(counts: Iterable[tuple[date, str, int]]) -> dict[date, dict[str, int]]:
    """(day, light, number) rows as day → {light: number}, in the order of the days."""
    days: dict[date, dict[str, int]] = {}
    for on, light, count in counts:
        days.setdefault(on, {})[light] = count
    return dict(sorted(days.items()))
