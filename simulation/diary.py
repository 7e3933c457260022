"""What will happen on which day: names of acts with plain arguments, so that a year can be put down and gone on with."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from workdays.calendar import Calendar

Entry = list[Any]  # [name of the act, *its arguments]


class Diary:
    """The acts still to come, by local day."""

    def __init__(self, calendar: Calendar, random: Random, pages: dict[str, list[Entry]] | None = None) -> None:
        self.calendar, self.random = calendar, random
        self.pages: dict[str, list[Entry]] = pages or {}

    def on(self, day: date, act: str, *arguments: Any) -> None:
        """Let `act` happen on `day`, or on the working day after it."""
        workday = day if self.calendar.is_workday(day) else self.calendar.next_workday(day)
        self.pages.setdefault(workday.isoformat(), []).append([act, *arguments])

    def after(self, day: date, workdays: int, act: str, *arguments: Any) -> None:
        """Let `act` happen so many working days after `day`."""
        self.on(self.calendar.add(day, workdays), act, *arguments)

    def take(self, day: date, most: int) -> list[Entry]:
        """The next `most` entries of `day`, out of the diary."""
        page = self.pages.pop(day.isoformat(), [])
        if rest := page[most:]:
            self.pages[day.isoformat()] = rest
        return page[:most]

    def random_state(self) -> list[Any]:
        """The state of the dice as JSON holds it."""
        version, numbers, gauss = self.random.getstate()
        return [version, list(numbers), gauss]


def dice(seed: int, state: list[Any] | None = None) -> Random:
    """Dice that fall as `seed` says, or go on from `state`."""
    random = Random(seed)
    if state:
        random.setstate((state[0], tuple(state[1]), state[2]))
    return random
