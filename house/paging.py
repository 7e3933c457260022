"""Pages of long lists: nothing is counted past a thousand, so a page costs the same however long the list is."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.formats import number_format
from django.utils.functional import cached_property

MOST = 1_000
DEEPEST = 2_000  # the last page of a list: beyond, a narrower filter is quicker for everybody


class UpTo(Subquery):
    """How many rows a queryset has, inside another query: exact up to 1,000; 1,001 stands for more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: MOST + 1])


def counted(number: int) -> str:
    """A number of an `UpTo` or a `LongPaginator` as it is shown: 812, 1,000+."""
    return number_format(min(number, MOST), force_grouping=True) + ("+" if number > MOST else "")


class LongPaginator(Paginator):
    """A paginator that counts to 1,000 and says "1,000+" beyond; the pages after that are there, up to page 2,000."""

    @cached_property
    def count(self) -> int:
        """Exact up to 1,000; 1,001 stands for more."""
        if isinstance(self.object_list, QuerySet):
            return self.object_list.order_by().values("pk")[: MOST + 1].count()
        return len(self.object_list)

    @property
    def is_cut(self) -> bool:
        return self.count > MOST

    @property
    def total(self) -> str:
        """The count as it is shown."""
        return counted(self.count)

    def get_page(self, number: Any) -> Page[Any]:
        """The page asked for; what is no number is the first, what is past the end the last known one."""
        if not self.is_cut:
            return super().get_page(number)
        try:
            wanted = min(max(1, int(number)), DEEPEST)
        except (TypeError, ValueError):
            wanted = 1
        start = (wanted - 1) * self.per_page
        rows = list(self.object_list[start : start + self.per_page + 1])
        if not rows:
            return self.get_page(self.num_pages)
        return _Peeked(rows[: self.per_page], wanted, self, has_more=len(rows) > self.per_page and wanted < DEEPEST)


class _Peeked(Page[Any]):
    """A page that knows from one row more whether another follows."""

    def __init__(self, rows: list[Any], number: int, paginator: LongPaginator, *, has_more: bool) -> None:
        super().__init__(rows, number, paginator)
        self.has_more = has_more

    def has_next(self) -> bool:
        return self.has_more

    def next_page_number(self) -> int:
        return self.number + 1

    def previous_page_number(self) -> int:
        return self.number - 1
