"""`/my/sheet/`: the ongoing commitments of one's unit reported on together, a line each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.forms import TextField
from commitments.models import Commitment, Kind, ProgressReport, Stage
from commitments.policy import UNIT_ROLES
from commitments.rules import rules
from commitments.workflow.table import SomeRefused
from commitments.workflow.together import Told, report_sheet
from config import clock
from departments.access import require, scope, units
from departments.http import SignedIn
from house.idempotency import answered, once

from .finding import shown_light


class LineForm(forms.Form):
    narrative = TextField(rows=2, required=False, max_length=10_000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


@dataclass
class Line:
    row: Commitment
    form: LineForm

    @property
    def told(self) -> Told | None:
        """What the line tells; None where nothing was typed. One without a version was seen by nobody."""
        narrative, version = self.form.cleaned_data["narrative"], self.form.cleaned_data["version"]
        return Told(self.row, narrative, -1 if version is None else version) if narrative else None


@login_required
def sheet(request: SignedIn) -> HttpResponse:
    """The lines one fills are saved together, or none; those left empty stay as they are."""
    require(request.user, "report_on_sheet", Commitment)
    if request.method == "POST" and (earlier := answered(request)):
        return earlier
    rows = _ongoing(request)
    if request.method == "POST":  # the lines he saw, whatever has become of them
        rows = rows.filter(code__in=request.POST.getlist("code")[: rules().page_size])
    else:
        rows = rows.filter(stage=Stage.IN_PROGRESS)[: rules().page_size]
    lines = [Line(row, LineForm(request.POST or None, prefix=row.code)) for row in rows]
    wrong = _save(request, lines) if request.method == "POST" else ""
    if isinstance(wrong, HttpResponse):
        return wrong
    for line in lines:
        line.row.shown_light = shown_light(line.row)  # type: ignore[attr-defined]
    context = {
        "on": clock.today(),
        "lines": lines,
        "wrong": wrong,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
        "is_full": len(lines) == rules().page_size,
    }
    return render(request, "commitments/sheet.html", context, status=422 if wrong else 200)


def _save(request: SignedIn, lines: list[Line]) -> HttpResponse | str:
    """The way on, or why nothing was saved; each bad line has its sentence."""
    if not all(line.form.is_valid() for line in lines):
        return _("Not saved yet. What you typed is still here.")
    told = [line.told for line in lines if line.told]
    if not told:
        return _("Nothing is filled in.")

    def write() -> HttpResponse:
        count = len(report_sheet(told, actor=request.user, at=clock.now()))
        messages.success(request, ngettext("%(count)s report saved.", "%(count)s reports saved.", count) % {"count": count})
        return redirect("commitments:sheet")

    try:
        return once(request, write)
    except SomeRefused as refusal:
        for line in lines:
            if sentence := refusal.why.get(line.row.code):
                line.form.add_error("narrative", sentence)
        return str(refusal)


def _ongoing(request: SignedIn) -> QuerySet[Commitment]:
    """Ongoing commitments his unit leads, those due first, each with its newest words; one query."""
    told = ProgressReport.objects.standing().filter(commitment=OuterRef("pk"), share=None, department=OuterRef("lead"))
    newest = told.exclude(narrative="").order_by("-as_of", "-pk")
    return (
        scope(Commitment.objects.defer("context", "search"), request.user)
        .filter(kind=Kind.ONGOING, lead__in=units(request.user, *UNIT_ROLES))
        .annotate(told=Subquery(newest.values("narrative")[:1]), told_on=Subquery(newest.values("as_of")[:1]))
        .select_related("lead")
        .order_by(F("next_report_on").asc(nulls_last=True), "code")
    )
