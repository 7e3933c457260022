"""`/drafts/<slug>/`: the report on the left, its drafts on the right; before it the files taken in, after it what is assigned."""

from __future__ import annotations

from typing import IO, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.models import Commitment, Report, Stage
from commitments.views import bulk
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn, sent
from departments.models import Department
from drafts import loading, review, showing
from drafts.forms import AddForm, UploadForm
from drafts.models import Mark
from house.errors import Refused


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """Reports with drafts, and how far each has been read over."""
    require(request.user, "see_review_queue", Commitment)
    reports = list(Report.objects.filter(reading__isnull=False).select_related("reading").defer("text"))
    counts = review.progress_of(reports)
    for report in reports:
        report.progress = counts[report.pk]  # type: ignore[attr-defined]
    may = bool(can(request.user, "accept_draft", Commitment()))
    may_edit = bool(can(request.user, "edit_duties", Department))
    return render(request, "drafts/index.html", {"reports": reports, "may": may, "may_edit_duties": may_edit})


@login_required
def upload(request: SignedIn) -> HttpResponse:
    """Take a report in: it is read at once, and every promise found is a draft."""
    require(request.user, "accept_draft", Commitment())
    form = UploadForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            report, made = loading.load(
                cast(IO[bytes], data["file"].file).read(),
                data["file"].name,
                slug=data["slug"],
                year=data["year"],
                title=data["title"],
                with_drafts=True,
                at=clock.now(),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(
                request, _("%(count)s drafts. Read them over; nothing is published before it is assigned.") % {"count": made}
            )
            return redirect("drafts:review", report.slug)
    return render(request, "drafts/upload.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def page(request: SignedIn, slug: str) -> HttpResponse:
    """All drafts as rows; what one of them is made of is fetched when it is opened (`steps`)."""
    seen = clock.now()
    report = report_of(request, slug)
    rows = list(showing.lean(rows_of(request, report)))
    shown = request.GET.get("show", "")
    chosen = [row for row in rows if row.stage != Stage.CANCELLED]
    if shown in Mark.State.values:
        chosen = [row for row in rows if showing.state_of(row) == shown and not showing.is_gone(row)]
    progress = review.progress(report)
    numbers = showing.numbers(report)
    context = {
        "report": report,
        "paragraphs": showing.paragraphs(report, rows),
        "cards": showing.Teller().cards(chosen),
        "shown": shown,
        "filters": [(name, word, progress[name]) for name, word in Mark.State.choices],
        "progress": progress,
        "numbers": numbers,
        "numbers_left": len(numbers),
        "add_form": AddForm(auto_id="add_%s"),
        "may": bool(can(request.user, "accept_draft", Commitment(report=report))),
        "may_assign": bool(can(request.user, "assign_in_bulk", Commitment)),
        "seen": seen.isoformat(),
    }
    return render(request, "drafts/review.html", context)


@login_required
@require_safe
def assign(request: SignedIn, slug: str) -> HttpResponse:
    """The step after the review: what was accepted goes to the preview of assigning (交办); what is unread stays a draft."""
    report = report_of(request, slug)
    require(request.user, "assign_in_bulk", Commitment)
    accepted = rows_of(request, report).filter(stage=Stage.DRAFT, draft_mark__state=Mark.State.ACCEPTED)
    ready = accepted.select_related("lead")[: bulk.LIMIT]
    if not ready:
        messages.error(request, _("No accepted draft waits to be assigned; accept some first."))
        return redirect("drafts:review", slug)
    return bulk.preview(request, "assign", list(ready), query=urlencode({"report": slug}))


def report_of(request: SignedIn, slug: str) -> Report:
    """The report read by the engine under `slug`, if he may see drafts at all."""
    require(request.user, "see_review_queue", Commitment)
    return get_object_or_404(Report.objects.select_related("reading"), slug=slug, reading__isnull=False)


def rows_of(request: SignedIn, report: Report) -> QuerySet[Commitment]:
    """The report's drafts that he may read, in the order of the text."""
    return scope(report.commitments.order_by("start", "end", "pk"), request.user)
