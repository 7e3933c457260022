"""The annotated report: the whole speech, every promise marked with its light – today, or as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commitments import asof, lights, pasting, speech
from commitments.models import Commitment, Kind, Report, SupportingDuty
from commitments.rules import rules
from config import clock
from departments.access import scope
from workdays.calendar import current

LIGHTS = ("red", "yellow", "green", "completed", "none")
SHOWN = (
    "code", "title", "start", "end", "section", "theme", "stage", "light", "kind", "lead__code", "lead__short_name", "report_id",
)  # fmt: skip


@login_required
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """`?light=`, `?department=`, `?kind=` leave their promises marked, the rest fades; `?on=` and `?compare=` are days."""
    today = clock.today()
    lights.ensure(today)
    found = get_object_or_404(scope(Report.objects.all(), request.user), slug=slug)
    first = found.given_on or date(found.year, 1, 1)
    on = read_day(request.GET.get("on", ""), first, today) or today
    compare = read_day(request.GET.get("compare", ""), first, today)
    rows = scope(found.commitments.select_related("lead"), request.user)
    past = on != today or compare is not None
    asked = [text.strip() for name in ("on", "compare") if (text := request.GET.get(name, ""))]
    standing = list(rows.defer("search") if past else rows.only(*SHOWN))
    then = _lights_on(standing, compare) if compare else {}
    if on != today:
        standing = asof.standing(standing, on=on, calendar=current(), rules=rules())
    kept = _kept(standing, found, request)
    for row in standing:
        row.mark = speech.shown_light(row) if row.pk in kept else "faded"  # type: ignore[attr-defined]
        row.was = then.get(row.pk, "")  # type: ignore[attr-defined]
        row.moved = int(bool(compare) and row.was != speech.shown_light(row))  # type: ignore[attr-defined]
    blocks = speech.lay_out(found.text, standing)
    filtered = bool(request.GET.get("department") or request.GET.get("kind"))
    counted = [row for row in standing if row.pk in kept] if filtered else standing
    sections = speech.tally(blocks, counted)
    counts = {name: sum(section.counts.get(name, 0) for section in sections) for name in LIGHTS}
    for section in sections:
        section.moved = sum(getattr(row, "moved", 0) for row in counted if row.section == section.section)
    before = _count(then[row.pk] for row in counted if row.pk in then)
    units = {row.lead.code: row.lead.short_name for row in standing if row.lead}
    light = request.GET.get("light", "")
    context: dict[str, Any] = {
        "report": found,
        "no_days": [text[:20] for text in asked if not first <= (pasting.read_day(text) or date.min) <= today],
        "blocks": blocks,
        "sections": sections,
        "counts": counts,
        "chips": [
            {
                "light": name,
                "count": counts[name],
                "current": name == light,
                "moved": counts[name] - before[name] if compare else None,
            }
            for name in LIGHTS
        ],
        "moved": sum(getattr(row, "moved", 0) for row in counted),
        "spine": _spine(standing, len(found.text)),
        "total": len(counted),
        "kept": len(kept),
        "light": light,
        "department": request.GET.get("department", ""),
        "kind": request.GET.get("kind", ""),
        "kinds": Kind.choices,
        "units": sorted(units.items(), key=lambda pair: pair[1]),
        "is_filtered": bool(light) or filtered,
        "is_folded_used": filtered or bool(compare) or on != today,
        "on": on,
        "today": today,
        "first": first,
        "compare": compare,
        "day_before": on - timedelta(days=1) if on > first else None,
        "day_after": on + timedelta(days=1) if on < today else None,
        "half_year": date(found.year, 6, 30) if first <= date(found.year, 6, 30) < on else None,
        "card_query": _card_query(on if on != today else None, compare),
    }
    return render(request, "commitments/report.html", context)


def read_day(text: str, first: date, last: date) -> date | None:
    """A day between the speech and today; a later one is today, nonsense or an earlier one is none."""
    day = pasting.read_day(text)
    if day is None or day < first:
        return None
    return min(day, last)


def _lights_on(rows: list[Commitment], on: date) -> dict[int, str]:
    stood = asof.standing(rows, on=on, calendar=current(), rules=rules())
    return {row.pk: speech.shown_light(row) for row in stood}


def _kept(rows: list[Commitment], found: Report, request: HttpRequest) -> set[int]:
    """Those the filters leave marked."""
    light, department, kind = (request.GET.get(name, "") for name in ("light", "department", "kind"))
    supporting: set[int] = set()
    if department:
        duties = SupportingDuty.objects.filter(department__code=department, commitment__report=found)
        supporting = set(duties.values_list("commitment", flat=True))
    return {
        row.pk
        for row in rows
        if (not department or row.pk in supporting or (row.lead and row.lead.code == department))
        and (not kind or row.kind == kind)
        and (not light or speech.shown_light(row) == light)
    }


def _count(shown: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(LIGHTS, 0)
    for light in shown:
        counts[light] += 1
    return counts


def _spine(rows: list[Commitment], length: int) -> list[dict[str, Any]]:
    """The whole speech as one strip: where each promise stands, in per mille of the text."""
    return [{"y": round(row.start * 1000 / length, 1), "light": row.mark} for row in rows if row.mark != "faded"]  # type: ignore[attr-defined]


def _card_query(on: date | None, compare: date | None) -> str:
    days = [("on", on), ("compare", compare)]
    written = "&".join(f"{name}={day.isoformat()}" for name, day in days if day)
    return f"?{written}" if written else ""
