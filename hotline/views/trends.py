"""Signals, and the trends beside the progress the department reported."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.models import Commitment
from config import clock
from departments.access import require, scope
from departments.http import SignedIn
from hotline.models import Signal, Tally
from hotline.paging import page_of
from hotline.signals import tallies, trends
from house.tables import csv_of

PERIODS = (13, 26, 52)
BY = (Tally.By.COMMITMENT, Tally.By.DEPARTMENT, Tally.By.COUNTY, Tally.By.CONCEPT)


@login_required
@require_safe
def signals(request: SignedIn) -> HttpResponse:
    """What many callers said before the unit reported trouble, newest first."""
    rows = scope(Signal.objects.select_related("commitment__lead", "site", "county", "concept"), request.user)
    context = {
        "on": clock.today(),
        "page": page_of(rows, request.GET.get("page")),
    }
    return render(request, "hotline/signals.html", context)


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    require(request.user, "see_trends", Tally)
    on = clock.today()
    by = request.GET.get("by", "")
    by = by if by in BY else Tally.By.COMMITMENT
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked.isdecimal() and int(asked) in PERIODS else PERIODS[1]
    found = trends.lines(by, on=on, weeks=weeks)
    mondays = trends.weeks_until(on, weeks)
    if request.GET.get("format") == "csv":
        return _csv(by, found, mondays)
    key = request.GET.get("key", "")
    picked = next((line for line in found if line.code == key), None) if key else None
    context: dict[str, Any] = {
        "on": on,
        "by": by,
        "weeks": weeks,
        "width": weeks * 10,
        "periods": PERIODS,
        "dimensions": [(value, Tally.By(value).label) for value in BY],
        "lines": found,
        "mondays": mondays,
        "counted_until": tallies.counted_until(),
        "city": next(iter(trends.lines(Tally.By.CITY, on=on, weeks=weeks)), None),
        "picked": picked,
        "rows": list(zip(mondays, picked.counts, strict=True)) if picked else [],
        "reports": _reports(request, picked, mondays[0]) if picked and by == Tally.By.COMMITMENT else [],
        "breadcrumbs": [{"label": _("Hotline"), "url": reverse("hotline:signals")}, {"label": _("Trends"), "url": ""}],
    }
    return render(request, "hotline/trends.html", context)


def _reports(request: SignedIn, line: trends.Line, since: Any) -> list[Any]:
    """The figures the department reported meanwhile: published, unlike its narratives."""
    row = scope(Commitment.objects.filter(pk=line.key), request.user).first()
    if row is None:
        return []
    figures = row.progress_reports.standing().exclude(value=None).filter(as_of__gte=since, share=None, department=row.lead_id)
    told = figures.order_by("as_of", "pk").only("as_of", "value")
    return [{"as_of": report.as_of, "value": report.value, "unit": row.unit} for report in told]


def _csv(by: str, found: list[trends.Line], mondays: list[Any]) -> HttpResponse:
    heading = [_("code"), _("what about"), *(monday.isoformat() for monday in mondays), _("total")]
    lines = [heading, *([line.code, line.name, *line.counts, line.total] for line in found)]
    response = HttpResponse(csv_of(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="trends-{by}.csv"'
    return response
