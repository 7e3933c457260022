"""Urging notes and supervision orders: the list, each as a document, climbing, one reply for all its items."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commitments import documents
from commitments.models import UrgingNote
from commitments.rules import rules
from commitments.workflow import urging
from commitments.workflow.table import Invalid, NotPossible
from config import clock
from departments.access import can, has_role, require, scope
from departments.http import SignedIn
from departments.models import Role
from house.forms import refuse
from house.idempotency import once

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ReplyForm(forms.Form):
    reply = forms.CharField(label=gettext_lazy("Reply"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))


@login_required
def reply(request: SignedIn, pk: int) -> HttpResponse:
    rows = scope(UrgingNote.objects.select_related("department", "issued_by"), request.user)
    note = get_object_or_404(rows, pk=pk)
    require(request.user, "reply_urging", note)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():

            def write() -> HttpResponse:
                urging.reply(note, actor=request.user, at=clock.now(), text=form.cleaned_data["reply"])
                messages.success(request, _("Replied to %(number)s.") % {"number": note.number})
                return redirect("my")

            try:
                return once(request, write)
            except Invalid as refusal:
                refuse(form, refusal.fields)
    elif note.replied_at:
        raise NotPossible(_("%(number)s has been replied to.") % {"number": note.number})
    context = {
        "note": note,
        "items": list(note.items.select_related("commitment")),
        "form": form,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
    }
    template = "commitments/_reply.html" if request.headers.get("HX-Request") else "commitments/reply.html"
    return render(request, template, context, status=status)


def _found(request: SignedIn, pk: int) -> UrgingNote:
    rows = UrgingNote.objects.select_related("department", "issued_by", "follows", "climbed_to", "replied_by")
    return get_object_or_404(scope(rows, request.user), pk=pk)


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """The notes one may read, those unanswered past their day first."""
    on = clock.today()
    unanswered = request.GET.get("unanswered") == "1"
    notes = UrgingNote.objects.unanswered(on=on) if unanswered else UrgingNote.objects.all()
    rows = scope(notes.select_related("department", "climbed_to").defer("words", "climbed_to__words"), request.user)
    ordered = rows.order_by("reply_by", "pk") if unanswered else rows
    page = Paginator(ordered, rules().page_size).get_page(request.GET.get("page"))
    shown = [(note, note.is_unanswered(on=on)) for note in page.object_list]
    return render(request, "commitments/urging.html", {"page": page, "notes": shown, "unanswered": unanswered})


@login_required
@require_safe
def note(request: SignedIn, pk: int) -> HttpResponse:
    """The note as a document to print; climbing from here when it was left unanswered."""
    found = _found(request, pk)
    climbs = found.level == UrgingNote.Level.URGING and not hasattr(found, "climbed_to")
    context = {
        "note": found,
        "paper": documents.paper(found),
        "may_climb": climbs and found.is_unanswered(on=clock.today()) and has_role(request.user, Role.SUPERVISOR),
        "may_reply": found.replied_at is None and can(request.user, "reply_urging", found),
        "key": uuid4(),
    }
    return render(request, "commitments/urging_note.html", context)


@login_required
@require_safe
def docx(request: SignedIn, pk: int) -> HttpResponse:
    found = _found(request, pk)
    answer = HttpResponse(documents.docx(found), content_type=DOCX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{found.number}.docx") or ""
    return answer


@login_required
@require_POST
def climb(request: SignedIn, pk: int) -> HttpResponse:
    found = _found(request, pk)
    for item in found.items.select_related("commitment"):
        require(request.user, "urge", item.commitment)

    def order() -> HttpResponse:
        made = urging.climb(found, actor=request.user, at=clock.now())
        messages.success(request, _("Sent: %(numbers)s.") % {"numbers": made.number})
        return redirect("commitments:urging_note", made.pk)

    return once(request, order)
