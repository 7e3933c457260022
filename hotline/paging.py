"""Pages of lists that may hold a million rows, on the screen and over the API."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from house.api import Pages
from house.paging import DEEPEST, LongPaginator

from .rules import rules


def page_of(rows: QuerySet[Any], number: Any, *, whole: QuerySet[Any] | None = None) -> Page[Any]:
    """The page a person asked for, the nearest one where there is no such.

    `whole` reads the rows shown with all that hangs on them. The page is then found by the ids of `rows` alone: what is
    joined before the sort is joined for thousands to show fifty.
    """
    wanted: QuerySet[Any, Any] = rows if whole is None else rows.values_list("pk", flat=True)
    page = LongPaginator(wanted, rules().page_size).get_page(number)
    if whole is not None:
        ids = list(page.object_list)
        read = whole.in_bulk(ids)
        page.object_list = [read[pk] for pk in ids if pk in read]
    return page


class LongPages(Pages):
    """Pages of the API over lists that may hold a million rows: `next` and `previous`, no total."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        self.request = request
        size, number = self.get_page_size(request) or self.page_size, request.query_params.get(self.page_query_param, "1")
        self.number = int(number) if number.isdecimal() and len(number) < 6 else 0
        if not 1 <= self.number <= DEEPEST:
            raise NotFound()
        start = (self.number - 1) * size
        rows = list(queryset[start : start + size + 1])
        self.has_more = len(rows) > size
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        address = self.request.build_absolute_uri()  # type: ignore[union-attr]
        after = replace_query_param(address, self.page_query_param, self.number + 1) if self.has_more else None
        before = replace_query_param(address, self.page_query_param, self.number - 1) if self.number > 1 else None
        return Response({"next": after, "previous": before, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        described = super().get_paginated_response_schema(schema)
        described["properties"].pop("count")
        described["required"] = ["results"]
        return described
