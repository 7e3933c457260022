"""The review of a report's drafts: every verb is one step that can be undone, written with the items it touched.

The commitments change through `commitments.workflow.drafts` alone; here stands what a step means for the review.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments.models import Commitment, Kind, Report, Stage
from commitments.workflow import assigning, creating, drafts
from commitments.workflow.base import plain
from commitments.workflow.table import Invalid, NotPossible
from departments.access import require
from departments.models import Department, User

from .loading import Codes, read_at
from .models import Mark, NumberSetAside, ReviewStep

COMMIT_TAKES = timedelta(seconds=5)  # longer than any step of the review
NEW = {"kind": Kind.DELIVERABLE, "theme": "", "category": "其他"}


def accept(row: Commitment, *, actor: User, at: datetime, version: int | None = None) -> Commitment:
    with transaction.atomic():
        done = drafts.accept_draft(row, actor=actor, at=at, version=version)
        write_step(row.report, "accept", actor, at, [mark(done, Mark.State.ACCEPTED, actor, at, "accept")])
    return done


def reject(row: Commitment, *, actor: User, at: datetime, reason: str = "", version: int | None = None) -> Commitment:
    with transaction.atomic():
        done = drafts.reject_draft(row, actor=actor, at=at, reason=reason, version=version)
        write_step(row.report, "reject", actor, at, [mark(done, Mark.State.REJECTED, actor, at, "reject")])
    return done


def correct(row: Commitment, *, actor: User, at: datetime, version: int | None = None, **fields: Any) -> Commitment:
    """Correct and accept in one: who corrected it has read it. Nothing corrected is an acceptance."""
    if all(getattr(row, name) == value for name, value in fields.items()):
        return accept(row, actor=actor, at=at, version=version)
    with transaction.atomic():
        before = standing(row, fields)
        done = drafts.correct_draft(row, actor=actor, at=at, version=version, **fields)
        write_step(row.report, "correct", actor, at, [mark(done, Mark.State.ACCEPTED, actor, at, "correct", before=before)])
    return done


def add(report: Report, start: int, end: int, *, actor: User, at: datetime, **fields: Any) -> Commitment:
    """A promise the engine missed, by its place in the text."""
    with transaction.atomic():
        row = create(report, start, end, actor=actor, at=at, fields=fields)
        write_step(report, "add", actor, at, [mark(row, Mark.State.ACCEPTED, actor, at, "add")])
    return row


def split(row: Commitment, cut: int, *, actor: User, at: datetime, version: int | None = None) -> tuple[Commitment, Commitment]:
    """Two promises where one draft stood: cut at this place of the text; marks between the halves fall away."""
    with transaction.atomic():
        if not row.start < cut < row.end:
            raise Invalid(cut=_("Cut inside the quote."))
        text = row.report.text
        left_end, right_start = cut, cut
        while left_end > row.start and text[left_end - 1] in "，、；,; 和及":
            left_end -= 1
        while right_start < row.end and text[right_start] in "，、；,; 和及":
            right_start += 1
        end = row.end
        fields = {"start": row.start, "end": left_end, "title": text[row.start : left_end][:80]}
        before = standing(row, fields)
        first = drafts.correct_draft(row, actor=actor, at=at, version=version, **fields)
        same = {name: getattr(row, name) for name in ("section", "theme", "category", "deadline", "deadline_text", "lead")}
        second = create(row.report, right_start, end, actor=actor, at=at, fields=same)
        touched = [
            mark(first, Mark.State.PENDING, actor, at, "correct", before=before),
            mark(second, Mark.State.PENDING, actor, at, "add"),
        ]
        write_step(row.report, "split", actor, at, touched)
    return first, second


def join(row: Commitment, other: Commitment, *, actor: User, at: datetime, version: int | None = None) -> Commitment:
    """One promise where two drafts stood: `row` spans both, `other` is rejected."""
    with transaction.atomic():
        if other.report_id != row.report_id or other.pk == row.pk:
            raise Invalid(other=_("Join two drafts of one report."))
        gone = drafts.reject_draft(other, actor=actor, at=at, reason=_("joined to %(code)s") % {"code": row.code})
        start, end = min(row.start, other.start), max(row.end, other.end)
        fields = {"start": start, "end": end, "title": row.report.text[start:end][:80]}
        before = standing(row, fields)
        done = drafts.correct_draft(row, actor=actor, at=at, version=version, **fields)
        touched = [
            mark(gone, Mark.State.REJECTED, actor, at, "reject"),
            mark(done, Mark.State.PENDING, actor, at, "correct", before=before),
        ]
        write_step(row.report, "join", actor, at, touched)
    return done


def set_aside(report: Report, start: int, end: int, *, actor: User, at: datetime, reason: str) -> NumberSetAside:
    """A number of the text is no target, and why."""
    require(actor, "accept_draft", Commitment(report=report))
    if not 0 <= start < end <= len(report.text):
        raise Invalid(start=_("This place lies outside the text."))
    if not reason.strip():
        raise Invalid(reason=_("Say why this number is no target."))
    kept, _created = NumberSetAside.objects.update_or_create(
        report=report, start=start, end=end, defaults={"reason": reason.strip()[:200], "by": actor, "at": at}
    )
    return kept


def undo(report: Report, *, actor: User, at: datetime) -> ReviewStep:
    """Take the person's own last step back, unless somebody changed one of its items since; returns the step."""
    with transaction.atomic():
        last = ReviewStep.objects.select_for_update().filter(report=report, by=actor, undone_at=None).first()
        if last is None:
            raise NotPossible(_("There is nothing of yours to undo."))
        rows = {row.code: row for row in report.commitments.filter(code__in=[item["code"] for item in last.items])}
        for item in reversed(last.items):
            row = rows[item["code"]]
            if row.version != item["version"]:
                raise NotPossible(_("%(code)s was changed since; it is not undone.") % {"code": row.code})
            _go_on_from(last, item, _reverse(row, item, actor, at))
        last.undone_at = at
        last.save(update_fields=["undone_at"])
    return last


