"""The board: how the promises stand, by section and department, over time and ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from board import charts, figures, trend
from board.charts import Chart
from board.figures import LIGHTS, View
from board.models import DayCount
from board.policy import counted_leads
from commitments import deadlines, lights
from commitments.models import Report
from config import clock
from departments.access import can, require
from departments.http import SignedIn
from departments.models import Department, Post
from house.tables import csv_of
from house.writing import plain_day, signed
from workdays.calendar import current


@dataclass
class Asked:
    """What the address asks for; what is not known is left out rather than refused."""

    view: View
    reports: list[Report]
    units: dict[int, Department]
    unit: Department | None
    post: Post | None


def _asked(request: SignedIn) -> Asked:
    on = clock.today()
    reports = list(Report.objects.current_first())
    if not reports:
        raise Http404
    report = next((report for report in reports if report.slug == request.GET.get("report")), reports[0])
    units = {unit.pk: unit for unit in Department.objects.select_related("post")}
    allowed = counted_leads(request.user, units.values())
    mine = {pk: unit for pk, unit in units.items() if allowed is None or pk in allowed}
    unit = next((unit for unit in mine.values() if unit.code == request.GET.get("unit")), None)
    post = next((unit.post for unit in mine.values() if unit.post and unit.post.code == request.GET.get("post")), None)
    leads = allowed
    if unit:
        leads = frozenset({unit.pk})
    elif post:
        leads = frozenset(pk for pk, unit in mine.items() if unit.post_id == post.pk)
    view = View(report, on, _since(request.GET.get("since", ""), on), leads)
    return Asked(view, reports, mine, unit, post)


def _since(text: str, on: date) -> date:
    """The earlier day asked for; without one, or with one that is none, the last month's end."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return deadlines.last_month_end(on)
    return min(day, on - timedelta(days=1))


@login_required
def dashboard(request: SignedIn) -> HttpResponse:
    """`?report=`, `?unit=`, `?post=` narrow what is counted; `?since=` is the day it is compared with."""
    require(request.user, "see_board", DayCount)
    lights.ensure(clock.today())
    asked = _asked(request)
    view = asked.view
    stand = figures.standing(view, asked.units)
    days = figures.over_time(view)
    dates = figures.dates(view)
    decided = figures.decided(view)
    load, large, rest, small = charts.loads(view, stand, decided)
    drawn = [
        charts.by_section(view, stand),
        charts.planned_and_actual(view, dates),
        charts.over_time(view, stand, days),
        charts.due_calendar(view, figures.falling_due(view, dates.due), current()),
        charts.returns_and_extensions(view, decided),
    ]
    before = days.get(view.since)
    context = {
        "view": view,
        "reports": asked.reports,
        "units": sorted(asked.units.values(), key=lambda unit: unit.order),
        "posts": sorted({unit.post for unit in asked.units.values() if unit.post}, key=lambda post: post.order),
        "unit": asked.unit,
        "post": asked.post,
        "total": stand.counts.total(),
        "counts": stand.counts,
        "tiles": [_tile(light, stand.counts[light], stand.counts.total(), before, view.since) for light in LIGHTS[:4]],
        "charts": {chart.slug: chart for chart in drawn},
        "chart_data": {chart.slug: {"kind": chart.kind, **chart.data} for chart in drawn},
        "load": load,
        "large": large,
        "rest": rest,
        "small": small,
        "may_meet": bool(can(request.user, "hold_meeting", DayCount)),
        "narrowed": bool(asked.unit or asked.post),
    }
    return render(request, "board/dashboard.html", context)


def _tile(light: str, n: int, total: int, before: Any, since: date) -> dict[str, Any]:
    """A light's number, its share, and how it moved since the earlier day (nothing where that day is not on record)."""
    moved = signed(n - before[light]) if before else ""
    return {
        "light": light,
        "n": n,
        "share": f"{n * 100 / total:.1f}%" if total else "",
        "moved": _("since %(day)s %(change)s") % {"day": plain_day(since), "change": moved} if moved else "",
    }


@login_required
def table(request: SignedIn, chart: str) -> HttpResponse:
    """The numbers behind a chart as CSV, exactly those the page shows for the same address."""
    require(request.user, "see_board", DayCount)
    lights.ensure(clock.today())
    found = _chart(chart, _asked(request))
    response = HttpResponse(csv_of([found.headers, *found.rows]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chart}-{clock.today().isoformat()}.csv"'
    return response


def _chart(slug: str, asked: Asked) -> Chart:
    view = asked.view
    match slug:
        case "sections":
            return charts.by_section(view, figures.standing(view, asked.units))
        case "load":
            return charts.loads(view, figures.standing(view, asked.units), figures.decided(view))[0]
        case "time":
            return charts.over_time(view, figures.standing(view, asked.units), figures.over_time(view))
        case "plan":
            return charts.planned_and_actual(view, figures.dates(view))
        case "due":
            return charts.due_calendar(view, figures.falling_due(view, figures.dates(view).due), current())
        case "overdue":
            return trend.weeks(view)
        case "decided":
            return charts.returns_and_extensions(view, figures.decided(view))
        case _:
            raise Http404
