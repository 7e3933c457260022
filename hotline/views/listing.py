"""`/hotline/`: taking down a call, finding the promise it concerns, and the list of work orders."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments.workflow.table import Invalid, NotPossible
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn
from departments.models import Department
from hotline import intake_drafts, workflow
from hotline.filters import WorkOrderFilter
from hotline.forms import IntakeForm, LinkForm
from hotline.models import Link, WorkOrder
from hotline.paging import page_of
from house.idempotency import once

from .finding import picked, promises, rank_of, site_of
from .lines import Lines, read_for_lines


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedIn) -> HttpResponse:
    require(request.user, "list_orders", WorkOrder)
    if request.method == "POST":
        return _take_down(request)
    typed = intake_drafts.kept(agent=request.user, on=localdate(clock.real_now()))
    return _show(request, IntakeForm(initial=typed), LinkForm(initial=typed), typed=typed)


def _take_down(request: SignedIn) -> HttpResponse:
    """Order, summary and link are one: refused together, nothing half-written, everything typed kept."""
    require(request.user, "take_down", WorkOrder)
    form, link_form = IntakeForm(request.POST), LinkForm(request.POST)
    if not (form.is_valid() and link_form.is_valid()):
        return _show(request, form, link_form, status=422)

    def write() -> HttpResponse:
        at = clock.now()
        with transaction.atomic():
            order = workflow.take_down(actor=request.user, at=at, **form.arguments())
            if link_form.cleaned_data["commitment"]:
                link_to(request, order, link_form.cleaned_data, at=at)
            intake_drafts.forget(agent=request.user)
        messages.success(request, _("Taken down: %(number)s.") % {"number": order.number})
        return redirect(order)

    try:
        return once(request, write)
    except Invalid as refusal:
        for name, sentence in refusal.fields.items():
            (form if name in form.fields else link_form).add_error(name, sentence)
    except NotPossible as refusal:
        link_form.add_error("commitment", str(refusal))
    return _show(request, form, link_form, status=422)


def link_to(request: SignedIn, order: WorkOrder, given: dict[str, str], *, at: Any) -> Link:
    """Link `order` to the promise picked, as `given` by a valid `LinkForm`."""
    code = given["commitment"]
    commitment = picked(request.user, code)
    if commitment is None:
        raise Invalid(commitment=_("There is no commitment %(code)s.") % {"code": code})
    site = site_of(request, commitment)
    return workflow.link(
        order,
        commitment,
        actor=request.user,
        at=at,
        kind=given["kind"],
        site=site,
        reason=given["reason"],
        **rank_of(order, commitment),
    )


def _show(
    request: SignedIn, form: IntakeForm, link_form: LinkForm, *, typed: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    filtered = WorkOrderFilter(request.GET, scope(WorkOrder.objects.all(), request.user), request=request)
    on, words = clock.today(), bool(can(request.user, "read_words", WorkOrder))
    page = page_of(filtered.qs, request.GET.get("page"), whole=read_for_lines(reads_words=words))
    given = typed or request.POST
    query, chosen = given.get("promise", ""), given.get("commitment", "")
    context: dict[str, Any] = {
        "on": on,
        "page": page,
        "lines": Lines(on=on, reads_words=words).of(page.object_list),
        "filters": filtered,
        "counties": [unit for unit in Department.objects.only("code", "short_name", "kind") if unit.is_local],
        "is_filtered": any(request.GET.get(name) for name in filtered.form.fields),
        "reads_words": words,
        "may_take_down": bool(can(request.user, "take_down", WorkOrder)),
        "may_export": bool(can(request.user, "export_orders", WorkOrder)),
        "form": form,
        "link_form": link_form,
        "restored": bool(typed),
        "promise": query,
        "found": promises(request.user, query or chosen),
        "chosen": chosen,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
    }
    return render(request, "hotline/list.html", context, status=status)