def next_to(row: Commitment) -> Commitment:
    """The live draft that follows in the text. Raises `Invalid` behind the last."""
    later = Commitment.objects.kept().filter(report=row.report, stage=Stage.DRAFT, start__gt=row.start)
    found = later.order_by("start", "end").first()
    if found is None:
        raise Invalid(other=_("No draft follows in the text; name the one to join with."))
    return found


def progress(report: Report) -> dict[str, int]:
    """How many drafts of the report are to be read, accepted and rejected."""
    return progress_of([report])[report.pk]


def progress_of(reports: Iterable[Report]) -> dict[int, dict[str, int]]:
    """`progress` of many reports at once, by their keys."""
    counts = {report.pk: dict.fromkeys(Mark.State.values, 0) for report in reports}
    marks = Mark.objects.filter(commitment__report__in=counts).values_list("commitment__report", "state")
    for report, state, number in marks.annotate(Count("pk")):
        counts[report][state] = number
    return counts


@dataclass(frozen=True)
class Changed:
    """What was changed in a review: drafts by their codes, numbers set aside by their places."""

    codes: frozenset[str] = frozenset()
    places: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.codes or self.places)


def changed(report: Report, *, since: datetime, besides: User) -> Changed:
    """What everybody but one reader changed since an instant; a step that was not yet committed then is told once more."""
    early = since - COMMIT_TAKES
    marks = Mark.objects.filter(commitment__report=report, decided_at__gte=early).exclude(decided_by=besides)
    aside = report.numbers_set_aside.filter(at__gte=early).exclude(by=besides)
    return Changed(frozenset(marks.values_list("commitment__code", flat=True)), tuple(aside.values_list("start", "end")))


def unaccounted(report: Report) -> list[dict[str, Any]]:
    """The numbers of the forward-looking part that no live draft covers and nobody set aside."""
    reading = getattr(report, "reading", None)
    if reading is None:
        return []
    spans = sorted(report.commitments.exclude(stage=Stage.CANCELLED).values_list("start", "end"))
    starts = [start for start, _end in spans]
    reach = list(accumulate((end for _start, end in spans), max))  # how far the drafts that begin up to here go
    aside = set(report.numbers_set_aside.values_list("start", "end"))

    def is_covered(start: int, end: int) -> bool:
        begun = bisect_right(starts, start)
        return begun > 0 and reach[begun - 1] >= end

    return [
        number
        for number in reading.loose_numbers
        if (number["start"], number["end"]) not in aside and not is_covered(number["start"], number["end"])
    ]


