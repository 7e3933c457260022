"""The three rates, recomputed from the events of a period – never typed; what is left out is listed with reason and approver.

- response (响应率): of the dispatches due within the period, those replied to by their due day (extensions included);
- resolution (解决率), satisfaction (满意率): of the callers reached within the period, those who said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from django.utils.timezone import get_current_timezone, localdate, make_aware

from history.models import Event

from .models import Handling

# The events that tell of a dispatch: its days, its reply, its end, what the caller said, that it is left out.
ACTIONS = (
    "dispatch", "reassign", "designate", "redo", "grant_extension", "recount", "track", "reply", "send_back", "call_back",
    "exclude", "close", "merge",
)  # fmt: skip
BATCH = 1_000  # histories read at once
STREAM = "work_order:"


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

    def of(self, unit: str) -> tuple[Rates, Rates]:
        """The rates a case of `unit` counts in: the city's and its own."""
        return self.city, self.units.setdefault(unit, Rates())


@dataclass
class _Dispatch:
    unit: str
    due: date
    replied_on: date | None = None
    ended_on: date | None = None  # sent on, done again, merged or closed
    called_back: Event | None = None  # the newest call: one that corrects another takes its place

    @property
    def is_judged(self) -> bool:
        """One that ended in time without a reply – sent on, merged – leaves nothing to judge."""
        return self.replied_on is not None or self.ended_on is None or self.ended_on > self.due


def recompute(start: date, end: date) -> Report:
    """The rates of the local days `start` to `end`, both included, from the events of the orders touched."""
    report = Report(Rates(), {}, [])
    touched = _touched(start, end)
    for first in range(0, len(touched), BATCH):
        events = Event.objects.filter(stream__in=touched[first : first + BATCH], action__in=ACTIONS)
        ordered = events.select_related("actor").order_by("stream", "seq")
        for stream, told in groupby(ordered, key=attrgetter("stream")):
            _judge(stream, list(told), start, end, report)
    return report


def _touched(start: date, end: date) -> list[str]:
    """The histories in which a dispatch fell due or a caller was called back in the period; no others are read."""
    due = Handling.objects.filter(due_on__range=(start, end)).values_list("order__number", flat=True)
    called = Event.objects.filter(action="call_back", at__gte=_midnight(start), at__lt=_midnight(end, days=1))
    streams = {f"{STREAM}{number}" for number in due} | set(called.values_list("stream", flat=True))
    return sorted(streams)


def _midnight(day: date, *, days: int = 0) -> datetime:
    return make_aware(datetime.combine(date.fromordinal(day.toordinal() + days), time()), get_current_timezone())


def _judge(stream: str, events: list[Event], start: date, end: date, report: Report) -> None:
    dispatches = list(_dispatches(events))
    due = [one for one in dispatches if one.is_judged and start <= one.due <= end]
    calls = [(one.unit, one.called_back) for one in dispatches if one.called_back]
    heard = [(unit, call) for unit, call in calls if start <= localdate(call.at) <= end]
    if not (due or heard):
        return
    if out := next((event for event in events if event.action == "exclude"), None):
        number = stream.removeprefix(STREAM)
        report.excluded.append(Exclusion(number, out.data.get("reason", ""), str(out.actor or "")))
        return
    for one in due:
        in_time = one.replied_on is not None and one.replied_on <= one.due
        for rates in report.of(one.unit):
            rates.response.add(in_time)
    for unit, call in heard:
        if call.data.get("reached"):
            for rates in report.of(unit):
                rates.resolution.add(bool(call.data["solved"]))
                rates.satisfaction.add(bool(call.data["satisfied"]))


def _dispatches(events: Iterable[Event]) -> Iterator[_Dispatch]:
    """Each dispatch with the due day in force, the day of the reply that stood and what the caller said last."""
    current: _Dispatch | None = None
    for event in events:
        match event.action:
            case "dispatch" | "reassign" | "designate" | "redo":
                if current:
                    current.ended_on = localdate(event.at)
                    yield current
                current = _Dispatch(event.data["unit"], date.fromisoformat(event.data["due"]))
            case "grant_extension" | "recount" if current:
                current.due = date.fromisoformat(event.data["due"])
            case "track" if current:  # a staged reply: due on the promised day, by another reply
                current.due, current.replied_on = date.fromisoformat(event.data["promised"]), None
            case "reply" if current:
                current.replied_on = localdate(event.at)
            case "send_back" if current:
                current.replied_on = None
            case "call_back" if current:
                current.called_back = event
            case "merge" | "close" if current:
                current.ended_on = localdate(event.at)
    if current:
        yield current
