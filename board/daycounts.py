"""How the lights stood at the end of each day: written down each night, given back from the events where a night is missing.

`record` counts the rows as they stand; `rebuild` tells the days again from the history. Both give the same rows
(a test lives a year to prove it), so a worker that was down loses nothing: `fill` rebuilds what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, CharField, Count, F, Min, Value, When
from django.db.models.functions import Cast

from commitments import lights
from commitments.asof import stories
from commitments.models import Commitment, Report, Stage
from commitments.rules import rules
from commitments.speech import shown_light
from workdays.calendar import current

from .models import DayCount

DAY = timedelta(days=1)
Key = tuple[int, str, int, str]  # report, section, lead, light as shown

# `speech.shown_light` for the database.
SHOWN = Case(
    When(stage=Stage.COMPLETED, then=Value("completed")), default=Cast(F("light"), CharField()), output_field=CharField()
)


def record(on: date) -> int:
    """Write down how the commitments stand on the local day `on`, today or the day just ended; returns the rows written.

    A second run replaces the first.
    """
    lights.refresh(on)
    assigned = Commitment.objects.exclude(stage=Stage.DRAFT).order_by()
    counted = assigned.annotate(shown=SHOWN).values_list("report", "section", "lead", "shown").annotate(n=Count("pk"))
    return _write(on, {(report, section, lead, shown): n for report, section, lead, shown, n in counted})


def rebuild(report: Report, first: date, last: date) -> Iterator[tuple[date, Counter[Key]]]:
    """The counts of each day from `first` to `last`, told again from the events of `report`'s commitments."""
    days: dict[date, Counter[Key]] = {first + DAY * n: Counter() for n in range((last - first).days + 1)}
    rows = report.commitments.defer("context", "search").order_by("pk")
    for story in stories(rows.iterator(), calendar=current(), rules=rules()):
        for day, row in story.days(first, last):
            if row is not None and row.stage != Stage.DRAFT and row.lead_id:
                days[day][report.pk, row.section, row.lead_id, shown_light(row)] += 1
    yield from days.items()


def fill(report: Report, until: date) -> int:
    """Rebuild the days of `report` up to `until` that nobody wrote down; returns how many days that were."""
    began = report.commitments.aggregate(day=Min("assigned_on"))["day"]
    if began is None or began > until:
        return 0
    kept = set(DayCount.objects.filter(report=report, on__range=(began, until)).values_list("on", flat=True).distinct())
    missing = [began + DAY * n for n in range((until - began).days + 1) if began + DAY * n not in kept]
    if not missing:
        return 0
    wanted = set(missing)
    for day, counted in rebuild(report, missing[0], missing[-1]):
        if day in wanted:
            _write(day, counted, report=report)
    return len(missing)


def _write(on: date, counted: dict[Key, int] | Counter[Key], report: Report | None = None) -> int:
    rows = [
        DayCount(on=on, report_id=of, section=section, lead_id=lead, light=light, count=count)
        for (of, section, lead, light), count in sorted(counted.items())
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
