"""Steps on an order (the hotline) and on a dispatch (the unit): one form each, refused with everything typed kept."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commitments.workflow.table import Conflict, Invalid, NotPossible
from config import clock as house_clock
from departments.access import require, scope
from departments.http import SignedIn
from history.models import Event
from hotline import clock
from hotline.actions import Action, StepForm, Steps, arguments, known, offered
from hotline.models import Handling, WorkOrder
from hotline.paging import page_of
from hotline.rules import rules
from hotline.sentences import tell
from hotline.workflow.table import why_not_now, why_not_yet
from house.forms import refuse, version_seen
from house.idempotency import once
from workdays.calendar import current

from .finding import find_order, promises_of

UNIT_READS = {"dispatch", "reassign", "designate", "uphold", "sign_for", "ask_return", "ask_extension", "grant_extension",
              "refuse_extension", "reply", "send_back", "supervise", "redo"}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def on_order(request: SignedIn, number: str, action: str) -> HttpResponse:
    step = known(action, of_unit=False)
    order = find_order(request.user, number)
    require(request.user, action, order)
    return _step(request, step, order, order, order.get_absolute_url(), reverse("hotline:step", args=[number, action]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def on_handling(request: SignedIn, pk: int, action: str) -> HttpResponse:
    step = known(action, of_unit=True)
    handling = find_handling(request.user, pk)
    require(request.user, action, handling)
    here = reverse("hotline:handling_step", args=[pk, action])
    return _step(request, step, handling, handling.order, handling.get_absolute_url(), here)


def find_handling(user: Any, pk: int) -> Handling:
    return get_object_or_404(scope(Handling.objects.select_related("order__county", "unit", "replied_by"), user), pk=pk)


def _step(request: SignedIn, action: Action, target: Any, order: WorkOrder, onward: str, here: str) -> HttpResponse:
    if request.method != "POST":
        if sentence := why_not_now(action.name, order.state) or why_not_yet(action.name, order):
            raise NotPossible(sentence)
        return _show(request, action, order, action.form(), onward, here)
    form = action.form(request.POST)
    if not form.is_valid():
        return _show(request, action, order, form, onward, here, status=422)

    def write() -> HttpResponse:
        action.do(
            target, **arguments(form, request.user), actor=request.user, at=house_clock.now(), version=version_seen(request)
        )
        messages.success(request, _("Done: %(action)s – %(number)s.") % {"action": action.label, "number": order.number})
        return redirect(onward)

    try:
        return once(request, write)
    except Invalid as refusal:
        refuse(form, refusal.fields)
        return _show(request, action, order, form, onward, here, status=422)
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        order.refresh_from_db()
        return _show(request, action, order, form, onward, here, status=409)


def _show(
    request: SignedIn, action: Action, order: WorkOrder, form: StepForm, onward: str, here: str, *, status: int = 200
) -> HttpResponse:
    context = {
        "action": action,
        "order": order,
        "form": form,
        "here": here,
        "onward": onward,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
        "breadcrumbs": [{"label": order.number, "url": onward}, {"label": action.label, "url": ""}],
    }
    inline = bool(request.headers.get("HX-Request"))
    return render(request, "hotline/_step.html" if inline else "hotline/step.html", context, status=status)


@login_required
@require_safe
def handlings(request: SignedIn) -> HttpResponse:
    """The orders sent to the reader's units, those due first; never the caller, never his words."""
    on, calendar = house_clock.today(), current()
    rows = scope(Handling.objects.filter(ended_at=None).select_related("order__county", "unit"), request.user)
    page = page_of(rows.order_by("due_on", "pk"), request.GET.get("page"))
    for row in page.object_list:
        _light(row, on, calendar)
    return render(request, "hotline/handlings.html", {"page": page, "on": on})


@login_required
@require_safe
def handling(request: SignedIn, pk: int) -> HttpResponse:
    """One dispatch as its unit sees it: kind, day, place, summary, the clock, what to do now."""
    on = house_clock.today()
    row = find_handling(request.user, pk)
    _light(row, on, current())
    events = Event.objects.filter(stream=row.order.stream, action__in=UNIT_READS).select_related("actor", "on_behalf_of")
    if row.ended_at is not None:  # what another unit does with it since is not this one's to read
        events = events.filter(at__lte=row.ended_at)
    context = {
        "on": on,
        "handling": row,
        "order": row.order,
        "promises": promises_of(row, request.user),
        "steps": offered(row.order, row, request.user, of_unit=True) if row.ended_at is None else Steps(),
        "history": tell(events.order_by("-seq")),
        "breadcrumbs": [
            {"label": _("Work orders of the unit"), "url": reverse("hotline:handlings")},
            {"label": row.order.number, "url": ""},
        ],
    }
    return render(request, "hotline/handling.html", context)


def _light(row: Handling, on: Any, calendar: Any) -> None:
    """The card of a dispatch that waits for the unit."""
    waits = row.ended_at is None and row.order.state in {"dispatched", "handling"}
    row.shown_light = clock.light(row.due_on, on, calendar, rules()) if waits else "none"  # type: ignore[attr-defined]
    row.late = clock.days_late(row.due_on, on, calendar) if waits else 0  # type: ignore[attr-defined]
