"""What a decision does to the locked row – shared by requests granted and by direct decisions."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Max

from commitments import deadlines
from commitments.models import DeadlineVersion, Milestone, Outcome, Request, Site
from departments.models import User

from . import parts
from .base import Step


def set_deadline(
    move: Step,
    day: date,
    origin: str,
    *,
    asked_on: date | None = None,
    asked_by: User | None = None,
    approved_by: User | None = None,
    reason: str = "",
) -> None:
    """A new deadline version comes into force; reminders belong to versions, so they are re-armed by it.

    Where the version before was missed already on `asked_on`, those working days stay on the record.
    """
    row = move.row
    last = row.deadlines.filter(site=None, milestone=None).aggregate(last=Max("number"))["last"] or 0
    DeadlineVersion.objects.create(
        commitment=row,
        number=last + 1,
        deadline=day,
        origin=origin,
        days_late=days_missed(move, asked_on) if asked_on else 0,
        asked_by=asked_by,
        approved_by=approved_by,
        reason=reason,
        at=move.at,
    )
    row.deadline, row.deadline_version = day, last + 1
    move.data["to"] = day.isoformat()


def needs_leader(move: Step, day: date) -> bool:
    """A later deadline is the responsible leader's to grant: the second one, or one past the report's year.

    A deadline that a supervisor brought forward was no extension.
    """
    decided = {DeadlineVersion.Origin.EXTENSION, DeadlineVersion.Origin.SUPERVISOR}
    versions = list(move.row.deadlines.filter(site=None, milestone=None).order_by("number"))
    extended = any(new.origin in decided and new.deadline > old.deadline for old, new in pairwise(versions))
    return extended or day.year > move.row.report.year


def days_missed(move: Step, on: date) -> int:
    """Working days by which the deadline in force is missed on `on`."""
    return deadlines.days_late(deadlines.due_on(move.row.deadline, move.row.figures_due_on), on, move.calendar)


def extend(move: Step, request: Request, *, approved_by: User) -> None:
    """The deadline asked for comes into force. Asked late, the item was red and stays late."""
    assert request.new_deadline is not None  # the database holds it
    set_deadline(
        move,
        request.new_deadline,
        DeadlineVersion.Origin.EXTENSION,
        asked_on=request.asked_on,
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
    """The clock goes on where it stood: with the calendar days that remained, or as late as the item was.

    What was not done of its sites and milestones moves by the same days.
    """
    row = move.row
    stopped_on = row.suspended_on or move.on
    stood = move.on - stopped_on
    set_deadline(move, row.deadline + stood, DeadlineVersion.Origin.RESUMED, approved_by=move.actor, reason=reason)
    waiting: list[Site | Milestone] = [*row.milestones.filter(done_on=None), *row.sites.exclude(stage=Site.Stage.COMPLETED)]
    for part in waiting:
        if part.deadline and part.deadline >= stopped_on:
            parts.set_deadline(part, part.deadline + stood, move, DeadlineVersion.Origin.RESUMED, reason=reason)
    row.suspended_on = None
    arm_reporting(move)


def arm_reporting(move: Step) -> None:
    """The reporting clock starts: the first report is asked for after a while of grace."""
    since = move.on + timedelta(days=move.rules.report_first_after_days)
    months = deadlines.months_between_reports(move.row, move.rules)
    move.row.next_report_on = deadlines.next_report_after(months, since, move.rules)


def cancel(move: Step) -> None:
    """Ended without result, by decision: the verdict is "adjusted"."""
    end_without_result(move)
    move.row.outcome = Outcome.ADJUSTED


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
