"""What a decision does to the locked row – shared by requests granted and by direct decisions."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max

from commitments import deadlines
from commitments.models import DeadlineVersion, Request
from departments.models import User

from .base import Step


def set_deadline(
    move: Step, day: date, origin: str, *, asked_by: User | None = None, approved_by: User | None = None, reason: str = ""
) -> None:
    """A new deadline version comes into force; reminders belong to versions, so they are re-armed by it."""
    row = move.row
    last = row.deadlines.filter(site=None, milestone=None).aggregate(last=Max("number"))["last"] or 0
    DeadlineVersion.objects.create(
        commitment=row,
        number=last + 1,
        deadline=day,
        origin=origin,
        asked_by=asked_by,
        approved_by=approved_by,
        reason=reason,
        at=move.at,
    )
    row.deadline, row.deadline_version = day, last + 1
    move.data["to"] = day.isoformat()


def extend(move: Step, request: Request, *, approved_by: User) -> None:
    """The deadline asked for comes into force. Asked late, the red that was stays on the record."""
    assert request.new_deadline is not None  # the database holds it
    set_deadline(
        move,
        request.new_deadline,
        DeadlineVersion.Origin.EXTENSION,
        asked_by=request.asked_by,
        approved_by=approved_by,
        reason=request.note,
    )
    move.row.was_red = move.row.was_red or request.asked_late


def suspend(move: Step) -> None:
    move.row.suspended_on = move.on
    move.row.next_report_on = None
    withdraw_pending(move)


def resume(move: Step, *, reason: str) -> None:
    """The clock goes on with the calendar days that remained when it stopped (none if it was late)."""
    row = move.row
    left = max(timedelta(0), row.deadline - row.suspended_on) if row.suspended_on else timedelta(0)
    set_deadline(move, move.on + left, DeadlineVersion.Origin.RESUMED, approved_by=move.actor, reason=reason)
    row.suspended_on = None
    row.next_report_on = deadlines.next_report_after(
        row.kind, move.on + timedelta(days=move.rules.report_first_after_days), move.rules
    )


def end_without_result(move: Step) -> None:
    """Cancelled, merged or closed: no clock runs, nothing is waiting any more."""
    move.row.next_report_on = None
    move.row.suspended_on = None
    withdraw_pending(move)


def withdraw_pending(move: Step) -> None:
    """Requests still waiting end with the item's own end."""
    ended = list(move.row.requests.filter(state__in=Request.PENDING).values_list("pk", flat=True))
    move.row.requests.filter(pk__in=ended).update(state=Request.State.WITHDRAWN, decided_at=move.at)
    if ended:
        move.data["withdrawn"] = ended
