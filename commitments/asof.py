"""How commitments stood on a day that is past: told again from their events, judged by the same light.

`stories` reads the events of many commitments at a fixed number of queries a batch; `Story.on(day)` answers the
commitment as it stood when that local day ended. What is asked is *as known then*: a figure reported on 3 July for
30 June does not count on 1 July. Thresholds and the calendar are those given, so a frozen figure can be recomputed
by its own rules.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.timezone import localdate

from history.models import Event
from workdays.calendar import Calendar

from . import deadlines, lights
from .models import Commitment, DeadlineVersion, ProgressReport, Stage
from .models.commitment import RUNNING
from .rules import Rules

BATCH = 400
DAY = timedelta(days=1)
TRACED_DAYS = 366  # a light is traced back a year at most


@dataclass(frozen=True)
class Told:
    """One event as it is folded: the local day of its instant, what it did and what it changed."""

    day: date
    action: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Reported:
    """A figure that was told: known from the day `known_on`, for the day `as_of`."""

    known_on: date
    as_of: date
    value: Decimal
    share: int | None


@dataclass
class Story:
    """Everything that was told of one commitment, in order."""

    row: Commitment
    calendar: Calendar
    rules: Rules
    told: list[Told] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)  # by as_of, then in the order told
    milestones: dict[int, list[tuple[date, date]]] = field(default_factory=dict)  # pk: (known on, deadline)

    def on(self, day: date) -> Commitment | None:
        """The commitment as it stood at the end of `day`, unsaved, with its light; None before it existed.

        Only what events tell is of that day (`workflow.base.TOLD`, the light and its cause, `red_from`); `was_red`
        stays today's, and the words of the promise never change.
        """
        events = self._until(day)
        if not events:
            return None
        row = copy.copy(self.row)
        for name, value in _fold(events, self.told).items():
            setattr(row, name, _read_value(name, value))
        facts = self._facts(row, events, day) if row.stage in RUNNING else lights.Facts()
        row.red_from = (
            deadlines.red_from(row.deadline, self.calendar, figures_due_on=row.figures_due_on)
            if row.stage in RUNNING and not facts.stopped_by_request
            else None
        )
        lights.store(row, facts, on=day, calendar=self.calendar, rules=self.rules)
        return row

    def days(self, first: date, last: date) -> Iterator[tuple[date, Commitment | None]]:
        """`on` for each day of a span; judged anew only where something was told or the light was due to change."""
        moved = {event.day for event in self.told}
        row, day = None, first
        while day <= last:
            due = row.light_changes_on if row is not None else None
            if day == first or day in moved or (due and due <= day):
                row = self.on(day)
            yield day, row
            day += DAY

    def light_since(self, day: date) -> date | None:
        """The first day of the unbroken run of days on which it showed the light of `day`."""
        row = self.on(day)
        if row is None:
            return None
        since = day
        for _step in range(TRACED_DAYS):
            before = self.on(since - DAY)
            if before is None or (before.stage, before.light) != (row.stage, row.light):
                break
            since -= DAY
        return since

    def _until(self, day: date) -> list[Told]:
        """The events up to the last one of `day` or earlier. The chain's order counts: a registry loaded after the
        business date it is worked on still begins its stories."""
        last = max((number for number, event in enumerate(self.told, 1) if event.day <= day), default=0)
        return self.told[:last]

    def _facts(self, row: Commitment, events: list[Told], day: date) -> lights.Facts:
        asked = next((e for e in reversed(events) if e.action == "request_completion"), None)
        return lights.Facts(
            plan=_plan(events),
            reached_at_month_end=self._reached(row, events, deadlines.last_month_end(day), known_on=day),
            milestones=self._milestones(events, day),
            stopped_by_request=bool(
                row.stage == Stage.COMPLETION_REQUESTED
                and asked
                and deadlines.is_stopped_by_request(
                    row, date.fromisoformat(asked.data["completed_on"]), _counts_from(asked), self.calendar, self.rules
                )
            ),
        )

    def _reached(self, row: Commitment, events: list[Told], at: date, *, known_on: date) -> Decimal | None:
        """The value the count stood at on `at` by what was known on `known_on`, from its own source."""
        if row.value_source == "sites":
            done = {e.data["site"]: e.data.get("completed_on") for e in events if e.action == "update_site"}
            return Decimal(sum(1 for day in done.values() if day and date.fromisoformat(day) <= at)) or None
        known = [r for r in self.reported if r.known_on <= known_on and r.as_of <= at]
        if row.value_source == "shares":
            latest = {r.share: r.value for r in known if r.share is not None}
            allocated = {county for e in events if e.action == "edit_shares" for county in e.data["shares"]}
            return lights.of_shares(row, list(latest.values()), len(allocated)) if latest or row.per_county else None
        if row.value_source == "reported":
            return next((r.value for r in reversed(known) if r.share is None), None)
        return None

    def _milestones(self, events: list[Told], day: date) -> tuple[tuple[date, date | None], ...]:
        done = {e.data["milestone_id"]: date.fromisoformat(e.data["done_on"]) for e in events if e.action == "reach_milestone"}
        stood = []
        for pk, versions in self.milestones.items():
            known = [deadline for known_on, deadline in versions if known_on <= day]
            if known:
                stood.append((known[-1], done.get(pk)))
        return tuple(stood)


def stories(rows: Iterable[Commitment], *, calendar: Calendar, rules: Rules) -> Iterator[Story]:
    """The stories of `rows`, in their order; three queries a batch of 400."""
    batch: list[Commitment] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield from _read(batch, calendar, rules)
            batch = []
    yield from _read(batch, calendar, rules)


def standing(rows: Iterable[Commitment], *, on: date, calendar: Calendar, rules: Rules) -> list[Commitment]:
    """`rows` as they stood at the end of the local day `on`; what did not exist yet is left out."""
    stood = (story.on(on) for story in stories(rows, calendar=calendar, rules=rules))
    return [row for row in stood if row is not None]


def _read(rows: list[Commitment], calendar: Calendar, rules: Rules) -> list[Story]:
    if not rows:
        return []
    found = {row.pk: Story(row, calendar, rules) for row in rows}
    by_stream = {row.stream: found[row.pk] for row in rows}
    events = Event.objects.filter(stream__in=list(by_stream)).order_by("stream", "seq")
    for stream, action, at, data in events.values_list("stream", "action", "at", "data").iterator():
        by_stream[stream].told.append(Told(localdate(at), action, data))
    figures = ProgressReport.objects.standing().filter(commitment__in=list(found), value__isnull=False).order_by("as_of", "pk")
    told_figures: Any = figures.values_list("commitment", "at", "as_of", "value", "share")
    for pk, at, as_of, value, share in told_figures.iterator():
        found[pk].reported.append(Reported(localdate(at), as_of, value, share))
    versions = DeadlineVersion.objects.filter(commitment__in=list(found), milestone__isnull=False).order_by("number")
    told_versions: Any = versions.values_list("commitment", "milestone", "at", "deadline")
    by_milestone: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    for pk, milestone, at, deadline in told_versions.iterator():
        by_milestone[pk, milestone].append((localdate(at), deadline))
    for (pk, milestone), known in by_milestone.items():
        found[pk].milestones[milestone] = known
    return list(found.values())


def _fold(events: list[Told], whole: list[Told]) -> dict[str, Any]:
    """The told fields after `events`. A field that only a later event changes is as a new record has it."""
    state: dict[str, Any] = {
        name: getattr(_fresh(), name) for event in whole[len(events) :] for name in event.data.get("changed", {})
    }
    for event in events:
        state |= event.data.get("changed", {})
    return state


@cache
def _fresh() -> Commitment:
    return Commitment()


def _read_value(name: str, value: Any) -> Any:
    """What an event holds as text, as the field itself holds it."""
    column: Any = Commitment._meta.get_field(name)
    return column.to_python(value)


def _counts_from(asked: Told) -> date:
    """The day a completion request counts as asked: what its event says, else the day it was made."""
    counts_from = asked.data.get("counts_from")
    return date.fromisoformat(counts_from) if counts_from else asked.day


def _plan(events: list[Told]) -> tuple[tuple[date, Decimal], ...]:
    """The monthly figures of the newest plan that was released and not returned."""
    figures: dict[int, dict[str, str]] = {}
    released: set[int] = set()
    for event in events:
        match event.action:
            case "file_plan":
                figures[event.data["plan"]] = event.data["figures"]
            case "release_plan":
                released.add(event.data["plan"])
            case "return_plan":
                released.discard(event.data["plan"])
    if not released:
        return ()
    return tuple((date.fromisoformat(day), Decimal(value)) for day, value in figures[max(released)].items())
