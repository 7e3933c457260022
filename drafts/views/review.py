"""`/drafts/<slug>/`: the report on the left, its drafts on the right; accept, correct, split, join, reject, add, undo."""

from __future__ import annotations

from typing import IO, Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import speech
from commitments.models import Commitment, Report, Stage
from commitments.views import bulk
from commitments.workflow.table import Conflict, Invalid, NotPossible
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn, sent
from departments.models import Department
from drafts import forms, loading, review, words
from drafts.forms import AddForm, CorrectForm, UploadForm, nearest
from drafts.models import Mark
from house.errors import Refused
from house.forms import refuse

FILTERS = ("pending", "accepted", "rejected")


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
    report = _report(request, slug)
    rows = list(_rows(request, report))
    shown = request.GET.get("show", "")
    for row in rows:
        _shown(row)
    live = [row for row in rows if row.stage != Stage.CANCELLED]
    blocks = speech.lay_out(report.text, live)
    chosen = [row for row in rows if row.mark_state == shown] if shown in FILTERS else live  # type: ignore[attr-defined]
    progress = review.progress(report)
    context = {
        "report": report,
        "blocks": _with_places(blocks, report.text),
        "rows": chosen,
        "shown": shown,
        "filters": [(name, Mark.State(name).label, progress[name]) for name in FILTERS],
        "progress": progress,
        "numbers": [{**number, "reason": words.loose(number["reason"])} for number in review.unaccounted(report)],
        "add_form": AddForm(auto_id="add_%s"),
        "may": bool(can(request.user, "accept_draft", Commitment(report=report))),
        "may_assign": bool(can(request.user, "assign_in_bulk", Commitment)),
    }
    return render(request, "drafts/review.html", context)


@login_required
@require_POST
def decide(request: SignedIn, slug: str, code: str, verb: str) -> HttpResponse:
    """`accept`, `reject`, `split` (at `cut`), `join` (with `other`); answers with the card, or the page."""
    report = _report(request, slug)
    row = _row(request, report, code)
    at, version = clock.now(), _version(request)
    try:
        match verb:
            case "accept":
                review.accept(row, actor=request.user, at=at, version=version)
            case "reject":
                review.reject(row, actor=request.user, at=at, reason=request.POST.get("reason", ""), version=version)
            case "split":
                review.split(row, _cut(request, row), actor=request.user, at=at, version=version)
            case "join":
                named = request.POST.get("other", "").strip()
                other = _row(request, report, named) if named else review.next_to(row)
                review.join(row, other, actor=request.user, at=at, version=version)
            case _:
                raise Http404
    except (Invalid, NotPossible, Conflict) as refusal:
        return _card(request, report, code, said=str(refusal), status=409)
    return _card(request, report, code)


