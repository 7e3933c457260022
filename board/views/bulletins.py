"""The bulletins: drafted in one click, edited, explained, released, printed, recomputed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from board import bulletins, document
from board.forms import DraftForm, ExplainForm, WordsForm
from board.frozen_rules import rules_version
from board.models import Bulletin, BulletinItem
from board.verdicts import COLUMNS, Verdict, differences
from commitments.models import Report
from commitments.rules import rules
from commitments.workflow.table import Invalid
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn
from departments.models import Department, User
from house.forms import as_version, refuse
from house.idempotency import once


@login_required
def index(request: SignedIn) -> HttpResponse:
    """All bulletins the reader may see; a supervisor drafts the next one here."""
    may_draft = bool(can(request.user, "draft_bulletin", Bulletin))
    proposed = _proposed()
    form = DraftForm(initial=proposed)
    status = 200
    if request.method == "POST":
        require(request.user, "draft_bulletin", Bulletin)
        form, status = DraftForm(request.POST), 422
        if form.is_valid():
            asked = form.cleaned_data

            def write() -> HttpResponse:
                made = bulletins.draft(asked["report"], data_on=asked["data_on"], actor=request.user, at=clock.now())
                messages.success(request, _("Drafted. The figures are those of the day; the words are yours to change."))
                return redirect(made)

            try:
                return once(request, write)
            except Invalid as refusal:
                refuse(form, refusal.fields)
    context = {
        "bulletins": scope(Bulletin.objects.select_related("report"), request.user),
        "form": form,
        "may_draft": may_draft and Report.objects.exists(),
        "not_yet": proposed["data_on"] if proposed and proposed["data_on"] > clock.today() else None,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
    }
    return render(request, "board/bulletins.html", context, status=status)


@login_required
def bulletin(request: SignedIn, pk: int) -> HttpResponse:
    """The bulletin as it will be printed; beside a draft what a supervisor can do."""
    found = get_object_or_404(_readable(request.user), pk=pk)
    form, status = WordsForm(initial=_words(found)), 200
    if request.method == "POST":
        require(request.user, "edit_bulletin", found)
        form, status = WordsForm(request.POST), 422
        if form.is_valid():
            words = form.cleaned_data

            def write() -> HttpResponse:
                bulletins.edit(found, actor=request.user, at=clock.now(), version=_version(request), **words)
                messages.success(request, _("Saved."))
                return redirect(found)

            try:
                return once(request, write)
            except Invalid as refusal:
                refuse(form, refusal.fields)
    context = {
        **shown(found, request.user),
        "form": form,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
        "version": request.POST.get("version") or found.version,
        "may_edit": found.is_draft and bool(can(request.user, "edit_bulletin", found)),
        "corrects": found.corrects() if found.is_draft else None,
    }
    return render(request, "board/bulletin.html", context, status=status)


def shown(found: Bulletin, user: User) -> dict[str, Any]:
    """What the page and the document write of a bulletin."""
    items = scope(found.items.all(), user).select_related("commitment", "department")
    lines = [
        {**line, "cells": [line["verdicts"].get(column, 0) for column in COLUMNS], "other": _other(line)}
        for line in found.figures["units"]
    ]
    groups: list[dict[str, Any]] = [
        {"verdict": verdict, "items": [item for item in items if item.verdict == verdict]}
        for verdict in (Verdict.LATE, Verdict.BEHIND)
    ]
    groups = [group for group in groups if group["items"]]
    for number, group in enumerate(groups, 2):
        group["heading"] = _heading(number, f"{group['verdict'].label}（{len(group['items'])}）")
    return {
        "bulletin": found,
        "figures": found.figures,
        "addressed_to": settings.BULLETIN_TO,
        "signature": settings.SUPERVISION_OFFICE,
        "columns": [column.label for column in COLUMNS],
        "totals": [found.figures["verdicts"].get(column, 0) for column in COLUMNS],
        "other_total": _other(found.figures),
        "lines": lines,
        "groups": groups,
        "said_heading": _heading(len(groups) + 2, _("What citizens say")),
    }


def _heading(number: int, words: str) -> str:
    """The heading of a part; the first is the table by department."""
    numbered = {2: _("2. %(words)s"), 3: _("3. %(words)s"), 4: _("4. %(words)s")}
    return numbered[number] % {"words": words}


def _other(line: dict[str, Any]) -> int:
    """What stands in none of the columns: suspended, merged, awaiting a figure, closed."""
    return int(line["total"]) - sum(line["verdicts"].get(column, 0) for column in COLUMNS)


def _proposed() -> dict[str, Any]:
    """The report of the form, and the day of its next bulletin."""
    report = DraftForm.base_fields["report"].queryset.first()  # type: ignore[attr-defined]
    return {"data_on": bulletins.next_day(report, on=clock.today())} if report else {}


@login_required
def release(request: SignedIn, pk: int) -> HttpResponse:
    """What becomes public, to be confirmed; confirmed (POST), it is released with the public state of its day."""
    found = get_object_or_404(_readable(request.user), pk=pk)
    if request.method != "POST":
        return _to_confirm(request, found)

    def write() -> HttpResponse:
        released = bulletins.release(found, actor=request.user, at=clock.now(), version=_version(request))
        messages.success(request, _("%(label)s is released; the public page shows its day.") % {"label": released.label})
        return redirect(released)

    return once(request, write)


def _to_confirm(request: SignedIn, found: Bulletin) -> HttpResponse:
    require(request.user, "release_bulletin", found)
    if not found.is_draft:
        return redirect(found)
    items = found.items.all()
    context = {
        "bulletin": found,
        "verdicts": [(Verdict(name).label, count) for name, count in found.figures["verdicts"].items() if count],
        "kept_inside": found.report.commitments.filter(is_published=False).count(),
        "replied": items.exclude(reply="").count(),
        "without_reason": items.filter(reason_code="").count(),
        "named": items.count(),
        "corrects": found.corrects(),
        "idempotency_key": uuid4(),
    }
    return render(request, "board/release.html", context)


@login_required
def explain(request: SignedIn, pk: int) -> HttpResponse:
    """The reason of one item, and the unit's reply beside it."""
    rows = scope(BulletinItem.objects.select_related("bulletin", "commitment", "department"), request.user)
    item = get_object_or_404(rows, pk=pk)
    capacity = require(request.user, "explain_item", item)
    form, status = ExplainForm(initial=_explained(item)), 200
    if request.method == "POST":
        form, status = ExplainForm(request.POST), 422
        if form.is_valid():
            said = form.cleaned_data

            def write() -> HttpResponse:
                bulletins.explain(item, actor=request.user, at=clock.now(), **said)
                messages.success(request, _("Noted for the bulletin."))
                return redirect(item.bulletin if can(request.user, "edit_bulletin", item.bulletin) else "my")

            try:
                return once(request, write)
            except Invalid as refusal:
                refuse(form, refusal.fields)
    if capacity.department_id != item.department_id:
        del form.fields["reply"]
    context = {"item": item, "form": form, "idempotency_key": request.POST.get("idempotency_key") or uuid4()}
    return render(request, "board/explain.html", context, status=status)


