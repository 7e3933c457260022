"""Exactly what the list shows, as a spreadsheet: the same filters, order and columns."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments import ledger
from commitments.models import Commitment
from config import clock
from departments.access import require
from departments.http import SignedIn
from house.tables import csv_of

from .listing import found, grouped_by

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST = 20_000


@login_required
@require_safe
def export(request: SignedIn) -> HttpResponse:
    """`?format=csv` or xlsx (the default); at most 20,000 rows, the rest by a narrower filter."""
    require(request.user, "export", Commitment)
    kind = request.GET.get("format", "xlsx")
    kind = kind if kind in KINDS else "xlsx"
    rows = found(request).select_related("lead")[:MOST]
    names = {*ledger.chosen(request.GET), grouped_by(request)}  # the heading a row stands under is a column of it
    lines = ledger.written(rows.iterator(chunk_size=1_000), names)
    content = csv_of(lines) if kind == "csv" else _xlsx(lines)
    response = HttpResponse(content, content_type=KINDS[kind])
    name = _("commitments-%(day)s") % {"day": clock.today().isoformat()}
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
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
