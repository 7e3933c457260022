"""The intake page saves as the agent types, and gives it back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from config import clock
from departments.access import require
from departments.http import SignedIn
from hotline import intake_drafts
from hotline.forms import IntakeForm, LinkForm
from hotline.models import WorkOrder
from house.idempotency import is_spent

TYPED = (*IntakeForm.base_fields, *LinkForm.base_fields, "promise")


@login_required
@require_POST
def keep(request: SignedIn) -> HttpResponse:
    """Keep what is in the form; says when. A save that comes after the call was taken down keeps nothing."""
    require(request.user, "take_down", WorkOrder)
    fields = {name: request.POST.get(name, "") for name in TYPED}
    draft = None if is_spent(request) else intake_drafts.keep(fields, agent=request.user, at=clock.real_now())
    return render(request, "hotline/_kept.html", {"draft": draft})


@login_required
@require_POST
def clear(request: SignedIn) -> HttpResponse:
    """Empty the form for good."""
    require(request.user, "take_down", WorkOrder)
    intake_drafts.forget(agent=request.user)
    return redirect("hotline:list")
