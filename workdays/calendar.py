"""Working days: Monday–Friday, as the State Council's yearly arrangement changes them. Pure, but for `current`."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate

from django.core.signals import got_request_exception, request_finished, request_started

DAY = timedelta(days=1)
PAUSED = "暂停"  # the name of a day within a pause
FRIDAY = 4


@dataclass(frozen=True)
class Calendar:
    """Exceptions to Monday–Friday, and the years whose arrangement is published."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    published: frozenset[int] = frozenset()
    names: Mapping[date, str] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() <= FRIDAY)

    def next_workday(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return self.add(day, 1)

    def on_or_before(self, day: date) -> date:
        """`day` if it is a working day, else the last one before it."""
        while not self.is_workday(day):
            day -= DAY
        return day

    def add(self, day: date, n: int) -> date:
        """The `n`-th working day after `day` (before it, where `n` is negative); `day` itself for 0."""
        step = DAY if n > 0 else -DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def count(self, after: date, until: date) -> int:
        """Working days d with `after` < d <= `until`; negative, the same way round, when `until` is earlier."""
        if until < after:
            return -self.count(until, after)
        weeks, rest = divmod((until - after).days, 7)
        plain = weeks * 5 + sum((until - DAY * i).weekday() <= FRIDAY for i in range(rest))
        days, moved = self._moved
        return plain + moved[bisect_right(days, until)] - moved[bisect_right(days, after)]

    @cached_property
    def _moved(self) -> tuple[list[date], list[int]]:
        """The days that are not as Monday–Friday has them, in order; by how many the first 0, 1, 2 … of them move a count."""
        days = sorted(day for day, works in self.exceptions.items() if works != (day.weekday() <= FRIDAY))
        return days, [0, *accumulate(1 if self.exceptions[day] else -1 for day in days)]

    def pausing(self, pauses: Iterable[tuple[date, date]]) -> Calendar:
        """The same calendar with days that do not count: each pause from its first to its last day, both included."""
        exceptions, names = dict(self.exceptions), dict(self.names)
        for first, last in pauses:
            for offset in range((last - first).days + 1):
                day = first + DAY * offset
                if self.is_workday(day):
                    exceptions[day], names[day] = False, PAUSED
        return Calendar(exceptions, self.published, names)

    def provisional_years(self, start: date, end: date) -> list[int]:
        """The years from `start` to `end` no arrangement is published for: they count Monday–Friday for now."""
        return [year for year in range(min(start, end).year, max(start, end).year + 1) if year not in self.published]

    def steps(self, after: date, until: date) -> Iterator[tuple[date, bool, str]]:
        """How `count` counts: each day with whether it counts and the name of its exception."""
        day = after
        while day < until:
            day += DAY
            yield day, self.is_workday(day), self.names.get(day, "")


class _Request(threading.local):
    """The calendar of the request this thread answers: all of one page is counted by one calendar."""

    is_answering = False
    calendar: Calendar | None = None

    def begin(self, **_: object) -> None:
        self.is_answering, self.calendar = True, None

    def end(self, **_: object) -> None:
        self.is_answering, self.calendar = False, None

    def forget(self) -> None:
        self.calendar = None


_request = _Request()
request_started.connect(_request.begin)
request_finished.connect(_request.end)
got_request_exception.connect(_request.end)


def current() -> Calendar:
    """The calendar as entered; one small query (a request asks once), the days only when a year was entered anew."""
    if _request.calendar is None:
        calendar = _as_entered()
        if not _request.is_answering:
            return calendar
        _request.calendar = calendar
    return _request.calendar


def entered_anew() -> Calendar:
    """`current`, after this very request or command has entered a year."""
    _request.forget()
    return current()


def _as_entered() -> Calendar:
    from .models import YearArrangement

    return _calendar(tuple(YearArrangement.objects.order_by("year").values_list("year", "revision", "source")))


@lru_cache(maxsize=4)
def _calendar(years: tuple[tuple[int, int, str], ...]) -> Calendar:
    # The years with their revisions are the cache's key: entered anew, they are read anew.
    from .models import CalendarDay

    days = list(CalendarDay.objects.values_list("date", "is_workday", "name"))
    return Calendar(
        exceptions={day: works for day, works, _ in days},
        published=frozenset(year for year, _, _ in years),
        names={day: name for day, _, name in days},
    )
