"""`/drafts/<slug>/table/`: the office's table out, and back with its changes – looked at first, taken whole, undoable."""

from __future__ import annotations

import hashlib
import io
from typing import IO, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Report
from config import clock
from departments.access import can, require
from departments.http import SignedIn, sent
from drafts import office
from drafts.models import ColumnMapping
from house.errors import Refused

from .review import report_of

SALT = "drafts.table"
AN_HOUR = 3600


class TableForm(forms.Form):
    table = forms.FileField(label=gettext_lazy("Table (.xlsx, .csv or .docx)"))


@login_required
@require_safe
def download(request: SignedIn, slug: str, kind: str) -> HttpResponse:
    report = report_of(request, slug)
    if kind not in office.WRITERS:
        raise Http404
    write, content_type = office.WRITERS[kind]
    response = HttpResponse(write(report), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{report.slug}-table.{kind}"'
    return response


@login_required
def table(request: SignedIn, slug: str) -> HttpResponse:
    """Upload, say which column is which where the headings do not, look, take."""
    report = report_of(request, slug)
    if request.method == "POST":
        require(request.user, "correct_draft", Commitment(report=report))
        if "rows" in request.POST:
            return _taken(request, report)
    form = TableForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["table"]
        try:
            return _look(request, report, cast(IO[bytes], io.BytesIO(upload.read())), upload.name)
        except Refused as refusal:
            form.add_error("table", str(refusal))
    context = {"report": report, "form": form, "may": bool(can(request.user, "correct_draft", Commitment(report=report)))}
    return render(request, "drafts/table.html", context, status=422 if form.errors else 200)


def _look(request: SignedIn, report: Report, file: IO[bytes], name: str) -> HttpResponse:
    """The differences; a city's own heading is remembered, or its columns are asked for."""
    heading, rows, guessed = office.read(file, name, own_columns=True)
    if known := _remembered(heading):
        return _preview(request, report, rows, known)
    if "task" in guessed and not office.leaves_open(heading, guessed):
        return _preview(request, report, rows, guessed)
    signed = signing.dumps([heading, rows], salt=SALT, compress=True)
    names = [(ours, word, guessed.get(ours)) for ours, word in office.HEADINGS.items()]
    context = {"report": report, "heading": list(enumerate(heading)), "names": names, "rows": signed}
    return render(request, "drafts/columns.html", context)


def _taken(request: SignedIn, report: Report) -> HttpResponse:
    try:
        kept = signing.loads(request.POST["rows"], salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        messages.error(request, _("This preview is too old; upload the table again. Nothing was taken."))
        return redirect("drafts:table", report.slug)
    if "columns" in request.POST:
        heading, rows = kept
        chosen = {name: int(place) for name in office.COLUMNS if (place := request.POST.get(f"column-{name}", "")).isdigit()}
        if "task" not in chosen:
            messages.error(request, _("Say which column holds the task."))
            return redirect("drafts:table", report.slug)
        ColumnMapping.objects.update_or_create(heading=_key(heading), defaults={"columns": chosen, "at": clock.now()})
        return _preview(request, report, rows, chosen)
    rows, columns, seen = kept
    lines = office.compare(report, [(number, cells) for number, cells in rows], columns)
    if "leave_out" in request.POST:
        lines = [line for line in lines if not line.errors]
    try:
        count = office.take(report, lines, actor=request.user, at=clock.now(), seen=seen)
    except Refused as refusal:
        return _preview(request, report, rows, columns, wrong=str(refusal))
    messages.success(request, _("%(count)s rows changed; “Undo my last step” takes all of it back.") % {"count": count})
    return redirect("drafts:review", report.slug)


def _preview(request: SignedIn, report: Report, rows: Any, columns: dict[str, int], *, wrong: str = "") -> HttpResponse:
    lines = office.compare(report, [(number, cells) for number, cells in rows], columns)
    context = {
        "report": report,
        "changed": [line for line in lines if not line.errors],
        "errors": [line for line in lines if line.errors],
        "of": len(rows),
        "rows": signing.dumps([rows, columns, office.versions(lines)], salt=SALT, compress=True),
        "wrong": wrong,
    }
    return render(request, "drafts/table_preview.html", context, status=409 if wrong else 200)


def _remembered(heading: list[str]) -> dict[str, int] | None:
    kept = ColumnMapping.objects.filter(heading=_key(heading)).first()
    return dict(kept.columns) if kept else None


def _key(heading: list[str]) -> str:
    return hashlib.sha256("\x1f".join(heading).encode()).hexdigest()
