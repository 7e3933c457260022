"""What wants doing today, collected from the rooms: each registers a function, `/my/` shows what they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from departments.models import User
from house.paging import counted


@dataclass
class Item:
    """One thing to do: why it is here, and the action in place."""

    title: str
    why: str
    href: str
    light: str = ""  # a light's name, or "" for none
    word: str = ""  # instead of the light's own word ("待签收")
    kind: str = ""  # small, after the title: the code, "supporting" …
    action_label: str = ""
    action_href: str = ""
    action_method: str = "get"  # "post": a button that does it at once (with `hidden` fields)
    hidden: dict[str, str] = field(default_factory=dict)
    inside: str = ""  # a template shown under the row: the form in place
    extra: dict[str, object] = field(default_factory=dict)  # what `inside` needs


@dataclass
class Section:
    """A block of `/my/`: its first twenty `items` of `total` (1,001 stands for more); `all_href` leads to the rest."""

    title: str
    items: list[Item]
    total: int = 0
    is_urgent: bool = False
    note: str = ""
    all_href: str = ""
    also: str = ""  # another way to do the same, in words, and where it leads
    also_href: str = ""
    is_overview: bool = False  # to look at, nothing to do: not counted
    order: int = 50

    def __post_init__(self) -> None:
        self.total = self.total or len(self.items)

    @property
    def count(self) -> str:
        """`total` as it is shown: past a thousand nothing is counted."""
        return counted(self.total)


Source = Callable[[User, date], "list[Section]"]
_SOURCES: list[Source] = []
LIMIT = 20


def register(source: Source) -> Source:
    """Add a source: asked with the person and the local day, it answers his sections (those without items are left out)."""
    _SOURCES.append(source)
    return source


def sections(user: User, on: date) -> Iterator[Section]:
    found = [section for source in _SOURCES for section in source(user, on) if section.total]
    yield from sorted(found, key=lambda section: section.order)