def create(report: Report, start: int, end: int, *, actor: User, at: datetime, fields: dict[str, Any]) -> Commitment:
    """The draft of a place of the text, read there by the engine, `fields` above that; no step of its own."""
    require(actor, "accept_draft", Commitment(report=report))
    text = report.text
    if not 0 <= start < end <= len(text):
        raise Invalid(start=_("This place lies outside the text."))
    if other := report.commitments.filter(start=start, end=end).first():
        if other.stage == Stage.CANCELLED and other.assigned_on is None:
            return drafts.restore_draft(other, actor=actor, at=at)  # rejected before: the same record comes back
        raise Invalid(start=_("%(code)s has this place already.") % {"code": other.code})
    quote = text[start:end]
    before = report.commitments.filter(start__lte=start).order_by("-start").first()
    section = fields.pop("section", None) or (before.section if before else "目标")
    values = {
        **NEW,
        "title": quote[:80],
        "deadline": at.date().replace(year=report.year, month=12, day=31),
        **read_at(report, start, end, on=localdate(at)),
        **{name: value for name, value in fields.items() if value is not None},
    }
    row = creating.create(
        actor=actor, at=at, report=report, code=Codes(report).next(section), section=section, quote=quote, start=start, end=end,
        context=drafts.sentence_at(text, start, end), **values,
    )  # fmt: skip
    return row


def standing(row: Commitment, fields: Iterable[str]) -> dict[str, Any]:
    """The fields as they stand now, as an event may hold them."""
    row.refresh_from_db()
    return {name: row.lead_id if name == "lead" else plain(getattr(row, name)) for name in fields}


def mark(
    row: Commitment, state: str, actor: User, at: datetime, did: str, before: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Note how a draft stands now; answers with what a step keeps of it."""
    kept, _created = Mark.objects.get_or_create(commitment=row)
    was = kept.state
    kept.state, kept.decided_by, kept.decided_at = state, actor, at
    kept.save()
    return {"code": row.code, "did": did, "before": before or {}, "mark": was, "version": row.version}


def _began(item: dict[str, Any]) -> int:
    """The version a step on a draft began with."""
    taken = 2 if item["did"] == "correct" and "supporting" in item else 1
    return int(item.get("began", item["version"] - taken))


def _go_on_from(undone: ReviewStep, item: dict[str, Any], row: Commitment) -> None:
    """The person's step before on the same draft can be undone next: it goes on from the version that stands now.

    Only where nobody else stepped in between: then its version is the one the undone step began with.
    """
    if item["did"] == "add":
        return
    own = ReviewStep.objects.filter(report=undone.report, by=undone.by, undone_at=None, pk__lt=undone.pk)
    for step in own.iterator(chunk_size=50):
        same = next((each for each in step.items if each["code"] == item["code"]), None)
        if same is None:
            continue
        if same["version"] == _began(item):
            same |= {"began": _began(same), "version": row.version}
            step.save(update_fields=["items"])
        return


def _reverse(row: Commitment, item: dict[str, Any], actor: User, at: datetime) -> Commitment:
    match item["did"]:
        case "correct":
            row = drafts.put_back(row, item["before"], actor=actor, at=at)
            if "supporting" in item:
                _support_again(row, item, actor, at)
        case "supporting":
            row = _support_again(row, item, actor, at)
        case "reject":
            row = drafts.restore_draft(row, actor=actor, at=at)
        case "add":
            row = drafts.reject_draft(row, actor=actor, at=at, reason=_("added by mistake"))
    mine = Mark.objects.filter(commitment=row)
    if item["did"] == "add":
        mine.delete()  # it was no draft of the engine's: nothing is left to be counted
    else:
        mine.update(state=item["mark"], decided_by=actor, decided_at=at)
    return row


def _support_again(row: Commitment, item: dict[str, Any], actor: User, at: datetime) -> Commitment:
    units = Department.objects.in_bulk([int(pk) for pk in item["supporting"]])
    duties = {unit: item["supporting"][str(pk)] for pk, unit in units.items()}
    return assigning.set_supporting(row, actor=actor, at=at, duties=duties)


def write_step(report: Report, what: str, actor: User, at: datetime, items: list[dict[str, Any]]) -> None:
    """One step of the review, as it can be undone."""
    ReviewStep.objects.create(report=report, by=actor, at=at, what=what, items=items)