@login_required
def correct(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """The draft's form in its card; saving accepts it."""
    report = _report(request, slug)
    row = _row(request, report, code)
    require(request.user, "correct_draft", row)
    form = CorrectForm(request.POST if request.method == "POST" else None, row=row, auto_id=f"{code}-%s")
    if request.method == "POST" and form.is_valid():
        try:
            review.correct(row, actor=request.user, at=clock.now(), version=_version(request), **form.fields_given())
            return _card(request, report, code)
        except Invalid as wrong:
            refuse(form, wrong.fields)
        except (NotPossible, Conflict) as refusal:
            form.add_error(None, str(refusal))
    _shown(row)
    context = {"report": report, "row": row, "form": form, "may": True, "progress": review.progress(report)}
    template = "drafts/_card.html" if request.htmx else "drafts/correct.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def add(request: SignedIn, slug: str) -> HttpResponse:
    """A promise the engine missed, by the words selected in the text."""
    report = _report(request, slug)
    form = AddForm(request.POST)
    if form.is_valid():
        quote = form.cleaned_data["quote"].strip()
        place = nearest(report.text, quote, form.cleaned_data["start"] or 0)
        if place is None:
            messages.error(request, _("These words do not stand in the report so."))
            return redirect("drafts:review", slug)
        try:
            row = review.add(report, place, place + len(quote), actor=request.user, at=clock.now())
        except Invalid as wrong:
            messages.error(request, str(wrong))
            return redirect("drafts:review", slug)
        return redirect(reverse("drafts:correct", args=[slug, row.code]))
    messages.error(request, _("Select the words in the report first."))
    return redirect("drafts:review", slug)


@login_required
@require_POST
def set_aside(request: SignedIn, slug: str) -> HttpResponse:
    report = _report(request, slug)
    try:
        start, end = int(request.POST.get("start", "")), int(request.POST.get("end", ""))
        review.set_aside(report, start, end, actor=request.user, at=clock.now(), reason=request.POST.get("reason", ""))
    except ValueError:
        messages.error(request, _("This place lies outside the text."))
    except Invalid as wrong:
        messages.error(request, str(wrong))
    return redirect(reverse("drafts:review", args=[slug]) + "#numbers")


@login_required
@require_POST
def undo(request: SignedIn, slug: str) -> HttpResponse:
    report = _report(request, slug)
    try:
        step = review.undo(report, actor=request.user, at=clock.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your last step is undone."))
        return redirect(reverse("drafts:review", args=[slug]) + f"#d-{step.items[0]['code']}")
    return redirect("drafts:review", slug)


@login_required
@require_safe
def assign(request: SignedIn, slug: str) -> HttpResponse:
    """The step after the review: what was accepted goes to the preview of assigning (交办); what is unread stays a draft."""
    report = _report(request, slug)
    require(request.user, "assign_in_bulk", Commitment)
    ready = _rows(request, report).filter(stage=Stage.DRAFT, draft_mark__state=Mark.State.ACCEPTED)[: bulk.LIMIT]
    if not ready:
        messages.error(request, _("No accepted draft waits to be assigned; accept some first."))
        return redirect("drafts:review", slug)
    return bulk.preview(request, "assign", list(ready), query=urlencode({"report": slug}))


def _report(request: SignedIn, slug: str) -> Report:
    require(request.user, "see_review_queue", Commitment)
    return get_object_or_404(Report.objects.select_related("reading"), slug=slug, reading__isnull=False)


def _rows(request: SignedIn, report: Report) -> Any:
    rows = report.commitments.select_related("lead", "draft_mark", "draft_mark__decided_by", "report").order_by("start", "end")
    return scope(rows, request.user)


def _row(request: SignedIn, report: Report, code: str) -> Commitment:
    return get_object_or_404(_rows(request, report), code=code)


def _shown(row: Commitment) -> None:
    """What a card shows beside the record: how far it is read, why it is a draft, an office no unit here answers to."""
    mark = getattr(row, "draft_mark", None)
    because = mark.because if mark else []
    row.sign = forms.SIGNS.get(row.comparator, "")  # type: ignore[attr-defined]
    row.mark_state = mark.state if mark else Mark.State.PENDING  # type: ignore[attr-defined]
    row.because = [(words.rule(reason["rule"]), reason["words"]) for reason in because]  # type: ignore[attr-defined]
    row.office = next((reason["words"] for reason in because if reason["rule"] == "office"), "")  # type: ignore[attr-defined]


def _version(request: SignedIn) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else None


def _cut(request: SignedIn, row: Commitment) -> int:
    """The place to cut at: given, or after the quote's first separator."""
    text = request.POST.get("cut", "")
    if text.isdigit():
        return int(text)
    separators = [place for sign in "，、；" if (place := row.quote.find(sign)) > 0]
    if not separators:
        raise Invalid(cut=_("There is no comma to cut at; correct the quote and add the other part."))
    return row.start + min(separators)


def _card(request: SignedIn, report: Report, code: str, *, said: str = "", status: int = 200) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        if said:
            messages.error(request, said)
        return redirect(reverse("drafts:review", args=[report.slug]) + f"#d-{code}")
    row = _row(request, report, code)
    _shown(row)
    context = {"report": report, "row": row, "said": said, "may": True, "progress": review.progress(report)}
    return render(request, "drafts/_card.html", context, status=status)


def _with_places(blocks: list[Any], text: str) -> list[dict[str, Any]]:
    """The blocks' pieces with the place each begins at, so that a selection knows where it is."""
    placed = []
    for block in blocks:
        at, pieces = block.start, []
        for piece in block.pieces:
            pieces.append({"text": piece.text, "row": piece.row, "start": at, "is_first": piece.is_first})
            at += len(piece.text)
        placed.append({"kind": block.kind, "pieces": pieces})
    return placed
