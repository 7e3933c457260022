"""The trends: orders per week about each commitment, department, county or subject, out of the tallies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncWeek

from commitments.models import Commitment
from departments.models import Department
from hotline.models import Concept, Tally

SHOWN = 30


@dataclass
class Line:
    """One key of a dimension over the weeks: `counts` in their order, `share` of the tallest week in per cent."""

    key: int
    name: str
    href: str = ""
    code: str = ""
    total: int = 0
    counts: list[int] = field(default_factory=list)

    @property
    def bars(self) -> list[dict[str, Any]]:
        """Where the bars of a small drawing stand: 100 units high, ten per week."""
        tallest = max([*self.counts, 1])
        return [
            {"x": n * 10 + 1, "y": 100 - round(count * 100 / tallest), "height": round(count * 100 / tallest), "count": count}
            for n, count in enumerate(self.counts)
        ]

    @property
    def recent(self) -> int:
        return sum(self.counts[-2:])

    @property
    def usual(self) -> float:
        """What two weeks brought on average over the eight weeks before the last two."""
        before = self.counts[-10:-2]
        return round(sum(before) * 2 / len(before), 1) if before else 0.0


def weeks_until(on: date, count: int) -> list[date]:
    """The Mondays of the last `count` weeks, the running one included."""
    monday = on - timedelta(days=on.weekday())
    return [monday - timedelta(weeks=n) for n in reversed(range(count))]


def lines(by: str, *, on: date, weeks: int, keys: list[int] | None = None) -> list[Line]:
    """The keys with the most orders over the weeks, or exactly `keys`: three queries, whatever the number of orders."""
    mondays = weeks_until(on, weeks)
    rows = Tally.objects.filter(by=by, day__gte=mondays[0], day__lte=on)
    if keys is not None:
        rows = rows.filter(key__in=keys)
    top = list(rows.values_list("key").annotate(n=Sum("orders")).order_by("-n", "key")[:SHOWN])
    found = {key: Line(key, "", total=total, counts=[0] * len(mondays)) for key, total in top}
    place = {monday: n for n, monday in enumerate(mondays)}
    weekly = rows.filter(key__in=found).annotate(week=TruncWeek("day")).values_list("key", "week").annotate(n=Sum("orders"))
    for key, week, count in weekly.order_by():
        found[key].counts[place[week]] += count
    _name(by, found)
    return list(found.values())


def about(commitment: Commitment, *, on: date, weeks: int) -> Line:
    """The orders about one commitment, week by week; one query."""
    mondays = weeks_until(on, weeks)
    rows = Tally.objects.filter(by=Tally.By.COMMITMENT, key=commitment.pk, day__gte=mondays[0], day__lte=on)
    weekly = dict(rows.annotate(week=TruncWeek("day")).values_list("week").annotate(n=Sum("orders")).order_by())
    counts = [weekly.get(monday, 0) for monday in mondays]
    return Line(commitment.pk, commitment.title, code=commitment.code, total=sum(counts), counts=counts)


def _name(by: str, found: dict[int, Line]) -> None:
    match by:
        case Tally.By.COMMITMENT:
            for row in Commitment.objects.filter(pk__in=found).only("pk", "code", "title"):
                line = found[row.pk]
                line.name, line.code, line.href = row.title, row.code, row.get_absolute_url()
        case Tally.By.DEPARTMENT | Tally.By.COUNTY:
            for unit in Department.objects.filter(pk__in=found).only("pk", "short_name", "code"):
                found[unit.pk].name, found[unit.pk].code = unit.short_name, unit.code
        case Tally.By.CONCEPT:
            for concept in Concept.objects.filter(pk__in=found).only("pk", "name", "code"):
                found[concept.pk].name, found[concept.pk].code = concept.name, concept.code
