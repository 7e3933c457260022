"""Replying to an urging note: one reply for all its items."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import UrgingNote
from commitments.workflow import urging
from commitments.workflow.table import Invalid, NotPossible
from config import clock
from departments.access import require, scope
from departments.http import SignedIn
from house.idempotency import once


class ReplyForm(forms.Form):
    reply = forms.CharField(label=gettext_lazy("Reply"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))


@login_required
def reply(request: SignedIn, pk: int) -> HttpResponse:
    rows = scope(UrgingNote.objects.select_related("department", "issued_by"), request.user)
    note = get_object_or_404(rows.distinct(), pk=pk)
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
                for name, sentence in refusal.fields.items():
                    form.add_error(name if name in form.fields else None, sentence)
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
