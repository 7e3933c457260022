"""The annotated report: the whole speech, every promise marked with its light."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from commitments import lights, speech
from commitments.models import Report, SupportingDuty
from config import clock
from departments.access import scope

LIGHTS = ("red", "yellow", "green", "completed", "none")
SHOWN = (
    "code", "title", "start", "end", "section", "theme", "stage", "light", "lead__code", "lead__short_name", "report_id",
)  # fmt: skip


@login_required
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """`?light=` and `?department=` leave their promises marked; the rest fades."""
    lights.ensure(clock.today())
    found = get_object_or_404(scope(Report.objects.all(), request.user), slug=slug)
    rows = list(scope(found.commitments.all(), request.user).select_related("lead").only(*SHOWN))
    light, department = request.GET.get("light", ""), request.GET.get("department", "")
    units = {row.lead.code: row.lead.short_name for row in rows if row.lead}
    supporting: set[int] = set()
    if department:
        duties = SupportingDuty.objects.filter(department__code=department, commitment__report=found)
        supporting = set(duties.values_list("commitment", flat=True))
    of_unit = [row for row in rows if not department or row.pk in supporting or (row.lead and row.lead.code == department)]
    kept = {row.pk for row in of_unit if not light or speech.shown_light(row) == light}
    for row in rows:
        row.mark = "faded" if row.pk not in kept else speech.shown_light(row)  # type: ignore[attr-defined]
    blocks = speech.lay_out(found.text, rows)
    sections = speech.tally(blocks, of_unit)
    counts = {name: sum(section.counts.get(name, 0) for section in sections) for name in LIGHTS}
    context = {
        "report": found,
        "blocks": blocks,
        "sections": sections,
        "counts": counts,
        "chips": [{"light": name, "count": counts[name], "current": name == light} for name in LIGHTS],
        "total": len(of_unit),
        "kept": len(kept),
        "light": light,
        "department": department,
        "units": sorted(units.items(), key=lambda pair: pair[1]),
        "unit_name": units.get(department, department),
    }
    return render(request, "commitments/report.html", context)
