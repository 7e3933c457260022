"""Importing another platform's export: bring the file, choose its columns, see what would become of it, take it in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.workflow.table import Invalid
from config import clock
from departments.access import require, scope
from departments.http import SignedIn
from hotline.forms import ImportForm
from hotline.importing import FIELDS, headings, runs
from hotline.importing.columns import NEEDED
from hotline.models import ColumnMapping, ImportRun, WorkOrder
from hotline.paging import page_of
from house.forms import refuse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedIn) -> HttpResponse:
    require(request.user, "import_orders", WorkOrder)
    sources = list(ColumnMapping.objects.order_by("-pk").values_list("source", flat=True)[:20])
    last = ImportRun.objects.order_by("-pk").values_list("source", flat=True).first()
    form = ImportForm(request.POST or None, request.FILES or None, initial={"source": last or ""})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            return redirect(runs.bring(given["file"], source=given["source"], actor=request.user, at=clock.now()))
        except Invalid as refusal:
            refuse(form, refusal.fields)
    rows = scope(ImportRun.objects.select_related("asked_by"), request.user)
    context = {"form": form, "sources": sources, "page": page_of(rows, request.GET.get("page")), "on": clock.today()}
    return render(request, "hotline/imports.html", context, status=422 if form.errors else 200)


def _find(user: Any, pk: int) -> ImportRun:
    return get_object_or_404(scope(ImportRun.objects.select_related("asked_by"), user), pk=pk)


@login_required
@require_safe
def one(request: SignedIn, pk: int) -> HttpResponse:
    """How the run stands; while it goes on the page asks again every two seconds."""
    run = _find(request.user, pk)
    if request.headers.get("HX-Request") and not run.is_over:
        return render(request, "hotline/_import_progress.html", {"run": run})
    if request.headers.get("HX-Request"):
        over = HttpResponse(status=204)
        over.headers["HX-Refresh"] = "true"
        return over
    return _show(request, run, run.columns)


@login_required
@require_POST
def start(request: SignedIn, pk: int) -> HttpResponse:
    """Check the file, or take it in."""
    run = _find(request.user, pk)
    chosen = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        runs.ask(run, chosen=chosen, dry_run="take_in" not in request.POST, actor=request.user, at=clock.now())
    except Invalid as refusal:
        return _show(request, run, chosen, wrong=str(refusal.fields["columns"]), status=422)
    messages.success(request, _("A worker has it now."))
    return redirect(run)


@login_required
@require_safe
def report(request: SignedIn, pk: int) -> HttpResponseBase:
    """What became of each row, as csv."""
    run = _find(request.user, pk)
    if not run.report:
        raise Http404
    return FileResponse(run.report.open("rb"), as_attachment=True, filename=f"import-{run.pk}.csv", content_type="text/csv")


def _show(request: SignedIn, run: ImportRun, chosen: dict[str, str], *, wrong: str = "", status: int = 200) -> HttpResponse:
    found = [heading for heading in headings_of(run) if heading]
    context = {
        "on": clock.today(),
        "run": run,
        "wrong": wrong,
        "fields": [
            {"name": name, "label": label, "needed": name in NEEDED, "chosen": chosen.get(name, "")}
            for name, label in FIELDS.items()
        ],
        "headings": found,
        "may_take_in": run.state == ImportRun.State.DONE and run.is_dry_run and bool(run.file),
        "breadcrumbs": [
            {"label": _("Hotline"), "url": reverse("hotline:list")},
            {"label": _("Imports"), "url": reverse("hotline:imports")},
            {"label": run.name, "url": ""},
        ],
    }
    return render(request, "hotline/import.html", context, status=status)


def headings_of(run: ImportRun) -> list[str]:
    """The columns of the file while it is kept."""
    return headings(Path(run.file.path), name=run.name) if run.file else []
