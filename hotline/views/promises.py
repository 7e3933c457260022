"""`/hotline/promises/`: the days units promised callers, each made a commitment, a site, or neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.workflow.table import Invalid
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn
from hotline import workflow
from hotline.forms import DeclineForm, OfPromise, PromisedSiteForm, PromiseForm
from hotline.models import StagedPromise
from hotline.paging import page_of
from hotline.workflow.promising import linked
from house.forms import refuse
from house.quotes import within

# Decision → its form, its step of the workflow.
DECISIONS: dict[str, tuple[type[OfPromise], Callable[..., StagedPromise]]] = {
    "commitment": (PromiseForm, workflow.promise_commitment),
    "site": (PromisedSiteForm, workflow.promise_site),
    "decline": (DeclineForm, workflow.decline_promise),
}


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """What waits first, then what was decided."""
    require(request.user, "read_promises", StagedPromise)
    rows = scope(StagedPromise.objects.exclude(state=StagedPromise.State.DROPPED), request.user)
    rows = rows.select_related("handling__order", "handling__unit", "commitment", "site").order_by("-state", "promised_on", "pk")
    return render(request, "hotline/promises.html", {"page": page_of(rows, request.GET.get("page")), "on": clock.today()})


@login_required
@require_safe
def one(request: SignedIn, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk), {})


@login_required
@require_POST
def decide(request: SignedIn, pk: int, decision: str) -> HttpResponse:
    if decision not in DECISIONS:
        raise Http404
    promise = _find(request, pk)
    require(request.user, _step(decision), promise)
    form_class, do = DECISIONS[decision]
    form = form_class(request.POST, promise=promise)
    if not form.is_valid():
        return _show(request, promise, {decision: form}, status=422)

    try:
        done = do(promise, actor=request.user, at=clock.now(), **form.cleaned_data)
    except Invalid as refusal:
        refuse(form, refusal.fields)
        return _show(request, promise, {decision: form}, status=422)
    if done.commitment:
        messages.success(request, _("Taken over: “%(title)s”.") % {"title": within(done.commitment.title)})
        return redirect(done.commitment)
    messages.success(request, _("Noted: no commitment is made of it."))
    return redirect("hotline:promises")


def _step(decision: str) -> str:
    return "decline_promise" if decision == "decline" else "take_promise"


def _find(request: SignedIn, pk: int) -> StagedPromise:
    rows = StagedPromise.objects.select_related("handling__order__county", "handling__unit", "commitment", "site", "decided_by")
    return get_object_or_404(scope(rows, request.user), pk=pk)


def _show(request: SignedIn, promise: StagedPromise, typed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    waits = promise.state == StagedPromise.State.WAITING
    forms = {
        name: typed.get(name) or form(promise=promise)
        for name, (form, _do) in DECISIONS.items()
        if waits and can(request.user, _step(name), promise)
    }
    if not linked(promise).exists():
        forms.pop("site", None)
    context = {
        "on": clock.today(),
        "promise": promise,
        "handling": promise.handling,
        "order": promise.handling.order,
        "forms": forms,
        "breadcrumbs": [
            {"label": _("Promises in replies"), "url": reverse("hotline:promises")},
            {"label": promise.handling.order.number, "url": ""},
        ],
    }
    return render(request, "hotline/promise.html", context, status=status)
