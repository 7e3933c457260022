"""The steps of the review. To htmx each answers with what it touched alone – cards, paragraphs, numbers, counts – and with
what somebody else changed meanwhile; without it, with the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from commitments.models import Commitment, Report
from commitments.workflow.table import Conflict, Invalid, NotPossible
from config import clock
from departments.access import can, require
from departments.http import SignedIn
from drafts import review, showing
from drafts.forms import AddForm, CorrectForm, nearest
from house.forms import refuse, version_seen

from .review import report_of, rows_of


@login_required
@require_safe
def card(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """A draft opened: why it is one, and the steps that are possible."""
    report = report_of(request, slug)
    row = _row(request, report, code)
    if is_htmx(request):
        return _answer(request, report, [code], opened=code, stand=code)
    return _card_page(request, report, row)


@login_required
@require_POST
def decide(request: SignedIn, slug: str, code: str, verb: str) -> HttpResponse:
    """`accept`, `reject`, `split` (at `cut`), `join` (with `other`)."""
    report = report_of(request, slug)
    row = _row(request, report, code)
    at, version = clock.now(), version_seen(request)
    touched, stand = [code], ""
    try:
        match verb:
            case "accept":
                review.accept(row, actor=request.user, at=at, version=version)
            case "reject":
                review.reject(row, actor=request.user, at=at, reason=request.POST.get("reason", ""), version=version)
            case "split":
                first, second = review.split(row, _cut(request, row), actor=request.user, at=at, version=version)
                touched, stand = [first.code, second.code], code
            case "join":
                named = request.POST.get("other", "").strip()
                other = _named(request, report, named) if named else review.next_to(row)
                review.join(row, other, actor=request.user, at=at, version=version)
                touched, stand = [code, other.code], code
            case _:
                raise Http404
    except (Invalid, NotPossible, Conflict) as refusal:
        return _refused(request, report, code, str(refusal))
    if not is_htmx(request):
        return redirect(reverse("drafts:review", args=[slug]) + f"#d-{code}")
    return _answer(request, report, touched, stand=stand, redraw=verb != "accept")


@login_required
def correct(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """The draft's form in its card; saving accepts it."""
    report = report_of(request, slug)
    row = _row(request, report, code)
    require(request.user, "correct_draft", row)
    form = CorrectForm(request.POST if request.method == "POST" else None, row=row, auto_id=f"{code}-%s")
    if request.method == "POST" and form.is_valid():
        try:
            review.correct(row, actor=request.user, at=clock.now(), version=version_seen(request), **form.fields_given())
        except Invalid as wrong:
            refuse(form, wrong.fields)
        except (NotPossible, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            if not is_htmx(request):
                return redirect(reverse("drafts:review", args=[slug]) + f"#d-{code}")
            return _answer(request, report, [code], stand=code, goes_on=True, redraw=True)
    status = 422 if form.errors else 200
    if is_htmx(request):
        return _answer(request, report, [code], opened=code, form=form, stand=code, status=status)
    return _card_page(request, report, row, form=form, status=status)


@login_required
@require_POST
def add(request: SignedIn, slug: str) -> HttpResponse:
    """A promise the engine missed, by the words selected in the text; its form opens at once."""
    report = report_of(request, slug)
    form = AddForm(request.POST)
    if not form.is_valid():
        return _told(request, report, _("Select the words in the report first."))
    quote = form.cleaned_data["quote"].strip(" \n\t，、；。,;")
    place = nearest(report.text, quote, form.cleaned_data["start"] or 0)
    if place is None:
        return _told(request, report, _("These words do not stand in the report so."))
    try:
        row = review.add(report, place, place + len(quote), actor=request.user, at=clock.now())
    except Invalid as wrong:
        return _told(request, report, str(wrong))
    if not is_htmx(request):
        return redirect(reverse("drafts:correct", args=[slug, row.code]))
    row = _row(request, report, row.code)
    opened = CorrectForm(row=row, auto_id=f"{row.code}-%s")
    return _answer(request, report, [row.code], opened=row.code, form=opened, stand=row.code, redraw=True)


@login_required
@require_POST
def set_aside(request: SignedIn, slug: str) -> HttpResponse:
    report = report_of(request, slug)
    try:
        start, end = int(request.POST.get("start", "")), int(request.POST.get("end", ""))
        review.set_aside(report, start, end, actor=request.user, at=clock.now(), reason=request.POST.get("reason", ""))
    except ValueError:
        return _told(request, report, _("This place lies outside the text."), place="numbers")
    except Invalid as wrong:
        return _told(request, report, str(wrong), place="numbers")
    if not is_htmx(request):
        return redirect(reverse("drafts:review", args=[slug]) + "#numbers")
    return _answer(request, report, [], places=[(start, end)])


@login_required
@require_POST
def undo(request: SignedIn, slug: str) -> HttpResponse:
    report = report_of(request, slug)
    try:
        step = review.undo(report, actor=request.user, at=clock.now())
    except NotPossible as refusal:
        return _told(request, report, str(refusal))
    named = [item["code"] for item in step.items]
    codes = list(report.commitments.filter(code__in=named).order_by("start", "end").values_list("code", flat=True))
    said = _("Your last step is undone.")
    if not is_htmx(request):
        messages.success(request, said)
        return redirect(reverse("drafts:review", args=[slug]) + f"#d-{codes[0]}")
    return _answer(request, report, codes, stand=codes[0], redraw=True, told=said)


@login_required
@require_safe
def news(request: SignedIn, slug: str) -> HttpResponse:
    """What others changed since the reader's page was last told; nothing where nothing changed."""
    report = report_of(request, slug)
    since = _seen(request)
    if not is_htmx(request) or since is None:
        return redirect("drafts:review", slug)
    if not review.changed(report, since=since, besides=request.user):
        return HttpResponse(status=204)
    return _answer(request, report, [], is_news=True)


def is_htmx(request: SignedIn) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _answer(
    request: SignedIn,
    report: Report,
    codes: Iterable[str],
    *,
    opened: str = "",
    said: str = "",
    form: Form | None = None,
    stand: str = "",
    goes_on: bool = False,
    redraw: bool = False,
    places: Iterable[tuple[int, int]] = (),
    told: str = "",
    is_wrong: bool = False,
    is_news: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The cards of `codes`, and what others changed; `opened` shows `form`, or what was `said` against a step.

    `redraw`: quotes moved, so their paragraphs are sent too. `stand`: the card to go to, or (`goes_on`) the one behind.
    """
    now, own = clock.now(), set(codes)
    news = review.changed(report, since=since, besides=request.user) if (since := _seen(request)) else review.Changed()
    others = news.codes - own
    redraw = redraw or bool(others)
    lean = showing.lean(rows_of(request, report))
    rows = list(lean if redraw else lean.filter(code__in=own))
    told_of = [row for row in rows if row.code in own or row.code in others]
    teller = showing.Teller()
    cards = teller.cards([row for row in told_of if row.code != opened])
    for card in cards:
        card.is_others = card.code in others
    if opened:
        cards.append(teller.opened(_row(request, report, opened), said=said))
        cards[-1].is_others = bool(said)  # it stands as somebody else left it
    spans = [(row.start, row.end) for row in told_of] if redraw else []
    paragraphs = showing.around(showing.paragraphs(report, rows), spans) if redraw else []
    looked_at = [*places, *news.places, *((each.start, each.end) for each in paragraphs)]
    left = showing.numbers(report) if looked_at else None
    context = {
        "report": report,
        "cards": cards,
        "form": form,
        "paragraphs": paragraphs,
        "numbers": showing.numbers_at(report, left, looked_at) if left is not None else [],
        "numbers_left": None if left is None else len(left),
        "progress": review.progress(report),
        "seen": now.isoformat(),
        "may": _may(request, report),
        "told": told,
        "is_wrong": is_wrong,
        "is_news": is_news,
        "oob": True,
    }
    response = render(request, "drafts/_answer.html", context, status=status)
    if stand:
        return trigger_client_event(response, "yan:stand", {"code": stand, "next": goes_on}, after="settle")
    return response


def _refused(request: SignedIn, report: Report, code: str, said: str) -> HttpResponse:
    """The card as it stands now, and why the step was not taken."""
    if not is_htmx(request):
        messages.error(request, said)
        return redirect(reverse("drafts:review", args=[report.slug]) + f"#d-{code}")
    return _answer(request, report, [code], opened=code, said=said, stand=code, redraw=True, status=409)


def _told(request: SignedIn, report: Report, sentence: str, *, place: str = "") -> HttpResponse:
    """Nothing was done, and why."""
    if not is_htmx(request):
        messages.error(request, sentence)
        return redirect(reverse("drafts:review", args=[report.slug]) + (place and f"#{place}"))
    return _answer(request, report, [], told=sentence, is_wrong=True, status=422)


def _card_page(
    request: SignedIn, report: Report, row: Commitment, *, form: Form | None = None, status: int = 200
) -> HttpResponse:
    context = {"report": report, "cards": [showing.Teller().opened(row)], "form": form, "may": _may(request, report)}
    return render(request, "drafts/card.html", context, status=status)


def _may(request: SignedIn, report: Report) -> bool:
    return bool(can(request.user, "accept_draft", Commitment(report=report)))


def _row(request: SignedIn, report: Report, code: str) -> Commitment:
    row: Commitment = get_object_or_404(rows_of(request, report).select_related("lead", "draft_mark"), code=code)
    row.report = report
    return row


def _named(request: SignedIn, report: Report, code: str) -> Commitment:
    """The draft somebody names by its code. Raises `Invalid`."""
    if found := rows_of(request, report).filter(code=code).first():
        return found
    raise Invalid(other=_("No commitment of this report has the code %(code)s.") % {"code": code})


def _seen(request: SignedIn) -> datetime | None:
    """Up to when the reader's page has been told what others did."""
    try:
        seen = parse_datetime(request.POST.get("seen") or request.GET.get("seen", ""))
    except ValueError:
        return None
    return seen if seen and is_aware(seen) else None


def _cut(request: SignedIn, row: Commitment) -> int:
    """The place to cut at: given, or after the quote's first separator."""
    text = request.POST.get("cut", "")
    if text.isdecimal() and len(text) < 10:
        return int(text)
    separators = [place for sign in "，、；" if (place := row.quote.find(sign)) > 0]
    if not separators:
        raise Invalid(cut=_("There is no comma to cut at; correct the quote and add the other part."))
    return row.start + min(separators)
