"""What citizens say, beside the commitment it concerns: kind, day, place and released summary – never their words."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commitments import panels
from commitments.models import Commitment
from config import clock
from departments.access import can, scope

from .models import Link
from .rules import rules


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
    context = {"commitment": commitment, "links": links, "on": clock.today()}
    return render_to_string("hotline/_panel.html", context, request=request)
