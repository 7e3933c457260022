"""What the list shows, or the rows ticked in it, as a spreadsheet: at once, or first a preview of what the file will hold."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments import ledger, lights
from commitments.models import Commitment, Stage
from commitments.policy import SEES_ALL
from config import clock
from departments.access import has_role, require
from departments.http import SignedIn
from house.tables import csv_of

from .listing import found, grouped_by

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST = 20_000
FIRST = 5  # rows a preview shows
ORDERING = ("order", "group")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: SignedIn) -> HttpResponse:
    """GET: the file of what the address asks for, `?format=csv` or xlsx (the default). POST: `_preview`, then `_exactly`.

    At most 20,000 rows, the rest by a narrower filter.
    """
    require(request.user, "export", Commitment)
    lights.ensure(clock.today())
    if request.method == "POST":
        return _exactly(request) if "format" in request.POST else _preview(request)
    kind = request.GET.get("format", "xlsx")
    return _file(found(request, request.GET), _names(request.GET, request.GET), kind if kind in KINDS else "xlsx")


def _chosen(request: SignedIn, asked: QueryDict) -> QuerySet[Commitment]:
    """All rows that the list at `asked` finds, or the ticked ones in its order."""
    if request.POST.get("all"):
        return found(request, asked)
    order = QueryDict(mutable=True)
    for name in ORDERING:
        order.setlist(name, asked.getlist(name))
    return found(request, order).filter(code__in=_ticked(request))


def _ticked(request: SignedIn) -> set[str]:
    return {code for code in request.POST.getlist("code") if "\0" not in code}


def _names(columns: QueryDict, asked: QueryDict) -> set[str]:
    """The chosen columns; the heading a row stands under is a column of it."""
    return {*ledger.chosen(columns), grouped_by(asked)}


def _preview(request: SignedIn, *, wrong: str = "", status: int = 200) -> HttpResponse:
    """How many rows, which columns, the first lines, and what is left out and why."""
    query = request.POST.get("query", "")
    asked = QueryDict(query)
    rows = _chosen(request, asked)
    count = rows.count()
    if not count:
        messages.error(request, _("Tick at least one commitment first."))
        return redirect(f"{reverse('commitments:list')}?{query}" if query else "commitments:list")
    names = _names(request.POST if "columns" in request.POST else asked, asked)
    lines = list(ledger.written(rows.select_related("lead")[:FIRST], names))
    context: dict[str, Any] = {
        "wrong": wrong,
        "count": min(count, MOST),
        "beyond": max(count - MOST, 0),
        "gone": 0 if request.POST.get("all") else len(_ticked(request)) - count,
        "internal": rows.filter(Q(is_published=False) | Q(stage=Stage.DRAFT)).count(),
        "sees_all": has_role(request.user, *SEES_ALL),
        "columns": [(column, column.is_fixed or column.name in names) for column in ledger.COLUMNS],
        "absent": [column.label for column in ledger.CHOICE if column.name not in names],
        "head": [capfirst(cell) for cell in lines[0]],
        "lines": lines[1:],
        "more": min(count, MOST) - (len(lines) - 1),
        "query": query,
        "all": request.POST.get("all", ""),
        "codes": sorted(_ticked(request)),
        "seen": _fingerprint(rows),
        "kinds": [("xlsx", _("Download .xlsx")), ("csv", _("Download .csv"))],
    }
    return render(request, "commitments/export.html", context, status=status)


def _exactly(request: SignedIn) -> HttpResponse:
    """The file that was previewed; where its rows have changed meanwhile the preview once more, which says so."""
    asked = QueryDict(request.POST.get("query", ""))
    rows = _chosen(request, asked)
    if request.POST.get("seen") != _fingerprint(rows):
        wrong = _("Rows have changed since the preview; this is what the file would hold now. Nothing was downloaded.")
        return _preview(request, wrong=wrong, status=409)
    kind = request.POST["format"]
    return _file(rows, _names(request.POST, asked), kind if kind in KINDS else "xlsx")


def _fingerprint(rows: QuerySet[Commitment]) -> str:
    """Differs where a row was added, gone, moved or changed."""
    stood = rows.values_list("code", "version", "light")[:MOST]
    return hashlib.sha256(repr(list(stood)).encode()).hexdigest()


def _file(rows: QuerySet[Commitment], names: Collection[str], kind: str) -> HttpResponse:
    lines = ledger.written(rows.select_related("lead")[:MOST].iterator(chunk_size=1_000), names)
    content = csv_of(lines) if kind == "csv" else _xlsx(lines)
    response = HttpResponse(content, content_type=KINDS[kind])
    day = clock.today().isoformat()  # in the name of a file, as files are sorted
    name = _("commitments-%(day)s") % {"day": day}
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}") or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _xlsx(lines: Iterable[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line, None if number else bold)
        sheet.freeze_panes(1, 2)
        sheet.set_column(1, 1, 40)
    return out.getvalue()
