"""Reading over drafts: accept, correct, reject, take back – before anything is assigned or published.

Each step keeps in its event what stood before, so that it can be undone; a draft rejected ends as cancelled without
ever having been assigned, and its history stays.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments import search, targets
from commitments.models import Commitment, DeadlineVersion, Kind
from departments.models import Department, User

from .base import Step, plain, step
from .table import Invalid, NotPossible

# What a reader may correct. The quote follows from its place in the text.
CORRECTED = (
    "title", "start", "end", "section", "theme", "kind", "category", "metric", "comparator", "value", "value_max", "unit",
    "measure", "lower_is_better", "per_county", "hedge", "deadline", "deadline_text", "lead", "is_livelihood",
)  # fmt: skip
TARGET = ("metric", "comparator", "value", "value_max", "unit", "measure")
SENTENCE_ENDS = "。；\n"


def correct_draft(commitment: Commitment, *, actor: User, at: datetime, version: int | None = None, **fields: Any) -> Commitment:
    """Correct any field of a draft; the quote and its sentence are cut anew from the report's text.

    Raises `Invalid` for a place outside the text, a number without a comparator, a place another record has.
    """
    with step(commitment, "correct_draft", actor=actor, at=at, version=version) as move:
        unknown = set(fields) - set(CORRECTED)
        if unknown:
            raise Invalid(**{name: _("This field is not edited here.") for name in unknown})
        before = {name: _kept(move.row, name) for name in fields if getattr(move.row, name) != fields[name]}
        if not before:
            raise NotPossible(_("Nothing differs from what stands."))
        _put(move, fields)
        move.data["before"] = before
        move.data["fields"] = sorted(before)
    return move.row


def accept_draft(commitment: Commitment, *, actor: User, at: datetime, version: int | None = None) -> Commitment:
    """Somebody has read it against the report: it is a promise and stands as it should."""
    with step(commitment, "accept_draft", actor=actor, at=at, version=version) as move:
        return move.row


def reject_draft(
    commitment: Commitment, *, actor: User, at: datetime, reason: str = "", version: int | None = None
) -> Commitment:
    """It is no promise, or stands elsewhere already."""
    with step(commitment, "reject_draft", actor=actor, at=at, version=version) as move:
        if former := move.row.carried_from.first():
            raise NotPossible(_("%(code)s is carried over to this draft; it stays.") % {"code": former.code})
        move.data["reason"] = reason.strip()
        move.row.is_published = False
    return move.row


def restore_draft(commitment: Commitment, *, actor: User, at: datetime, version: int | None = None) -> Commitment:
    """Take a rejection back."""
    with step(commitment, "restore_draft", actor=actor, at=at, version=version) as move:
        if move.row.assigned_on is not None:
            raise NotPossible(_("This item was at work before it was cancelled; reopen it instead."))
        move.row.is_published = True
    return move.row


def put_back(commitment: Commitment, before: dict[str, Any], *, actor: User, at: datetime) -> Commitment:
    """Undo a correction: the fields as they stood."""
    fields = {name: _revived(name, value) for name, value in before.items()}
    return correct_draft(commitment, actor=actor, at=at, **fields)


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence (up to 。 or ； or the line's end) that holds the place."""
    left = max((text.rfind(sign, 0, start) for sign in SENTENCE_ENDS), default=-1) + 1
    rights = [place for sign in SENTENCE_ENDS if (place := text.find(sign, end)) >= 0]
    right = min(rights, default=len(text) - 1)
    return text[left : right + 1].strip()


def _put(move: Step, fields: dict[str, Any]) -> None:
    row = move.row
    for name, value in fields.items():
        setattr(row, name, value)
    text = row.report.text
    if not 0 <= row.start < row.end <= len(text):
        raise Invalid(start=_("This place lies outside the text."))
    row.quote = text[row.start : row.end]
    row.context = sentence_at(text, row.start, row.end)
    others = Commitment.objects.filter(report=row.report, start=row.start, end=row.end).exclude(pk=row.pk)
    if other := others.first():
        raise Invalid(start=_("%(code)s has this place already.") % {"code": other.code})
    if row.kind == Kind.QUANTIFIED:
        if row.value is None or not row.comparator or not row.measure:
            raise Invalid(value=_("A quantified promise has a number, a comparator and a measure."))
    else:
        row.metric = row.comparator = row.unit = row.measure = ""
        row.value = row.value_max = None
    if (row.comparator == "range") != (row.value_max is not None):
        raise Invalid(value_max=_("An upper value belongs to a range, and a range has one."))
    if row.value_max is not None and row.value is not None and row.value_max < row.value:
        raise Invalid(value_max=_("The upper value lies below the lower."))
    if row.lead and row.supporting.filter(department=row.lead).exists():
        row.supporting.filter(department=row.lead).delete()
    row.base_value = targets.base_value(row.value, row.unit)
    row.search = search.words(row)
    if "deadline" in fields:
        row.original_deadline = row.deadline
        DeadlineVersion.objects.filter(commitment=row, number=1).update(deadline=row.deadline)
    try:
        row.clean_fields(exclude=["report", "lead", "merged_into", "successor"])
    except ValidationError as wrong:
        raise Invalid(**{name: " ".join(texts) for name, texts in wrong.message_dict.items()}) from wrong


def _kept(row: Commitment, name: str) -> Any:
    return row.lead_id if name == "lead" else plain(getattr(row, name))


def _revived(name: str, value: Any) -> Any:
    if value is None:
        return None
    match name:
        case "lead":
            return Department.objects.get(pk=value)
        case "value" | "value_max":
            return Decimal(value)
        case "deadline":
            return date.fromisoformat(value)
        case _:
            return value
