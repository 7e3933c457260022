"""What went out, what waits and what was given up: all deliveries, those of a commitment, those of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as said
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from commitments import dead_letters, messages
from commitments.models import Delivery, Gateway, Reminder
from commitments.models.reminder import DeliveryState
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn
from departments.models import User
from house.idempotency import once

from .finding import find

PAGE = 50


class AsideForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it need not go out"), max_length=200)


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """Every delivery by state, the given up first; a supervisor sends one again or puts it aside."""
    require(request.user, "see_all", Delivery)
    rows = scope(Delivery.objects.all(), request.user)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    chosen = request.GET.get("state", "")
    if chosen not in DeliveryState.values:
        chosen = DeliveryState.FAILED if counts.get(DeliveryState.FAILED) else ""
    if chosen:
        rows = rows.filter(state=chosen)
    rows = rows.select_related("digest__recipient__department").annotate(items=Count("digest__reminders"))
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    _name_channels(page.object_list)
    context = {
        "page": page,
        "chosen": chosen,
        "picks": [(state, state.label, counts.get(state, 0)) for state in DeliveryState],
        "may_resend": bool(can(request.user, "resend", Delivery)),
        "may_read": bool(can(request.user, "see_all", Reminder)),
        "aside": AsideForm(),
    }
    return render(request, "commitments/deliveries.html", context)


def _name_channels(rows: Any) -> None:
    names = {str(pk): name for pk, name in Gateway.objects.values_list("pk", "name")}
    for row in rows:
        row.channel_name = names.get(row.channel.partition(":")[2]) or _("e-mail")
        row.why = messages.why(row.reason)


@login_required
@require_POST
def resend(request: SignedIn, pk: int) -> HttpResponse:
    delivery = get_object_or_404(scope(Delivery.objects.all(), request.user), pk=pk)
    require(request.user, "resend", delivery)

    def again() -> HttpResponse:
        dead_letters.send_again(delivery, actor=request.user, at=clock.now())
        said.success(request, _("It waits anew and goes out with the next sweep."))
        return redirect("commitments:deliveries")

    return once(request, again)


@login_required
@require_POST
def resend_many(request: SignedIn) -> HttpResponse:
    """Those of the page, after a server that refused them all was mended; what is not given up any more stays as it is."""
    require(request.user, "resend", Delivery)
    wanted = [int(pk) for pk in request.POST.getlist("delivery")[:PAGE] if pk.isdecimal() and len(pk) < 19]
    rows = scope(Delivery.objects.filter(pk__in=wanted, state=DeliveryState.FAILED), request.user)

    def again() -> HttpResponse:
        sent = [dead_letters.send_again(delivery, actor=request.user, at=clock.now()) for delivery in rows]
        said.success(request, ngettext("%(count)s waits anew.", "%(count)s wait anew.", len(sent)) % {"count": len(sent)})
        return redirect("commitments:deliveries")

    return once(request, again)


@login_required
@require_POST
def put_aside(request: SignedIn, pk: int) -> HttpResponse:
    delivery = get_object_or_404(scope(Delivery.objects.all(), request.user), pk=pk)
    require(request.user, "resend", delivery)

    def aside() -> HttpResponse:
        dead_letters.put_aside(delivery, actor=request.user, at=clock.now(), reason=request.POST.get("reason", ""))
        said.success(request, _("Put aside with its reason."))
        return redirect("commitments:deliveries")

    return once(request, aside)


@login_required
@require_safe
def of_commitment(request: SignedIn, code: str) -> HttpResponse:
    """Who was told what about a commitment, when and how it went out."""
    row = find(request.user, code)
    require(request.user, "read_details", row)
    rows = Reminder.objects.filter(commitment=row)
    return _reminders(request, rows, title=row.title, sub=row.code, back=row.get_absolute_url())


@login_required
@require_safe
def of_person(request: SignedIn, pk: int) -> HttpResponse:
    """What a person was told; everybody sees his own, supervisors and the auditor anyone's."""
    if pk != request.user.pk:
        require(request.user, "see_all", Reminder)
    person = get_object_or_404(User, pk=pk)
    return _reminders(request, Reminder.objects.filter(recipient=person), title=str(person), sub=_("what was told"), back="/my/")


def _reminders(request: SignedIn, rows: Any, **context: Any) -> HttpResponse:
    rows = rows.select_related("commitment", "recipient").prefetch_related("digest__deliveries").order_by("-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    told = messages.lines(list(page.object_list))
    deliveries = [way for line in told if line.reminder.digest for way in line.reminder.digest.deliveries.all()]
    _name_channels(deliveries)
    for line in told:
        line.reminder.why = messages.why(line.reminder.reason)  # type: ignore[attr-defined]
    return render(request, "commitments/reminders.html", {"page": page, "told": told, **context})
