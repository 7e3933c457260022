"""From draft to work: confirm the lead, assign, sign in, dispute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from commitments import deadlines, search, targets
from commitments.models import AssignmentDispute, Commitment, Measure, SupportingDuty
from commitments.rules import rules
from departments.models import Department, User
from house.writing import day_in_words
from workdays.calendar import current

from . import effects, figures
from .base import Step, naming, plain, step, steps
from .table import Invalid, NotPossible

INTERVALS = (1, 2, 3, 4, 6, 12)  # months that divide a year
EDITABLE = ("title", "category", "is_livelihood", "is_published", "baseline", "figures_due_on", "theme", "reference")


def edit_draft(commitment: Commitment, *, actor: User, at: datetime, version: int | None = None, **fields: Any) -> Commitment:
    """Correct what was read from the report, before it is assigned."""
    with step(commitment, "edit_draft", actor=actor, at=at, version=version) as move:
        unknown = set(fields) - set(EDITABLE)
        if unknown:
            raise Invalid(**{name: _("This field is not edited here.") for name in unknown})
        for name, value in fields.items():
            setattr(move.row, name, value)
        move.row.search = search.words(move.row)
    return move.row


def confirm_lead(
    commitment: Commitment, *, actor: User, at: datetime, lead: Department | None = None, version: int | None = None
) -> Commitment:
    """A supervisor confirms the suggested lead department, or names another one."""
    with step(commitment, "confirm_lead", actor=actor, at=at, version=version) as move:
        _confirm_lead(move, lead or move.row.lead)
    return move.row


def set_supporting(
    commitment: Commitment, *, actor: User, at: datetime, duties: dict[Department, str], version: int | None = None
) -> Commitment:
    """Replace the supporting departments by `duties` (department → its own duty), confirmed."""
    with step(commitment, "set_supporting", actor=actor, at=at, version=version) as move:
        if move.row.lead in duties:
            raise Invalid(supporting=_("The lead department cannot support itself."))
        move.row.supporting.exclude(department__in=duties).delete()
        for department, duty in duties.items():
            SupportingDuty.objects.update_or_create(
                commitment=move.row, department=department, defaults={"duty": duty, "is_suggested": False}
            )
        move.data["supporting"] = sorted(department.pk for department in duties)
    return move.row


def set_interval(
    commitment: Commitment, *, actor: User, at: datetime, months: int | None, version: int | None = None
) -> Commitment:
    """How many months lie between its reports; None: as its kind has it. A report that is due stays due."""
    with step(commitment, "set_interval", actor=actor, at=at, version=version) as move:
        if months is not None and months not in INTERVALS:
            raise Invalid(months=_("Every 1, 2, 3, 4, 6 or 12 months."))
        move.row.report_months = months
        move.data["months"] = deadlines.months_between_reports(move.row, move.rules)
        if move.row.next_report_on and move.row.next_report_on > move.on:
            due = deadlines.next_report_after(move.data["months"], move.on, move.rules)
            if told := move.row.last_report_on:
                due = max(due, deadlines.report_due_after(move.data["months"], told, move.rules))
            move.row.next_report_on = due
        move.tell("clerks")
    return move.row


def enter_reference(
    commitment: Commitment, *, actor: User, at: datetime, value: Decimal, unit: str, source: str, version: int | None = None
) -> Commitment:
    """The number a promise measures itself by lies outside the report (省定任务, 不低于全省平均): entered with its source."""
    with step(commitment, "enter_reference", actor=actor, at=at, version=version) as move:
        row = move.row
        if row.value is not None and not row.reference:
            raise NotPossible(
                _("The report itself names the number: %(figure)s.") % {"figure": f"{row.value.normalize():f}{row.unit}"}
            )
        if not source.strip():
            raise Invalid(source=_("Say where the figure is from."))
        move.data |= {"before": plain(row.value), "value": plain(value), "unit": unit, "source": source.strip()}
        row.value, row.unit, row.reference = value, unit, source.strip()
        row.comparator = row.comparator or ">="
        row.measure = row.measure or Measure.LEVEL
        row.base_value = targets.base_value(value, unit)
        figures.recount(row)
        row.search = search.words(row)
        move.tell("clerks")
    return move.row


def assign(
    commitment: Commitment, *, actor: User, at: datetime, lead: Department | None = None, version: int | None = None
) -> Commitment:
    """Assign (交办): the lead is confirmed with it, the clocks start, the unit is told."""
    with step(commitment, "assign", actor=actor, at=at, version=version) as move:
        _assign(move, lead or move.row.lead)
        move.row.supporting.filter(is_suggested=True).update(is_suggested=False)
    return move.row


def assign_all(commitments: Sequence[Commitment], *, actor: User, at: datetime, versions: Mapping[int, int]) -> list[Commitment]:
    """`assign` each to the lead it has: all of them, or `OneRefused` and none."""
    with steps(commitments, "assign", actor=actor, at=at, versions=versions) as moves:
        rows = [move.row for move in moves]
        prefetch_related_objects(rows, "supporting")
        for move in moves:
            with naming(move.row):
                _assign(move, move.row.lead)
        SupportingDuty.objects.filter(commitment__in=rows, is_suggested=True).update(is_suggested=False)
    return rows


def confirm_leads(
    commitments: Sequence[Commitment], *, actor: User, at: datetime, versions: Mapping[int, int]
) -> list[Commitment]:
    """`confirm_lead` of each as it is suggested: all of them, or `OneRefused` and none."""
    with steps(commitments, "confirm_lead", actor=actor, at=at, versions=versions) as moves:
        prefetch_related_objects([move.row for move in moves], "supporting")
        for move in moves:
            with naming(move.row):
                _confirm_lead(move, move.row.lead)
    return [move.row for move in moves]


def sign_in(commitment: Commitment, *, actor: User, at: datetime, version: int | None = None) -> Commitment:
    """Sign in (签收): the lead department takes the item on."""
    with step(commitment, "sign_in", actor=actor, at=at, version=version) as move:
        move.row.signed_in_on = move.on
    return move.row


def sign_in_supporting(duty: SupportingDuty, *, actor: User, at: datetime) -> SupportingDuty:
    """A supporting department signs in for its own duty."""
    with step(duty.commitment, "sign_in_supporting", actor=actor, at=at, permit=("sign_in_supporting", duty)) as move:
        duty.refresh_from_db()
        if duty.signed_in_on:
            raise NotPossible(_("This unit has signed in already."))
        duty.signed_in_on, duty.signed_in_by = move.on, actor
        duty.save(update_fields=["signed_in_on", "signed_in_by"])
        move.data["department"] = duty.department_id
    return duty


def dispute(
    commitment: Commitment,
    *,
    actor: User,
    at: datetime,
    reason: str,
    proposed: Department | None = None,
    version: int | None = None,
) -> AssignmentDispute:
    """不属我单位职责: within 7 working days of the assignment, once; a supervisor reassigns or upholds."""
    with step(commitment, "dispute", actor=actor, at=at, version=version) as move:
        row = move.row
        if closed := dispute_closed(row, move.on):
            raise NotPossible(closed)
        if not reason.strip():
            raise Invalid(reason=_("Say why this is not the unit's duty."))
        if proposed and proposed.pk == row.lead_id:
            raise Invalid(proposed=_("Propose another unit than your own."))
        assert row.lead is not None  # the database holds it for whatever is assigned
        raised = AssignmentDispute.objects.create(
            commitment=row, department=row.lead, proposed=proposed, reason=reason, raised_by=actor, raised_at=at
        )
        move.data |= {"dispute": raised.pk, "proposed": proposed.pk if proposed else None}
        move.tell("supervisors")
    return raised


def dispute_closed(row: Commitment, on: date) -> str:
    """Why the assignment cannot be disputed any more on the local day `on`; empty while it can."""
    last_day = current().add(row.assigned_on or on, rules().dispute_working_days)
    if on > last_day:
        return _("An assignment can be disputed until %(day)s only.") % {"day": day_in_words(last_day)}
    if row.disputes.all():
        return _("This assignment was disputed before; the decision stands.")
    return ""


def decide_dispute(
    dispute: AssignmentDispute, *, actor: User, at: datetime, decision: str, to: Department | None = None
) -> AssignmentDispute:
    """Reassign to `to`, or uphold (`to` None). It is decided once."""
    action = "reassign" if to else "uphold"
    with step(dispute.commitment, action, actor=actor, at=at, permit=("decide_dispute", dispute)) as move:
        dispute.refresh_from_db()
        if dispute.state != AssignmentDispute.State.OPEN:
            raise NotPossible(_("This dispute has been decided."))
        if not decision.strip():
            raise Invalid(decision=_("A decision needs its reason."))
        dispute.state = AssignmentDispute.State.REASSIGNED if to else AssignmentDispute.State.UPHELD
        dispute.decision, dispute.decided_by, dispute.decided_at = decision, actor, at
        dispute.save()
        move.data |= {"dispute": dispute.pk, "from": dispute.department_id}
        if to:
            if to.pk == dispute.department_id:
                raise Invalid(to=_("To leave it with this unit, uphold the assignment."))
            _set_lead(move, to)
            effects.withdraw_pending(move)
            move.row.assigned_on, move.row.signed_in_on = move.on, None
            effects.arm_reporting(move)
        move.tell("clerks", "heads", people=[dispute.raised_by])
    return dispute


def take_over(commitment: Commitment, *, leaver: User, successor: User, actor: User, at: datetime) -> Commitment:
    """The person who worked on the item leaves; `successor`, of the same unit, goes on with it and is told."""
    with step(commitment, "take_over", actor=actor, at=at) as move:
        move.data |= {"from": str(leaver), "to": str(successor)}
        move.tell(people=[successor])
    return move.row


def _assign(move: Step, lead: Department | None) -> None:
    _set_lead(move, lead)
    move.row.assigned_on = move.on
    effects.arm_reporting(move)
    move.tell("clerks", "heads", "supporting")


def _confirm_lead(move: Step, lead: Department | None) -> None:
    _set_lead(move, lead)
    if move.row.assigned_on:
        move.tell("clerks")


def _set_lead(move: Step, lead: Department | None) -> None:
    if lead is None:
        raise Invalid(lead=_("Name the lead department first."))
    if not lead.is_valid(on=move.on):
        raise Invalid(lead=_("%(unit)s does not exist any more on this day.") % {"unit": lead.name})
    if any(duty.department_id == lead.pk for duty in move.row.supporting.all()):
        move.row.supporting.filter(department=lead).delete()
    move.row.lead, move.row.lead_suggested = lead, False
    move.data["lead"] = lead.short_name
