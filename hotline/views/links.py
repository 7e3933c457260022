"""Links: the list each role works through, one link with what the person may do, and doing it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.workflow.table import Conflict, Invalid
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn
from hotline import workflow
from hotline.filters import LinkFilter
from hotline.forms import AnswerForm
from hotline.models import Link
from hotline.paging import page_of
from house.forms import onward, version_seen
from house.idempotency import once
from house.quotes import within

from .finding import find_link

DECISIONS = {"confirm": workflow.confirm, "reject": workflow.reject}


def describe(link: Link, user: Any) -> Link:
    """The link with what its line offers to `user`."""
    is_open = link.state == Link.State.LINKED
    link.may_decide = is_open and bool(can(user, "confirm", link))  # type: ignore[attr-defined]
    link.may_answer = link.state != Link.State.REJECTED and bool(can(user, "answer", link))  # type: ignore[attr-defined]
    link.idempotency_key = str(uuid4())  # type: ignore[attr-defined]
    return link


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """What citizens say about the commitments one may read it of; the hotline lead's list to confirm."""
    rows = scope(Link.objects.select_related("order__county", "commitment__lead", "site"), request.user)
    filtered = LinkFilter(request.GET, rows, request=request)
    page = page_of(filtered.qs.order_by("-pk"), request.GET.get("page"))
    page.object_list = [describe(row, request.user) for row in page.object_list]
    context = {"on": clock.today(), "page": page, "filters": filtered}
    return render(request, "hotline/links.html", context)


@login_required
@require_safe
def one(request: SignedIn, pk: int) -> HttpResponse:
    link = find_link(request.user, pk)
    return _show(request, link, AnswerForm(initial={"text": link.unit_answer}))


@login_required
@require_POST
def decide(request: SignedIn, pk: int, decision: str) -> HttpResponse:
    """The hotline lead confirms or rejects."""
    if decision not in DECISIONS:
        raise Http404
    link = find_link(request.user, pk)
    require(request.user, decision, link)

    def write() -> HttpResponse:
        done = DECISIONS[decision](link, actor=request.user, at=clock.now())
        if decision == "confirm":
            sentence = _("Confirmed: %(number)s concerns “%(title)s”.")
        else:
            sentence = _("Rejected: %(number)s does not concern “%(title)s”.")
        messages.success(request, sentence % {"number": done.order.number, "title": within(done.commitment.title)})
        return redirect(onward(request, done.order.get_absolute_url()))

    return once(request, write)


@login_required
@require_POST
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """The unit's answer for the hotline to use."""
    link = find_link(request.user, pk)
    require(request.user, "answer", link)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, link, form, status=422)

    def write() -> HttpResponse:
        version = version_seen(request)
        workflow.answer(link, actor=request.user, at=clock.now(), text=form.cleaned_data["text"], version=version)
        messages.success(request, _("Your answer is with the hotline."))
        return redirect(onward(request, link.commitment.get_absolute_url()))

    try:
        return once(request, write)
    except Invalid as refusal:
        form.add_error("text", str(refusal.fields.get("text", refusal)))
        return _show(request, link, form, status=422)
    except Conflict:
        link = find_link(request.user, pk)
        form.add_error("text", _("Meanwhile a colleague answered: %(text)s") % {"text": link.unit_answer})
        return _show(request, link, form, status=409)


def _show(request: SignedIn, link: Link, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    inline = bool(request.headers.get("HX-Request"))
    context = {
        "on": clock.today(),
        "link": describe(link, request.user),
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "reads_order": bool(can(request.user, "read_words", link.order)),
    }
    return render(request, "hotline/_link_step.html" if inline else "hotline/link.html", context, status=status)
