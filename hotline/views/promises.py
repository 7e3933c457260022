"""`/hotline/promises/`: the days units promised callers, each made a commitment, a site, or neither."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.workflow.table import Invalid
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn
from hotline.decisions import DECISIONS, known
from hotline.filters import PromiseFilter
from hotline.models import StagedPromise
from hotline.paging import page_of
from hotline.workflow.promising import linked
from house.forms import refuse
from house.quotes import within


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """What waits first, then what was decided."""
    require(request.user, "read_promises", StagedPromise)
    filters = PromiseFilter(request.GET, scope(StagedPromise.objects.all(), request.user), request=request)
    rows = filters.qs.select_related("handling__order", "handling__unit", "commitment", "site")
    page = page_of(rows.order_by("-state", "promised_on", "pk"), request.GET.get("page"))
    return render(request, "hotline/promises.html", {"page": page, "filters": filters, "on": clock.today()})


@login_required
@require_safe
def one(request: SignedIn, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk), {})


@login_required
@require_POST
def decide(request: SignedIn, pk: int, decision: str) -> HttpResponse:
    step = known(decision)
    promise = _find(request, pk)
    require(request.user, step.action, promise)
    form = step.form(request.POST, promise=promise)
    if not form.is_valid():
        return _show(request, promise, {decision: form}, status=422)

    try:
        done = step.do(promise, actor=request.user, at=clock.now(), **form.cleaned_data)
    except Invalid as refusal:
        refuse(form, refusal.fields)
        return _show(request, promise, {decision: form}, status=422)
    if done.state == StagedPromise.State.WAITING:
        messages.success(request, _("It waits to be decided again."))
        return redirect(done)
    if done.commitment:
        messages.success(request, _("Taken over: “%(title)s”.") % {"title": within(done.commitment.title)})
        return redirect(done.commitment)
    messages.success(request, _("Noted: no commitment is made of it. Its page takes it up again."))
    return redirect(done)


def _find(request: SignedIn, pk: int) -> StagedPromise:
    rows = StagedPromise.objects.select_related("handling__order__county", "handling__unit", "commitment", "site", "decided_by")
    return get_object_or_404(scope(rows, request.user), pk=pk)


def _show(request: SignedIn, promise: StagedPromise, typed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    forms = {
        name: typed.get(name) or step.form(promise=promise)
        for name, step in DECISIONS.items()
        if promise.state == step.of and can(request.user, step.action, promise)
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
