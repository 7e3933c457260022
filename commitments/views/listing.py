"""`/commitments/`: the whole ledger, filtered, one query for its rows whatever the page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments import lights
from commitments.filters import CommitmentFilter
from commitments.models import Commitment, Report, Stage
from commitments.models.commitment import RUNNING
from commitments.rules import rules
from config import clock
from departments.access import can, scope
from departments.models import Department
from house.paging import LongPaginator
from workdays.calendar import Calendar, current

from .finding import shown_light

MORE = ("year", "report", "section", "category", "kind", "deadline_after", "deadline_before", "has_complaints", "contested")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    lights.ensure(on)
    rows = scope(Commitment.objects.select_related("lead").defer("context", "quote", "search", "reason_text"), request.user)
    filtered = CommitmentFilter(request.GET, rows, request=request, on=on)
    page = LongPaginator(filtered.qs, rules().page_size).get_page(request.GET.get("page"))
    calendar = current()
    context: dict[str, Any] = {
        "on": on,
        "page": page,
        "rows": [describe(row, on, calendar) for row in page.object_list],
        "filters": filtered,
        "fields": _choices(request),
        "picked": _picked(filtered, request),
        "more_open": any(request.GET.get(name) for name in MORE),
        "q": request.GET.get("q", ""),
        "may_assign": bool(can(request.user, "assign_in_bulk", Commitment)),
        "query": request.GET.urlencode(),
    }
    return render(request, "commitments/list.html", context)


def describe(row: Commitment, on: Any, calendar: Calendar) -> Commitment:
    """The row with what its line says: the drawn light and why it is what it is."""
    row.shown_light = shown_light(row)  # type: ignore[attr-defined]
    row.cause = lights.explain(row, on=on, calendar=calendar) if row.stage in RUNNING else ""  # type: ignore[attr-defined]
    row.may_tick = row.stage == Stage.DRAFT  # type: ignore[attr-defined]
    return row


def _choices(request: HttpRequest) -> dict[str, Any]:
    """What the selects offer: three queries, whatever is in the ledger. Sections are those of one report."""
    reports = list(Report.objects.only("slug", "title", "year"))
    report = next((each for each in reports if each.slug == request.GET.get("report")), reports[0] if reports else None)
    sections = Commitment.objects.filter(report=report).order_by().values_list("section", flat=True).distinct()
    return {
        "sections": sorted(sections, key=_section_order),
        "reports": reports,
        "departments": list(Department.objects.only("code", "short_name")),
    }


def _section_order(section: str) -> tuple[int, str]:
    numerals = "一二三四五六七八九十"
    return (numerals.find(section) if section in numerals else -1, section)


def _picked(filtered: CommitmentFilter, request: HttpRequest) -> list[dict[str, str]]:
    """The filters in force as chips, each with the address without it."""
    picked = []
    for name, field in filtered.form.fields.items():
        value = request.GET.get(name, "").strip()
        if not value or name in {"order", "q"}:
            continue
        rest = request.GET.copy()
        rest.pop(name)
        rest.pop("page", None)
        words = {str(key): label for key, label in getattr(field, "choices", [])}
        picked.append({"word": str(field.label), "value": str(words.get(value, value)), "href": f"?{rest.urlencode()}"})
    for chip in picked:
        if chip["word"] == str(_("Department")) or chip["word"] == str(_("Lead department")):
            unit = Department.objects.filter(code=chip["value"]).values_list("short_name", flat=True).first()
            chip["value"] = unit or chip["value"]
    return picked
