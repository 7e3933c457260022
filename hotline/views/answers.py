"""`/hotline/answers/`: callers to be told that their promise moved, each for himself."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.workflow.table import Invalid
from config import clock
from departments.access import require, scope
from departments.http import SignedIn
from hotline.models import AnswerDraft, WorkOrder
from hotline.models.order import State
from hotline.paging import page_of
from hotline.workflow import informing
from hotline.workflow.dispatching import extension_untold
from house.forms import version_seen
from house.idempotency import once

SHOWN = 50  # of each list, the oldest first; what is told makes room for the next


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    require(request.user, "tell_caller", AnswerDraft)
    rows = scope(AnswerDraft.objects.filter(state=AnswerDraft.State.WAITING), request.user)
    page = page_of(rows.select_related("link__order__county", "link__commitment"), request.GET.get("page"))
    orders = scope(WorkOrder.objects.select_related("county", "master"), request.user).order_by("received_on", "pk")
    merged = orders.filter(state=State.MERGED)
    context = {
        "page": page,
        "on": clock.today(),
        "idempotency_key": uuid4(),
        "extended": orders.filter(extension_untold())[:SHOWN],
        "ready": merged.filter(master__state=State.CLOSED)[:SHOWN],
        "merged": merged.exclude(master__state=State.CLOSED)[:SHOWN],
    }
    return render(request, "hotline/answers.html", context)


@login_required
@require_POST
def settle(request: SignedIn, pk: int, decision: str) -> HttpResponse:
    """Told, with the words used; or not told."""
    if decision not in {"tell", "drop"}:
        raise Http404
    row = get_object_or_404(scope(AnswerDraft.objects.all(), request.user), pk=pk)
    require(request.user, "tell_caller", row)

    def write() -> HttpResponse:
        who, at, version = request.user, clock.now(), version_seen(request)
        if decision == "tell":
            informing.tell_caller(row, actor=who, at=at, text=request.POST.get("text", ""), version=version)
            messages.success(request, _("Noted: the caller was told."))
        else:
            informing.drop_answer(row, actor=who, at=at, version=version)
            messages.success(request, _("Noted: the caller is not told."))
        return redirect("hotline:answers")

    try:
        return once(request, write)
    except Invalid as refusal:
        messages.error(request, str(refusal))
        return redirect("hotline:answers")
