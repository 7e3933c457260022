"""What wants doing today, collected from the rooms: each registers a function, `/my/` shows what they answer.

How much each block holds is asked once for all of them; rows are read only where there are any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from departments.models import User
from house.paging import UpTo, counted


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
    """A block of `/my/`: the first `items` of `total` (1,001 stands for more); `all_href` leads to the rest."""

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


FIRST, MOST = 10, 20  # rows shown of a block that has a page of its own, and of one that has none


def plain(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows


@dataclass
class Listing:
    """A block whose rows are still to be read.

    `rows` says which, in their order, and is counted and searched as narrow as it is; `whole` adds to the few that are shown
    what an item tells of them – joins, annotations, prefetches; `make` writes one as an item.
    """

    title: str
    rows: QuerySet[Any]
    make: Callable[[Any], Item]
    whole: Callable[[QuerySet[Any]], QuerySet[Any]] = plain
    more: dict[str, Any] = field(default_factory=dict)  # the section's other fields

    def section(self, total: int) -> Section:
        """The block with its first rows, `total` being how many there are in all."""
        first = self.rows[: FIRST if self.more.get("all_href") else MOST]
        few = self.rows.model._default_manager.filter(pk__in=first.values("pk"))
        if order := self.rows.query.order_by:  # else both go by the model's own
            few = few.order_by(*order)
        return Section(self.title, [self.make(row) for row in self.whole(few)], total=total, **self.more)


Source = Callable[[User, date], "list[Listing]"]
_SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """Add a source: asked with the person and the local day, it answers his blocks (those without rows are left out)."""
    _SOURCES.append(source)
    return source


def sections(user: User, on: date) -> Iterator[Section]:
    """The blocks of a person's page that hold anything, in their order."""
    found = [listing for source in _SOURCES for listing in source(user, on)]
    totals = _totals(user, found)
    held = [(listing, total) for listing, total in zip(found, totals, strict=True) if total]
    for listing, total in sorted(held, key=lambda pair: pair[0].more.get("order", Section.order)):
        section = listing.section(total)
        if section.items:  # else somebody was quicker
            yield section


def _totals(user: User, listings: list[Listing]) -> list[int]:
    """How many rows each holds, in one query; 1,001 stands for more."""
    asked: dict[str, Any] = {f"listing_{place}": UpTo(listing.rows) for place, listing in enumerate(listings)}
    return list(User.objects.filter(pk=user.pk).values_list(*asked.values()).get()) if asked else []
