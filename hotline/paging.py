"""Pages of lists that may hold a million rows: counted only as far as a person would leaf."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

from .rules import rules


class CappedPaginator(Paginator):
    """Counts at most `counted_up_to` rows; `is_capped` says there are more, to be found by narrower filters."""

    @cached_property
    def count(self) -> int:
        return min(self._so_far, rules().counted_up_to)

    @property
    def is_capped(self) -> bool:
        return self._so_far > rules().counted_up_to

    @cached_property
    def _so_far(self) -> int:
        rows: Any = self.object_list
        return rows.order_by().values("pk")[: rules().counted_up_to + 1].count()


def page_of(rows: Any, number: Any) -> Page:
    """The page a person asked for, the nearest one where there is no such."""
    return CappedPaginator(rows, rules().page_size).get_page(number)
