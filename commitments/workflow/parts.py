"""The days of sites and milestones: set, moved by the head within a few days, reached."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from commitments import deadlines
from commitments.models import Commitment, DeadlineVersion, Milestone, Site
from departments.models import Role, User
from house.writing import day_in_words

from .base import Step, step
from .table import Invalid, NotPossible


def answer_reporting(move: Step) -> None:
    """Something was told today: the next report is asked for in the next period."""
    move.row.last_report_on = move.on
    months = deadlines.months_between_reports(move.row, move.rules)
    asked_for = move.row.next_report_on
    move.row.next_report_on = deadlines.report_due_after(months, move.on, move.rules, asked_for=asked_for)


def set_deadline(
    part: Site | Milestone, day: date, move: Step, origin: str = DeadlineVersion.Origin.HEAD, *, reason: str = ""
) -> None:
    """A new version of the day of `part` comes into force and is saved with it."""
    number = (part.deadlines.aggregate(last=Max("number"))["last"] or 0) + 1
    part.original_deadline = part.original_deadline or part.deadline or day
    part.deadline, part.deadline_version = day, number
    part.save(update_fields=["deadline", "original_deadline", "deadline_version"])
    DeadlineVersion.objects.create(
        commitment=move.row,
        site=part if isinstance(part, Site) else None,
        milestone=part if isinstance(part, Milestone) else None,
        number=number,
        deadline=day,
        origin=origin,
        approved_by=move.actor,
        reason=reason,
        at=move.at,
    )


def why_not_to(part: Site | Milestone, day: date, move: Step) -> str:
    """Why the person of `move` may not move `part` to `day`; empty when he may.

    Inside the commitment's deadline: its head up to a few days from the original day, a supervisor further.
    A part without a day is given one by the unit's people.
    """
    if day > move.row.deadline:
        return _("It lies within the commitment's deadline, %(day)s.") % {"day": day_in_words(move.row.deadline)}
    role = move.capacity.role if move.capacity else ""
    if part.deadline is None or role == Role.SUPERVISOR:
        return ""
    if role != Role.HEAD:
        return _("The head of the unit moves a day that is set.")
    last = (part.original_deadline or part.deadline) + timedelta(days=move.rules.head_part_days)
    if day > last:
        return _("The head moves it to %(day)s at the latest; beyond that a supervisor does.") % {"day": day_in_words(last)}
    return ""


def move_part(part: Site | Milestone, *, actor: User, at: datetime, deadline: date, reason: str) -> Site | Milestone:
    """Move the day of a site or milestone inside the commitment's deadline."""
    with step(part.commitment, "move_part", actor=actor, at=at) as move:
        part.refresh_from_db()
        if sentence := deadlines.not_ahead(deadline, move.on):
            raise Invalid(deadline=sentence)
        if sentence := why_not_to(part, deadline, move):
            raise Invalid(deadline=sentence)
        if not reason.strip():
            raise Invalid(reason=_("Say why."))
        if (isinstance(part, Site) and part.stage == Site.Stage.COMPLETED) or (isinstance(part, Milestone) and part.done_on):
            raise NotPossible(_("It is done; its day does not move any more."))
        set_deadline(part, deadline, move, reason=reason)
        move.data |= {"part": str(part), "to": deadline.isoformat(), "reason": reason}
    return part


def put_milestone(
    commitment: Commitment,
    *,
    actor: User,
    at: datetime,
    name: str,
    deadline: date,
    milestone: Milestone | None = None,
    version: int | None = None,
) -> Milestone:
    """Add a milestone inside the commitment's deadline, or rename one."""
    with step(commitment, "edit_milestones", actor=actor, at=at, version=version) as move:
        if deadline > move.row.deadline:
            raise Invalid(deadline=_("A milestone lies within the commitment's deadline."))
        if milestone is None:
            milestone = Milestone.objects.create(commitment=move.row, name=name, deadline=deadline, original_deadline=deadline)
            set_deadline(milestone, deadline, move)
        else:
            milestone.name = name
            milestone.save(update_fields=["name"])
        move.data |= {"milestone": milestone.name, "milestone_id": milestone.pk, "day": deadline.isoformat()}
    return milestone


def reach_milestone(milestone: Milestone, *, actor: User, at: datetime, done_on: date) -> Milestone:
    """A milestone is reached on the day given."""
    with step(milestone.commitment, "reach_milestone", actor=actor, at=at) as move:
        milestone.refresh_from_db()
        if milestone.done_on:
            raise NotPossible(_("This milestone has been reached already."))
        if done_on > move.on:
            raise Invalid(done_on=_("This day has not come yet."))
        milestone.done_on = done_on
        milestone.save(update_fields=["done_on"])
        answer_reporting(move)
        move.data |= {"milestone": milestone.name, "milestone_id": milestone.pk, "done_on": done_on.isoformat()}
    return milestone
