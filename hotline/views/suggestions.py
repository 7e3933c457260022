"""Suggestions beside a work order, and how well they serve over time."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.models import Commitment
from commitments.views.finding import shown_light
from config import clock
from departments.access import require, scope
from departments.http import SignedIn
from hotline.models import Lesson, Offer, WorkOrder
from hotline.suggesting import acceptance, offering
from hotline.workflow.base import words_of

from .finding import find_order, linkable


@login_required
@require_POST
def offered(request: SignedIn, number: str) -> HttpResponse:
    """The suggestions for a work order as the page shows them; asking writes down that they were offered."""
    order = find_order(request.user, number)
    require(request.user, "link", order)
    words_of(order)
    return _offered(request, order)


@login_required
@require_POST
def dismiss(request: SignedIn, number: str, code: str) -> HttpResponse:
    """Put one aside for this order, and show what is left."""
    order = find_order(request.user, number)
    words_of(order)
    commitment = get_object_or_404(scope(Commitment.objects.all(), request.user), code=code)
    offering.dismiss(order, commitment, actor=request.user, at=clock.now())
    return _offered(request, order)


def _offered(request: SignedIn, order: WorkOrder) -> HttpResponse:
    found = offering.offer(order, reader=request.user, on=clock.today())
    rows = {row.pk: row for row in linkable(request.user).filter(pk__in=[one.commitment_id for one in found])}
    for one in found:
        row = rows[one.commitment_id]
        row.reasons, row.shown_light = one.reasons, shown_light(row)  # type: ignore[attr-defined]
    context = {"order": order, "found": [rows[one.commitment_id] for one in found]}
    return render(request, "hotline/_offered.html", context)


@login_required
@require_safe
def quality(request: SignedIn) -> HttpResponse:
    """Precision and acceptance by month, and what the engine has learnt from."""
    require(request.user, "see_suggestion_quality", Offer)
    months = acceptance.months()
    context = {
        "months": months,
        "total": acceptance.total(months),
        "lessons": Lesson.objects.count(),
        "commitments": Lesson.objects.values("commitment").distinct().count(),
        "breadcrumbs": [{"label": _("Hotline"), "url": reverse("hotline:list")}, {"label": _("Suggestions"), "url": ""}],
    }
    return render(request, "hotline/suggestions.html", context)
