"""What citizens say, beside the commitment it concerns: kind, day, place and released summary – never their words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpRequest
from django.template.loader import render_to_string

from commitments import panels
from commitments.models import Commitment, ProgressReport
from config import clock
from departments.access import can, scope

from .models import Link
from .rules import rules
from .signals import tallies, trends

WEEKS = 12


@panels.register
def heard(request: HttpRequest, commitment: Commitment) -> str:
    """The newest links of `commitment` for whoever may see them; the bare number for everybody else."""
    if not commitment.complaint_count:
        return ""
    links: list[Link] = []
    if can(request.user, "see_complaints", commitment):
        rows = scope(Link.objects.select_related("order__county", "site"), request.user)
        rows = rows.filter(commitment=commitment).exclude(state=Link.State.REJECTED)
        links = list(rows.order_by("-pk")[: rules().panel_links])
        for link in links:
            link.commitment = commitment
            link.may_answer = bool(can(request.user, "answer", link))  # type: ignore[attr-defined]
    on = clock.today()
    line = trends.about(commitment, on=on, weeks=WEEKS) if links else None
    context = {"commitment": commitment, "links": links, "on": on, "line": line, "width": WEEKS * 10}
    if line and line.total:
        context["counted_until"] = tallies.counted_until()
        context["weeks"] = _beside_progress(commitment, trends.weeks_until(on, WEEKS), line.counts)
    return render_to_string("hotline/_panel.html", context, request=request)


def _beside_progress(commitment: Commitment, mondays: list[date], counts: list[int]) -> list[tuple[date, int, Decimal | None]]:
    """Each week's work orders and the newest figure reported for a day up to its end."""
    reports = ProgressReport.objects.filter(commitment=commitment).standing().exclude(value=None).order_by("as_of", "pk")
    figures = list(reports.filter(share=None).values_list("as_of", "value"))
    weeks = []
    for monday, count in zip(mondays, counts, strict=True):
        reached = [value for as_of, value in figures if as_of < monday + timedelta(weeks=1)]
        weeks.append((monday, count, reached[-1] if reached else None))
    return weeks
