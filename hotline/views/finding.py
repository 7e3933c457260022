"""How pages find orders, links and the promise a call concerns: through the scope, else 404."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from commitments import search
from commitments.models import Commitment, Site
from commitments.views.finding import shown_light
from config import clock
from departments.access import require, scope
from departments.http import SignedIn
from departments.models import Department
from hotline.duplicates import repeats
from hotline.models import Handling, Link, StagedPromise, WorkOrder
from hotline.rules import rules
from hotline.suggesting import suggest
from hotline.suggesting.offering import OFFERED, SPARE
from hotline.workflow import TEXT_MAX
from hotline.workflow.base import words_of


def find_order(user: Any, number: str) -> WorkOrder:
    return get_object_or_404(scope(WorkOrder.objects.select_related("county", "taken_by"), user), number=number)


def find_link(user: Any, pk: int) -> Link:
    rows = Link.objects.select_related(
        "order__county", "order__words", "commitment__lead__post", "site", "linked_by", "decided_by", "answered_by"
    )
    return get_object_or_404(scope(rows, user), pk=pk)


def promises_of(handling: Handling | None, user: Any) -> list[StagedPromise]:
    """What the unit promised in its replies to this dispatch, for whoever reads it."""
    if handling is None:
        return []
    rows = StagedPromise.objects.filter(handling=handling).exclude(state=StagedPromise.State.DROPPED)
    return list(scope(rows.select_related("handling__unit", "commitment", "site"), user))


def linkable(user: Any) -> QuerySet[Commitment]:
    """The commitments an order may be linked to: published, assigned, not merged into another."""
    rows = scope(Commitment.objects.published().select_related("lead", "merged_into"), user)
    return rows.filter(merged_into=None).defer("context", "search", "reason_text")


def promises(user: Any, query: str) -> list[Commitment]:
    """The promises a person's words find, by code first; none for no words."""
    if not query.strip():
        return []
    found = list(search.matching(linkable(user), query).prefetch_related("sites").order_by("code")[: rules().found_promises])
    for row in found:
        row.shown_light = shown_light(row)  # type: ignore[attr-defined]
    return found


def picked(user: Any, code: str) -> Commitment | None:
    """The promise picked in a form, where it may be linked or at least read (the workflow says why it may not)."""
    return (
        scope(Commitment.objects.select_related("lead", "merged_into", "report"), user).filter(code=code).first()
        if code
        else None
    )


def site_of(request: SignedIn, commitment: Commitment) -> Site | None:
    """The site chosen in the card of the picked promise."""
    pk = request.POST.get(f"site-{commitment.code}", "")
    return commitment.sites.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 18 else None


@login_required
@require_safe
def find(request: SignedIn) -> HttpResponse:
    """While the agent types: the promises his words find, each to be picked."""
    require(request.user, "link", WorkOrder)
    query = request.GET.get("promise", "")[:100]
    of_form = "link" if request.GET.get("of") == "link" else "intake"
    context = {"found": promises(request.user, query), "promise": query, "of_form": of_form}
    return render(request, "hotline/_found.html", context)


@login_required
@require_POST
def suggested(request: SignedIn) -> HttpResponse:
    """While the agent takes down: the promises the words bear on, with reasons; nothing where nothing is convincing."""
    require(request.user, "link", WorkOrder)
    text, county = request.POST.get("text", "")[:TEXT_MAX], request.POST.get("county", "")
    unit = Department.objects.filter(code=county).first()
    offered = suggest(text, county=unit, top=SPARE * OFFERED, on=clock.today())
    rows = {row.pk: row for row in linkable(request.user).filter(pk__in=[one.commitment_id for one in offered])}
    found = [rows[one.commitment_id] for one in offered if one.commitment_id in rows][:OFFERED]
    reasons = {one.commitment_id: one.reasons for one in offered}
    for row in found:
        row.shown_light, row.reasons = shown_light(row), reasons[row.pk]  # type: ignore[attr-defined]
    return render(request, "hotline/_found.html", {"found": found, "of_form": "intake"})


def rank_of(order: WorkOrder, commitment: Commitment) -> dict[str, Any]:
    """Rank and reasons with which the suggestions name `commitment` for `order`; nothing where they do not."""
    for one in suggest(words_of(order).text, county=order.county, report=commitment.report, top=OFFERED):
        if one.commitment_id == commitment.pk:
            return {"rank": one.rank, "reasons": one.reasons}
    return {}


@login_required
@require_POST
def repeated(request: SignedIn) -> HttpResponse:
    """While the agent takes down: orders of the same caller, or saying the same at the same place."""
    require(request.user, "read_words", WorkOrder)
    county = Department.objects.filter(code=request.POST.get("county", "")).first()
    on = clock.today()
    phone, nature = request.POST.get("caller_phone", "")[:40], request.POST.get("nature", "")
    found = repeats(request.POST.get("text", "")[:TEXT_MAX], on=on, phone=phone, nature=nature, county=county)
    return render(request, "hotline/_repeats.html", {"repeats": found, "on": on})
