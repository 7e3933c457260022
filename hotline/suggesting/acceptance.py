"""How well the suggestions serve, month by month, from what was offered and what people made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncMonth

from hotline.models import Link, Offer


@dataclass
class Month:
    """Counts of one month, by the day of the offer or of the link.

    `orders` got suggestions, of them `taken` were linked to one; of the pairs offered `confirmed` were confirmed,
    `rejected` rejected or dismissed; `first` of those linked stood first. `found_by_hand` links name a promise that
    was not suggested.
    """

    first_day: date
    orders: int = 0
    taken: int = 0
    linked: int = 0
    first: int = 0
    confirmed: int = 0
    rejected: int = 0
    found_by_hand: int = 0

    @property
    def acceptance(self) -> int | None:
        """Of the orders with suggestions so many per cent were linked to one of them."""
        return _per_cent(self.taken, self.orders)

    @property
    def precision(self) -> int | None:
        """Of the decided suggestions so many per cent were right."""
        return _per_cent(self.confirmed, self.confirmed + self.rejected)

    @property
    def first_share(self) -> int | None:
        """Of the suggestions taken so many per cent stood first."""
        return _per_cent(self.first, self.linked)


def _per_cent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def months() -> list[Month]:
    """Every month with an offer or a link, newest first; four queries whatever their number."""
    found: dict[date, Month] = {}
    pair = Link.objects.filter(order=OuterRef("order"), commitment=OuterRef("commitment"))
    standing = pair.exclude(state=Link.State.REJECTED)
    offers = Offer.objects.annotate(month=TruncMonth("offered_on"), is_linked=Exists(standing))
    _fill(
        found,
        offers.order_by()
        .values("month")
        .annotate(
            orders=Count("order", distinct=True),
            taken=Count("order", distinct=True, filter=Q(is_linked=True)),
            linked=Count("pk", filter=Q(is_linked=True)),
            first=Count("pk", filter=Q(is_linked=True, rank=1)),
        ),
    )
    decided = offers.annotate(
        is_confirmed=Exists(pair.filter(state=Link.State.CONFIRMED)), is_rejected=Exists(pair.filter(state=Link.State.REJECTED))
    )
    _fill(
        found,
        decided.order_by()
        .values("month")
        .annotate(
            confirmed=Count("pk", filter=Q(is_confirmed=True)),
            rejected=Count("pk", filter=Q(is_rejected=True) | Q(dismissed_at__isnull=False)),
        ),
    )
    offered = Offer.objects.filter(order=OuterRef("order"), commitment=OuterRef("commitment"))
    by_hand = Link.objects.filter(~Exists(offered), rank=None).annotate(month=TruncMonth(F("linked_at__date")))
    _fill(found, by_hand.order_by().values("month").annotate(found_by_hand=Count("pk")))
    return sorted(found.values(), key=lambda month: month.first_day, reverse=True)


def total(rows: Iterable[Month]) -> Month:
    """The sum of months; its day is that of the first."""
    counts: dict[str, int] = defaultdict(int)
    days = []
    for row in rows:
        days.append(row.first_day)
        for name in ("orders", "taken", "linked", "first", "confirmed", "rejected", "found_by_hand"):
            counts[name] += getattr(row, name)
    return Month(min(days, default=date.min), **counts)


def _fill(found: dict[date, Month], rows: Iterable[Any]) -> None:
    for row in rows:
        month = found.setdefault(row["month"], Month(row["month"]))
        for name, count in row.items():
            if name != "month":
                setattr(month, name, count)
