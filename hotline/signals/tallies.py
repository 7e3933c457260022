"""The roll-up the trends are drawn from: per day, how many orders about each commitment, department, county, subject.

`follow` reads the history for the days whose orders or links changed and counts those days again; a test compares
the tallies with the raw rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from history.models import Event
from hotline.models import Link, SweepMark, Tally, WorkOrder

LATE = 1_000  # events so far behind the newest one seen are looked at again: a slower transaction commits after it
STEP = 20_000
STREAM = "work_order:"


def recount(days: Iterable[date]) -> None:
    """Count these days anew from the orders and links as they stand."""
    for day in sorted(set(days)):
        with transaction.atomic():
            orders = WorkOrder.objects.filter(received_on=day)
            links = Link.objects.filter(order__received_on=day).exclude(state=Link.State.REJECTED)
            counted = [("city", 0, orders.count())]
            counted += [(Tally.By.COUNTY, *row) for row in _by(orders, "county")]
            counted += [(Tally.By.CONCEPT, *row) for row in _by(orders, "spoken__concept")]
            counted += [(Tally.By.COMMITMENT, *row) for row in _by(links, "commitment")]
            counted += [(Tally.By.DEPARTMENT, *row) for row in _by(links, "commitment__lead")]
            Tally.objects.filter(day=day).delete()
            Tally.objects.bulk_create([Tally(by=by, key=key, day=day, orders=n) for by, key, n in counted if n])


def counted_until() -> datetime | None:
    """The time of the last step in the history that is counted; None where the roll-up has counted nothing yet."""
    marked = SweepMark.objects.filter(name="tallies").values("event")
    return Event.objects.filter(pk__lte=marked).order_by("-pk").values_list("at", flat=True).first()


def _by(rows: object, name: str) -> list[tuple[int, int]]:
    column = "order" if name.startswith("commitment") else "pk"
    grouped = rows.order_by().exclude(**{name: None}).values_list(name)  # type: ignore[attr-defined]
    return list(grouped.annotate(n=Count(column, distinct=column == "order")))


def follow() -> int:
    """Count again the days touched since the last time; returns how many events were new."""
    mark, _made = SweepMark.objects.get_or_create(name="tallies")
    seen = 0
    while True:
        events = Event.objects.filter(pk__gt=max(mark.event - LATE, 0) if not seen else mark.event).order_by("pk")
        batch = list(events.values_list("pk", "stream")[:STEP])
        new = [pk for pk, _stream in batch if pk > mark.event]
        if not new and seen:
            return seen
        numbers = {stream.removeprefix(STREAM) for _pk, stream in batch if stream.startswith(STREAM)}
        recount(WorkOrder.objects.filter(number__in=numbers).values_list("received_on", flat=True).distinct())
        if not new:
            return seen
        mark.event = max(new)
        mark.save()
        seen += len(new)