@login_required
@require_GET
def check(request: SignedIn, pk: int) -> HttpResponse:
    """The frozen figures beside those made again from the events by the same thresholds, and beside today's."""
    found = get_object_or_404(_readable(request.user), pk=pk)
    again = bulletins.recomputed(found)
    today = bulletins.figures(
        bulletins.standing(found.report, clock.today(), rules()), Department.objects.in_bulk(), on=clock.today()
    )
    words = {**{str(verdict): str(verdict.label) for verdict in Verdict}, **_totals()}
    context = {
        "bulletin": found,
        "is_same": again == found.figures,
        "broken": [(words[name], kept, now) for name, kept, now in differences(found.figures, again)],
        "moved": [(words[name], kept, now) for name, kept, now in differences(found.figures, today)],
        "same_rules": found.rules_version == rules_version(rules()),
        "on": clock.today(),
    }
    return render(request, "board/check.html", context)


def _totals() -> dict[str, str]:
    return {"total": _("total"), "extended": _("extended"), "complaints": _("linked complaints")}


@login_required
@require_GET
def docx(request: SignedIn, pk: int) -> HttpResponse:
    """The bulletin as a Word document."""
    found = get_object_or_404(_readable(request.user), pk=pk)
    with translation.override("zh-hans"):
        content = document.written(shown(found, request.user))
    response = HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    name = f"bulletin-{found.year}-{found.number or 'draft'}"
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


def _readable(user: User) -> QuerySet[Bulletin]:
    return scope(Bulletin.objects.select_related("report", "drafted_by", "released_by"), user)


def _words(found: Bulletin) -> dict[str, str]:
    return {"title": found.title, "opening": found.opening, "closing": found.closing}


def _explained(item: BulletinItem) -> dict[str, str]:
    return {"reason_code": item.reason_code, "reason_text": item.reason_text, "reply": item.reply}


def _version(request: SignedIn) -> int:
    """The version the person saw; a form that says none saw none that stands."""
    return as_version(request.POST.get("version", ""))
