"""The three rates, recomputed from the events of a period – never typed; what is left out is listed with reason and approver.

- response (响应率): of the dispatches due within the period, those replied to by their due day (extensions included);
- resolution (解决率), satisfaction (满意率): of the callers reached within the period, those who said so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.timezone import get_current_timezone, localdate, make_aware

from history.models import Event

ACTIONS = (
    "dispatch", "reassign", "designate", "redo", "ask_return", "uphold", "grant_extension", "reply", "send_back", "track",
    "call_back", "exclude", "close", "merge",
)  # fmt: skip


@dataclass
class Share:
    """`good` of `whole`; `rate` in per cent, None where there is nothing to judge."""

    good: int = 0
    whole: int = 0

    def add(self, is_good: bool) -> None:
        self.whole += 1
        self.good += is_good

    @property
    def rate(self) -> Decimal | None:
        return round(Decimal(self.good * 100) / self.whole, 1) if self.whole else None


@dataclass
class Rates:
    response: Share = field(default_factory=Share)
    resolution: Share = field(default_factory=Share)
    satisfaction: Share = field(default_factory=Share)


@dataclass(frozen=True)
class Exclusion:
    number: str
    reason: str
    by: str


@dataclass
class Report:
    """The city's rates, each unit's by its code, and what was left out."""

    city: Rates
    units: dict[str, Rates]
    excluded: list[Exclusion]


@dataclass
class _Dispatch:
    unit: str
    due: date
    replied_on: date | None = None
    is_over: bool = False  # returned, merged or closed before it was due: nothing to judge


def recompute(start: date, end: date) -> Report:
    """The rates of the local days `start` to `end`, both included, from the events of the orders touched."""
    touched = Event.objects.filter(stream__startswith="work_order:", action__in=ACTIONS, at__lt=_midnight(end, days=1))
    report = Report(Rates(), {}, [])
    stream = ""
    events: list[Event] = []
    for event in touched.select_related("actor").order_by("stream", "seq").iterator(chunk_size=2_000):
        if event.stream != stream:
            _judge(events, start, end, report)
            stream, events = event.stream, []
        events.append(event)
    _judge(events, start, end, report)
    return report


def _midnight(day: date, *, days: int = 0) -> datetime:
    return make_aware(datetime.combine(date.fromordinal(day.toordinal() + days), time()), get_current_timezone())


def _judge(events: list[Event], start: date, end: date, report: Report) -> None:
    for event in events:
        if event.action == "exclude":
            number = event.stream.removeprefix("work_order:")
            report.excluded.append(Exclusion(number, event.data.get("reason", ""), str(event.actor or "")))
            return
    dispatches = list(_dispatches(events))
    for one in dispatches:
        if start <= one.due <= end and not (one.is_over and one.replied_on is None):
            in_time = one.replied_on is not None and one.replied_on <= one.due
            for rates in (report.city, report.units.setdefault(one.unit, Rates())):
                rates.response.add(in_time)
    for event in events:
        if event.action == "call_back" and event.data.get("reached") and start <= localdate(event.at) <= end:
            for rates in (report.city, report.units.setdefault(event.data.get("unit", ""), Rates())):
                rates.resolution.add(bool(event.data["solved"]))
                rates.satisfaction.add(bool(event.data["satisfied"]))


def _dispatches(events: Iterable[Event]) -> Iterable[_Dispatch]:
    """Each dispatch with the due day in force and the day of the reply that stood."""
    current: _Dispatch | None = None
    for event in events:
        match event.action:
            case "dispatch" | "reassign" | "designate" | "redo":
                if current:
                    current.is_over = True
                    yield current
                current = _Dispatch(event.data["unit"], date.fromisoformat(event.data["due"]))
            case "grant_extension" | "recount" if current:
                current.due = date.fromisoformat(event.data["due"])
            case "reply" if current:
                current.replied_on = localdate(event.at)
            case "send_back" if current:
                current.replied_on = None
            case "merge" | "close" if current:
                current.is_over = True
    if current:
        yield current
