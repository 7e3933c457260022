"""Who may read and do what with commitments (DOMAIN: Who may do what). Registered with `departments.access`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from departments.access import Capacity, has_role, posts, rule, units, visible
from departments.models import Department, Role, User
from workdays.models import YearArrangement

from .models import (
    AssignmentDispute,
    Commitment,
    CountyShare,
    Delivery,
    Evidence,
    Gateway,
    Plan,
    ProgressReport,
    Reminder,
    Report,
    Request,
    RuleValue,
    Site,
    Stage,
    SupportingDuty,
    UrgingNote,
)
from .models.commitment import concerns

UNIT_ROLES = (Role.CLERK, Role.HEAD)
SEES_ALL = (Role.SUPERVISOR, Role.AUDITOR)


# Reading


def _detail_rows(user: User) -> Q:
    """Commitments whose narratives, evidence, requests and drafts `user` may read."""
    if has_role(user, *SEES_ALL):
        return Q()
    readable = Q(pk__in=[])
    if mine := units(user, *UNIT_ROLES):
        readable |= concerns(mine)
    if areas := posts(user):
        readable |= Q(lead__post__in=areas)
    return readable


@visible(Commitment)
def _commitments(user: User) -> Q:
    if has_role(user, *SEES_ALL):
        return Q()
    return (Q(is_published=True) & ~Q(stage=Stage.DRAFT)) | _detail_rows(user)


def _through_commitment(user: User) -> Q:
    """Rows whose `commitment` may be read in detail."""
    if has_role(user, *SEES_ALL):
        return Q()
    return Q(commitment__in=Commitment.objects.filter(_detail_rows(user)).values("pk"))


_IN_DETAIL: tuple[type[Model], ...] = (ProgressReport, Evidence, Request, Plan, AssignmentDispute)
_WITH_IT: tuple[type[Model], ...] = (Site, CountyShare, SupportingDuty)

for _model in _IN_DETAIL:
    visible(_model)(_through_commitment)


def _with_commitment(user: User) -> Q:
    """Rows shown to whoever may read their commitment at all."""
    if has_role(user, *SEES_ALL):
        return Q()
    return Q(commitment__in=Commitment.objects.filter(_commitments(user)).values("pk"))


for _model in _WITH_IT:
    visible(_model)(_with_commitment)


@visible(Report)
def _reports(user: User) -> Q:
    """A report whose promises are still read over is not given yet, perhaps: only who reads them over, or leads one, sees it."""
    if has_role(user, *SEES_ALL, Role.ADMIN):
        return Q()
    return Q(pk__in=Report.objects.at_work()) | Q(pk__in=Commitment.objects.filter(_detail_rows(user)).values("report"))


@visible(Reminder)
def _reminders(user: User) -> Q:
    return Q() if has_role(user, *SEES_ALL) else Q(recipient=user)


@visible(Delivery)
def _deliveries(user: User) -> Q:
    return Q() if has_role(user, *SEES_ALL, Role.ADMIN) else Q(digest__recipient=user)


@visible(UrgingNote)
def _urging_notes(user: User) -> Q:
    if has_role(user, *SEES_ALL):
        return Q()
    mine = units(user, *UNIT_ROLES)
    return Q(department__in=mine) | Q(department__successor__in=mine) | Q(department__post__in=posts(user))


# Doing


def _is_lead(capacity: Capacity, commitment: Commitment) -> bool:
    return capacity.role in UNIT_ROLES and capacity.department_id == commitment.lead_id is not None


@rule(Commitment, "read_details")
def _read_details(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    if capacity.role in SEES_ALL or _is_lead(capacity, commitment) or _is_area(capacity, commitment):
        return True
    if capacity.role in UNIT_ROLES and capacity.department_id in involved_units(commitment):
        return True
    return _("Only the units concerned, supervisors, the auditor and the leader of the area read this.")


def involved_units(commitment: Commitment) -> set[int]:
    """Ids of the supporting units and of those holding a share or a site; read once per object."""
    cached = getattr(commitment, "_involved_units", None)
    if cached is None:
        cached = {
            part.department_id
            for related in (commitment.supporting, commitment.shares, commitment.sites)
            for part in related.all()
            if part.department_id
        }
        commitment._involved_units = cached  # type: ignore[attr-defined]
    return cached


@rule(
    Commitment,
    "sign_in",
    "dispute",
    "file_plan",
    "report_progress",
    "add_evidence",
    "reply",
    "request_completion",
    "request_extension",
    "edit_sites",
    "edit_shares",
    "edit_milestones",
    "reach_milestone",
)
def _lead_acts(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    if _is_lead(capacity, commitment):
        return True
    if capacity.role in UNIT_ROLES:
        return _("Only the lead department %(lead)s does this.") % {"lead": commitment.lead}
    return _("The clerk or head of the lead department does this.")


@rule(Commitment, "move_part")
def _moves_parts(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    """The head within his few days; a supervisor beyond them."""
    return capacity.role == Role.SUPERVISOR or _head_acts(capacity, user, commitment)


@rule(Commitment, "release_plan")
def _head_acts(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    if capacity.role == Role.HEAD and _is_lead(capacity, commitment):
        return True
    return _("The head of the lead department does this.")


@rule(SupportingDuty, "sign_in_supporting", "report_duty")
def _supporting_acts(capacity: Capacity, user: User, duty: SupportingDuty) -> bool | str:
    if capacity.role in UNIT_ROLES and capacity.department_id == duty.department_id:
        return True
    return _("Only the supporting department itself does this.")


@rule(ProgressReport, "withdraw_report")
def _withdraw_report(capacity: Capacity, user: User, report: ProgressReport) -> bool | str:
    return user.pk == report.author_id or _("Only the author withdraws a report.")


@rule(CountyShare, "report_share")
def _share_acts(capacity: Capacity, user: User, share: CountyShare) -> bool | str:
    if capacity.role in UNIT_ROLES and capacity.department_id in {share.department_id, share.commitment.lead_id}:
        return True
    return _("The county itself or the lead department reports on a share.")


@rule(Site, "update_site")
def _site_acts(capacity: Capacity, user: User, site: Site) -> bool | str:
    if capacity.role in UNIT_ROLES and capacity.department_id in {site.department_id, site.commitment.lead_id}:
        return True
    return _("The lead department or the site's county does this.")


@rule(
    Commitment,
    "confirm_lead",
    "assign",
    "edit_draft",
    "correct_draft",
    "accept_draft",
    "reject_draft",
    "restore_draft",
    "urge",
    "merge",
    "hand_over",
    "set_supporting",
    "set_interval",
    "enter_reference",
    "reopen",
    "ask_pause",
    "draft_promise",
    "promise_site",
)
def _supervisor_acts(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    return capacity.role == Role.SUPERVISOR or _("A supervisor does this.")


@rule(Commitment, "return_plan", "set_deadline", "close_year")
def _supervisor_judges(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    if capacity.role != Role.SUPERVISOR:
        return _("A supervisor does this.")
    return not _own_affair(capacity, user, {commitment.lead_id}) or OWN_AFFAIR()


@rule(AssignmentDispute, "decide_dispute")
def _decide_dispute(capacity: Capacity, user: User, dispute: AssignmentDispute) -> bool | str:
    if capacity.role != Role.SUPERVISOR:
        return _("A supervisor does this.")
    return not _own_affair(capacity, user, {dispute.department_id}, {dispute.raised_by_id}) or OWN_AFFAIR()


def OWN_AFFAIR() -> str:
    return _("You cannot decide what you or your own office reported; another office's supervisor does.")


def _own_affair(capacity: Capacity, user: User, unit_ids: Collection[int | None], people: Collection[int | None] = ()) -> bool:
    """Whether a decision would be on what the person, whom he stands in for, or their offices told or asked."""
    offices = {capacity.department_id, user.department_id} - {None}
    persons = {user.pk, capacity.holder.pk if capacity.holder else user.pk}
    return bool(offices & set(unit_ids) or persons & set(people))


def tellers(commitment: Commitment) -> tuple[set[int], set[int]]:
    """Ids of the units and of the people who reported on it or gave evidence; read once per object."""
    cached: tuple[set[int], set[int]] | None = getattr(commitment, "_tellers", None)
    if cached is None:
        reports, evidence = commitment.progress_reports.all(), commitment.evidence.all()
        cached = (
            {report.department_id for report in reports},
            {report.author_id for report in reports} | {piece.added_by_id for piece in evidence},
        )
        commitment._tellers = cached  # type: ignore[attr-defined]
    return cached


def _is_area(capacity: Capacity, commitment: Commitment) -> bool:
    return bool(
        capacity.role == Role.LEADER and capacity.post_id and commitment.lead and commitment.lead.post_id == capacity.post_id
    )


@rule(Commitment, "instruct", "suspend", "resume", "cancel")
def _leader_acts(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    return _is_area(capacity, commitment) or _("The responsible leader does this.")


@rule(Request, "release")
def _release(capacity: Capacity, user: User, request: Request) -> bool | str:
    if capacity.role == Role.HEAD and capacity.department_id == request.department_id:
        return True
    return _("The head of the department that asks does this.")


@rule(Request, "withdraw")
def _withdraw(capacity: Capacity, user: User, request: Request) -> bool | str:
    if request.kind in {Request.Kind.SUSPENSION, Request.Kind.CANCELLATION}:
        return capacity.role == Role.SUPERVISOR or _("A supervisor does this.")
    if capacity.role in UNIT_ROLES and capacity.department_id == request.department_id:
        return True
    return _("The department that asked does this.")


@rule(Request, "send_back")
def _send_back(capacity: Capacity, user: User, request: Request) -> bool | str:
    """Whoever it is with returns or refuses it: the head in his house, else who decides."""
    return (_release if request.state == Request.State.WITH_HEAD else _decide)(capacity, user, request)


@rule(Request, "decide")
def _decide(capacity: Capacity, user: User, request: Request) -> bool | str:
    if request.state == Request.State.WITH_LEADER:
        return _is_area(capacity, request.commitment) or _("The responsible leader does this.")
    if capacity.role != Role.SUPERVISOR:
        return _("A supervisor does this.")
    unit_ids: set[int | None] = {request.department_id}
    people: set[int | None] = {request.asked_by_id, request.head_by_id}
    if request.kind == Request.Kind.COMPLETION:
        told_units, told_by = tellers(request.commitment)
        unit_ids |= told_units
        people |= told_by
    return OWN_AFFAIR() if _own_affair(capacity, user, unit_ids, people) else True


@rule(Commitment, "take_over")
def _take_over(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    return capacity.role == Role.ADMIN or _("An administrator hands over what a leaver had open.")


@rule(UrgingNote, "reply_urging")
def _reply_urging(capacity: Capacity, user: User, note: UrgingNote) -> bool | str:
    if capacity.role in UNIT_ROLES and capacity.department_id in {note.department_id, note.department.successor_id}:
        return True
    return _("The unit that was urged replies.")


def _role_rule(*roles: str) -> Callable[[Capacity, User, Any], bool | str]:
    def check(capacity: Capacity, user: User, obj: Model | type[Model]) -> bool:
        return capacity.role in roles

    return check


# Pages and lists that belong to a role, asked on the model class.
rule(Commitment, "assign_in_bulk")(_role_rule(Role.SUPERVISOR))
rule(Commitment, "report_on_sheet")(_role_rule(*UNIT_ROLES))
rule(Commitment, "see_review_queue")(_role_rule(Role.SUPERVISOR, Role.LEADER, Role.AUDITOR, Role.HEAD))
rule(YearArrangement, "enter_year")(_role_rule(Role.ADMIN, Role.SUPERVISOR))


@rule(Department, "make_feed")
def _make_feed(capacity: Capacity, user: User, department: Department) -> bool | str:
    if capacity.role in UNIT_ROLES and capacity.department_id == department.pk:
        return True
    return _("The unit's own clerks and head do this.")


rule(RuleValue, "change_rules")(_role_rule(Role.ADMIN))
rule(Gateway, "change_channels")(_role_rule(Role.ADMIN))
rule(Delivery, "see_all")(_role_rule(Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN))
rule(Reminder, "see_all")(_role_rule(*SEES_ALL))
rule(Delivery, "resend")(_role_rule(Role.SUPERVISOR, Role.ADMIN))
rule(Commitment, "export")(_role_rule(*Role.values))
