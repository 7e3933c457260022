"""What supervisors and leaders decide themselves: suspend, resume, cancel, merge, reopen, close, move dates."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from commitments import deadlines
from commitments.models import Commitment, DeadlineVersion, Kind, Outcome, ReasonCode, Stage
from commitments.models.commitment import FINAL
from departments.models import User
from house.writing import day_in_words, is_said

from . import effects
from .base import step
from .table import Invalid, NotPossible

CLOSING = {Outcome.PARTLY_MET, Outcome.NOT_MET, Outcome.CARRIED_OVER, Outcome.ADJUSTED}


def _reason(reason: str) -> str:
    if not is_said(reason):
        raise Invalid(reason=_("Say why."))
    return reason


def suspend(commitment: Commitment, *, actor: User, at: datetime, reason: str, version: int | None = None) -> Commitment:
    """The responsible leader stops the clock (挂账)."""
    with step(commitment, "suspend", actor=actor, at=at, version=version) as move:
        move.data["reason"] = _reason(reason)
        effects.suspend(move)
        move.tell("clerks", "heads", "supervisors")
    return move.row


def resume(commitment: Commitment, *, actor: User, at: datetime, reason: str, version: int | None = None) -> Commitment:
    """The clock goes on with what remained, as a new deadline version."""
    with step(commitment, "resume", actor=actor, at=at, version=version) as move:
        move.data["reason"] = _reason(reason)
        effects.resume(move, reason=reason)
        move.tell("clerks", "heads", "supervisors")
    return move.row


def cancel(commitment: Commitment, *, actor: User, at: datetime, reason: str, version: int | None = None) -> Commitment:
    """The responsible leader ends an item without result (终止)."""
    with step(commitment, "cancel", actor=actor, at=at, version=version) as move:
        move.data["reason"] = _reason(reason)
        effects.cancel(move)
        move.tell("clerks", "heads", "supervisors")
    return move.row


def merge(
    commitment: Commitment, *, actor: User, at: datetime, into: Commitment, reason: str, version: int | None = None
) -> Commitment:
    """An item goes on under another one (并入); it keeps its history and names where it went."""
    with step(commitment, "merge", actor=actor, at=at, version=version) as move:
        if into.pk == move.row.pk:
            raise Invalid(into=_("An item cannot be merged into itself."))
        if into.stage in FINAL:
            raise Invalid(into=_("%(code)s has ended; merge into a live item.") % {"code": into.code})
        if move.row.lead_id is None:
            raise Invalid(lead=_("Name the lead department first."))
        move.data |= {"reason": _reason(reason), "into": into.code}
        move.row.merged_into = into
        effects.end_without_result(move)
        move.tell("clerks", "heads")
    return move.row


def reopen(commitment: Commitment, *, actor: User, at: datetime, reason: str, version: int | None = None) -> Commitment:
    """Back to work (重启), for instance because citizens dispute the completion; the earlier verdict stays in history."""
    with step(commitment, "reopen", actor=actor, at=at, version=version) as move:
        row = move.row
        if rejected := never_assigned(row, move.on):
            raise NotPossible(rejected)
        move.data |= {
            "reason": _reason(reason),
            "earlier_outcome": row.outcome,
            "earlier_completed_on": str(row.completed_on or ""),
        }
        row.completed_on = row.days_late = None
        row.outcome = row.reason_code = row.reason_text = ""
        row.successor = None
        row.is_contested = False
        effects.arm_reporting(move)
        move.tell("clerks", "heads")
    return move.row


def never_assigned(row: Commitment, on: date) -> str:
    """Why `row` cannot be reopened: it is a draft that the review rejected; empty for whatever was at work."""
    return "" if row.assigned_on else _("This draft was rejected before it was assigned; its review takes that back.")


def close_year(
    commitment: Commitment,
    *,
    actor: User,
    at: datetime,
    outcome: str,
    reason_code: str = "",
    reason: str = "",
    successor: Commitment | None = None,
    version: int | None = None,
) -> Commitment:
    """At the year's end a supervisor closes what is open (年终销号) with its verdict.

    Partly met and not met need a reason code and text; carried over names its successor. Ongoing items end
    with a summary instead (`reason`), outcome on schedule or behind.
    """
    with step(commitment, "close_year", actor=actor, at=at, version=version) as move:
        row = move.row
        if open_year := year_not_over(row, move.on):
            raise NotPossible(open_year)
        allowed = CLOSING | ({Outcome.ON_SCHEDULE, Outcome.BEHIND} if row.kind == Kind.ONGOING else set())
        if outcome not in allowed:
            raise Invalid(outcome=_("This is not a verdict an item can be closed with."))
        if outcome in {Outcome.NOT_MET, Outcome.PARTLY_MET, Outcome.BEHIND} and reason_code not in ReasonCode.values:
            raise Invalid(reason_code=_("This verdict needs a reason code."))
        if outcome == Outcome.CARRIED_OVER and successor is None:
            raise Invalid(successor=_("Name the item it is carried over to."))
        if successor and (successor.pk == row.pk or successor.stage in FINAL):
            raise Invalid(successor=_("%(code)s cannot carry it on: name another, live item.") % {"code": successor.code})
        move.data["earlier_outcome"] = row.outcome
        row.outcome, row.reason_code, row.reason_text = outcome, reason_code, _reason(reason)
        row.successor = successor
        row.days_late = effects.days_missed(move, move.on) if outcome != Outcome.ON_SCHEDULE else None
        move.data["reason"] = reason
        effects.end_without_result(move)
        move.tell("clerks", "heads")
    return row


def year_not_over(row: Commitment, on: date) -> str:
    """Why `row` cannot be closed yet on the local day `on`; empty once its report's year is over."""
    if on <= date(row.report.year, 12, 31):
        first = day_in_words(date(row.report.year + 1, 1, 1))
        return _("The year is not over: closing is possible from %(day)s.") % {"day": first}
    return ""


def set_deadline(
    commitment: Commitment, *, actor: User, at: datetime, deadline: date, reason: str, version: int | None = None
) -> Commitment:
    """A supervisor sets another deadline, for instance by a decision of the city; a version like any other.

    On a draft it corrects what was read from the report: the original deadline itself.
    """
    with step(commitment, "set_deadline", actor=actor, at=at, version=version) as move:
        row = move.row
        move.data["reason"] = _reason(reason)
        if deadline == row.deadline:
            raise Invalid(deadline=_("This is the deadline in force."))
        if row.stage == Stage.DRAFT:
            effects.set_deadline(move, deadline, DeadlineVersion.Origin.REPORT, approved_by=actor, reason=reason)
            row.original_deadline = deadline
        else:
            if sentence := deadlines.not_ahead(deadline, move.on):
                raise Invalid(deadline=sentence)
            if deadline > row.deadline and effects.needs_leader(move, deadline):
                raise Invalid(deadline=_("A second extension, or one past the report's year, is the responsible leader's."))
            origin = DeadlineVersion.Origin.SUPERVISOR
            effects.set_deadline(move, deadline, origin, asked_on=move.on, approved_by=actor, reason=reason)
        move.tell("clerks", "heads")
    return move.row


def instruct(commitment: Commitment, *, actor: User, at: datetime, text: str) -> Commitment:
    """The leader writes an instruction (批示); the unit and the supervisors are told."""
    with step(commitment, "instruct", actor=actor, at=at) as move:
        if not text.strip():
            raise Invalid(text=_("Write the instruction."))
        move.data["text"] = text
        move.tell("clerks", "heads", "supervisors")
    return move.row
