"""`/hotline/<number>/`: one work order – its words for the hotline, its summary, its links, what happened."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.workflow.table import Conflict, Invalid
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn
from history.models import Event
from hotline import workflow
from hotline.actions import offered
from hotline.forms import LinkForm, SummaryForm
from hotline.models import Caller, WorkOrder
from hotline.sentences import tell
from house.forms import refuse, version_seen
from house.idempotency import once
from house.quotes import within

from .finding import find_order, promises, promises_of
from .links import describe
from .listing import link_to


@login_required
@require_safe
def detail(request: SignedIn, number: str) -> HttpResponse:
    order = find_order(request.user, number)
    return show(request, order, SummaryForm(initial={"summary": order.summary}), LinkForm())


@login_required
@require_POST
def release(request: SignedIn, number: str) -> HttpResponse:
    """Write or correct the summary and let the unit read it."""
    order = find_order(request.user, number)
    require(request.user, "release_summary", order)
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return show(request, order, form, LinkForm(), status=422)

    def write() -> HttpResponse:
        workflow.release_summary(
            order,
            actor=request.user,
            at=clock.now(),
            summary=form.cleaned_data["summary"],
            version=version_seen(request),
        )
        messages.success(request, _("The summary is released."))
        return redirect(order)

    try:
        return once(request, write)
    except Invalid as refusal:
        form.add_error("summary", str(refusal.fields.get("summary", refusal)))
        return show(request, order, form, LinkForm(), status=422)
    except Conflict:
        order = find_order(request.user, number)
        sentence = _("Meanwhile it was changed to: %(summary)s. Send yours again if it is still right.")
        form.add_error("summary", sentence % {"summary": order.summary})
        return show(request, order, form, LinkForm(), status=409)


@login_required
@require_POST
def link(request: SignedIn, number: str) -> HttpResponse:
    """Link the order to the promise picked."""
    order = find_order(request.user, number)
    require(request.user, "link", order)
    form = LinkForm(request.POST)
    form.fields["commitment"].required = True
    if not form.is_valid():
        return show(request, order, SummaryForm(initial={"summary": order.summary}), form, status=422)

    def write() -> HttpResponse:
        made = link_to(request, order, form.cleaned_data, at=clock.now())
        messages.success(request, _("Linked to “%(title)s”.") % {"title": within(made.commitment.title)})
        return redirect(order)

    try:
        return once(request, write)
    except Invalid as refusal:
        refuse(form, refusal.fields)
        return show(request, order, SummaryForm(initial={"summary": order.summary}), form, status=422)


def _caller(request: SignedIn, order: WorkOrder) -> dict[str, str] | None:
    """Who called, masked, for whom the scope allows; None where nobody is kept."""
    caller = scope(Caller.objects.filter(order=order), request.user).first()
    return caller.masked if caller else None


def show(request: SignedIn, order: WorkOrder, form: SummaryForm, link_form: LinkForm, *, status: int = 200) -> HttpResponse:
    words = bool(can(request.user, "read_words", order))
    handling = order.handlings.select_related("unit", "replied_by").first()
    links = order.links.select_related("commitment__lead", "site", "linked_by", "decided_by", "answered_by").order_by("pk")
    events = Event.objects.filter(stream=order.stream).select_related("actor", "on_behalf_of").order_by("-seq")
    query = request.POST.get("promise", "")
    chosen = request.POST.get("commitment", "")
    context: dict[str, Any] = {
        "on": clock.today(),
        "order": order,
        "words": getattr(order, "words", None) if words else None,
        "caller": _caller(request, order),
        "handling": handling,
        "promises": promises_of(handling, request.user),
        "steps": offered(order, handling, request.user, of_unit=False),
        "links": [describe(row, request.user) for row in links],
        "history": tell(events),
        "form": form if can(request.user, "release_summary", order) else None,
        "link_form": link_form if can(request.user, "link", order) else None,
        "promise": query,
        "found": promises(request.user, query or chosen),
        "chosen": chosen,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
        "breadcrumbs": [{"label": _("Hotline"), "url": reverse("hotline:list")}, {"label": order.number, "url": ""}],
    }
    return render(request, "hotline/detail.html", context, status=status)
