"""`/commitments/`: the whole ledger, filtered, one query for its rows whatever the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments import ledger, lights
from commitments.filters import CommitmentFilter
from commitments.models import Commitment, Light, Stage
from commitments.rules import rules
from config import clock
from departments.access import can, has_role, scope
from departments.http import SignedIn
from departments.models import Role
from house.paging import LongPaginator
from workdays.calendar import current

from . import filtering
from .grouping import ORDERS, Grouped
from .lines import FIELDS, Line, Lines
from .saved import views_of


class Heading:
    """A column in the table's head, and in the choice of columns."""

    def __init__(self, column: ledger.Column, *, is_shown: bool) -> None:
        self.name, self.label, self.is_number = column.name, capfirst(str(column.label)), column.is_number
        self.checked = mark_safe(" checked") if is_shown else ""


def found(request: HttpRequest, asked: QueryDict) -> QuerySet[Commitment]:
    """What an address asks for, in its order: the list, its counts and its export show the same."""
    return _in_groups(_filters(request, asked), asked)


def _filters(request: HttpRequest, asked: QueryDict) -> CommitmentFilter:
    rows = scope(Commitment.objects.defer("context", "search", "reason_text"), request.user)
    return CommitmentFilter(asked, rows, request=request, on=clock.today())


def _in_groups(filters: CommitmentFilter, asked: QueryDict) -> QuerySet[Commitment]:
    rows = filters.qs
    if group := grouped_by(asked):
        order = rows.query.order_by or ("code",)
        rows = rows.order_by(*ORDERS[group], *order)
    return rows


def grouped_by(asked: QueryDict) -> str:
    """What an address groups by: `lead`, `section`, or nothing."""
    group = asked.get("group", "")
    return group if group in ORDERS else ""


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    on = clock.today()
    lights.ensure(on)
    filters = _filters(request, request.GET)
    columns = ledger.chosen(request.GET)
    fields = (*FIELDS, "quote") if "quote" in columns else FIELDS
    rows_found = filters.qs.select_related("lead").only(*fields)
    group = grouped_by(request.GET)
    listed = Grouped(rows_found, group) if group else rows_found
    page = LongPaginator(listed, rules().page_size).get_page(request.GET.get("page"))
    selects = filtering.selects(request)
    lines = Lines(on=on, calendar=current(), columns=columns).of(page.object_list)
    context: dict[str, Any] = {
        "on": on,
        "page": page,
        "rows": lines,
        "groups": _grouped(page.object_list, lines, group),
        "group": group,
        "unknown": "" if page.object_list else "、".join(filters.unknown()),
        "selects": selects,
        "picked": filtering.picked(filters, request, selects.units),
        "more_open": any(request.GET.get(name) for name in filtering.MORE),
        "q": request.GET.get("q", ""),
        "columns": columns,
        "headed": [Heading(column, is_shown=True) for column in ledger.CHOICE if column.name in columns],
        "column_choice": [Heading(column, is_shown=column.name in columns) for column in ledger.CHOICE],
        "labels": {column.name: column.label for column in ledger.COLUMNS},
        "order": request.GET.get("order", ""),
        "views": list(views_of(request.user)),
        "may_assign": bool(can(request.user, "assign_in_bulk", Commitment)),
        "may_urge": has_role(request.user, Role.SUPERVISOR),
        "query": request.GET.urlencode(),
    }
    return render(request, "commitments/list.html", context)


@login_required
@require_safe
def counts(request: SignedIn) -> HttpResponse:
    """The chips with how many each light and stage would leave: a second request, so that the list need not wait."""
    chips = []
    for name, choices in (("light", Light), ("stage", Stage)):
        query = request.GET.copy()
        for gone in (name, "page"):
            query.pop(gone, None)
        rows = CommitmentFilter(query, scope(Commitment.objects.all(), request.user), request=request, on=clock.today()).qs
        numbers = dict(rows.order_by().values_list(name).annotate(n=Count("*")))
        for value in choices:
            if count := numbers.get(value, 0):
                chips.append(_count_chip(request, name, value, count))
    return render(request, "commitments/_counts.html", {"chips": chips})


def _count_chip(request: HttpRequest, name: str, value: Any, count: int) -> dict[str, Any]:
    is_current = request.GET.get(name) == value
    query = request.GET.copy()
    query.pop("page", None)
    if is_current:
        query.pop(name)
    else:
        query[name] = value
    return {
        "word": value.label,
        "light": value if name == "light" else "",
        "count": count,
        "href": f"{reverse('commitments:list')}?{query.urlencode()}",
        "current": is_current,
    }


def _grouped(rows: Iterable[Commitment], lines: list[Line], group: str) -> list[dict[str, Any]]:
    """The page's lines under their headings; one group without a heading where none is asked."""
    if not group:
        return [{"name": "", "rows": lines}] if lines else []
    grouped: list[dict[str, Any]] = []
    for row, line in zip(rows, lines, strict=True):
        name = _heading(row, group)
        if not grouped or grouped[-1]["name"] != name:
            grouped.append({"name": name, "rows": []})
        grouped[-1]["rows"].append(line)
    return grouped


def _heading(row: Commitment, group: str) -> str:
    if group == "lead":
        return str(row.lead or _("no lead yet"))
    return str(_("Headline targets") if row.section == "目标" else _("Section %(name)s") % {"name": row.section})
