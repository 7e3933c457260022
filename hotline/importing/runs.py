"""Import runs: asked for on the page, carried out by a worker, watched while they go on."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from celery import current_app
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid, NotPossible
from departments.access import require
from departments.models import User
from hotline.models import ColumnMapping, ImportRun, WorkOrder
from house.errors import Refused

from . import columns, running, sheets

log = structlog.get_logger()
FILE_MAX = 200 * 1024 * 1024
STALE = timedelta(minutes=5)  # without a sign of life: its worker is gone
SOURCE_MAX = 30


def bring(file: File, *, source: str, actor: User, at: datetime) -> ImportRun:
    """Keep an uploaded export and guess its columns; the person confirms them. Raises `Denied`, `Invalid`."""
    require(actor, "import_orders", WorkOrder)
    source = source.strip()
    if not source or len(source) > SOURCE_MAX:
        raise Invalid(
            source=_("Name the platform the export comes from, in at most %(count)s characters.") % {"count": SOURCE_MAX}
        )
    if file.size > FILE_MAX:
        raise Invalid(file=_("The file is larger than %(size)s MB.") % {"size": FILE_MAX // 1024 // 1024})
    run = ImportRun(source=source, name=Path(file.name or "").name[-200:], asked_by=actor, asked_at=at)
    run.file.save(f"{source}{Path(run.name).suffix}", file, save=False)
    try:
        found = sheets.headings(Path(run.file.path), name=run.name)
    except Refused as refusal:
        run.file.delete(save=False)
        raise Invalid(file=str(refusal)) from refusal
    known = ColumnMapping.objects.filter(source=source).first()
    run.columns = columns.guess(found, known.columns, known.headings) if known else columns.guess(found)
    run.save()
    return run


def ask(run: ImportRun, *, chosen: dict[str, str], dry_run: bool, actor: User, at: datetime) -> ImportRun:
    """Have a worker check the file (dry run) or take it in, and remember the columns for the source.

    Raises `Denied`, `NotPossible` while it runs or once its file is gone, `Invalid` for columns that are not there.
    """
    require(actor, "import_orders", WorkOrder)
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if run.state in {ImportRun.State.WAITING, ImportRun.State.RUNNING}:
            raise NotPossible(_("This import is under way."))
        if not run.file:
            raise NotPossible(_("This file has been taken in; bring it again to import it again."))
        chosen = {name: heading for name, heading in chosen.items() if heading and name in columns.FIELDS}
        headings = sheets.headings(Path(run.file.path), name=run.name)
        if sentence := columns.missing(chosen, headings):
            raise Invalid(columns=sentence)
        run.columns, run.is_dry_run, run.state = chosen, dry_run, ImportRun.State.WAITING
        run.asked_by, run.asked_at, run.finished_at, run.problem = actor, at, None, ""
        run.read = run.share = run.created = run.updated = run.unchanged = run.refused = 0
        run.findings = []
        run.save()
        columns.remember(run.source, chosen, headings)
    transaction.on_commit(_ask_worker, robust=True)
    return run


def next_waiting(*, real_at: datetime) -> ImportRun | None:
    """Claim the oldest run that waits, or whose worker gave no sign of life; None where there is none."""
    with transaction.atomic():
        waiting = Q(state=ImportRun.State.WAITING) | Q(state=ImportRun.State.RUNNING, moved_at__lt=real_at - STALE)
        run = ImportRun.objects.select_for_update(of=("self",)).filter(waiting).order_by("pk").first()
        if run:
            run.state, run.moved_at = ImportRun.State.RUNNING, real_at
            run.save(update_fields=["state", "moved_at"])
        return run


def carry_out(run: ImportRun, *, at: datetime, real_now: Any) -> None:
    """Run over the file and keep the report. The export itself is erased once it is taken in: it names callers."""
    report = io.StringIO()

    def moved(tally: running.Tally) -> None:
        ImportRun.objects.filter(pk=run.pk).update(
            read=tally.read, share=tally.share, created=tally.new, updated=tally.updated, unchanged=tally.unchanged,
            refused=tally.refused, findings=tally.findings, moved_at=real_now(),
        )  # fmt: skip

    try:
        running.run(
            Path(run.file.path), name=run.name, source=run.source, columns=run.columns, actor=run.asked_by, at=at,
            dry_run=run.is_dry_run, report=report, progress=moved,
        )  # fmt: skip
        state, problem = ImportRun.State.DONE, ""
    except Refused as refusal:
        state, problem = ImportRun.State.REFUSED, str(refusal)[:300]
    run.refresh_from_db()
    if run.report:
        run.report.delete(save=False)
    run.report.save(f"report-{run.pk}.csv", ContentFile("\ufeff" + report.getvalue()), save=False)
    run.state, run.problem, run.finished_at = state, problem, at
    if state == ImportRun.State.DONE and not run.is_dry_run:
        run.file.delete(save=False)
    run.save()


def _ask_worker() -> None:
    try:
        current_app.send_task("hotline.tasks.carry_out_imports", retry=False)
    except Exception as error:  # whatever the broker's client raises: the run waits for the next sweep
        log.warning("broker unreachable, the import waits for the next sweep", error=type(error).__name__)
