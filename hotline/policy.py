"""Who may read and do what with work orders and links (DOMAIN: Hotline work orders, Caller data)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from commitments.models import Commitment
from commitments.models.commitment import concerns
from commitments.policy import UNIT_ROLES, involved_units
from departments.access import Capacity, has_role, posts, rule, units, visible
from departments.models import Role, User

from .models import AnswerDraft, Caller, Concept, Handling, ImportRun, Link, Offer, Signal, StagedPromise, Tally, WorkOrder

HOTLINE = (Role.HOTLINE, Role.HOTLINE_LEAD)
PROMISES = (Role.HOTLINE_LEAD, Role.SUPERVISOR, Role.AUDITOR)  # who reads what units promised callers


@visible(WorkOrder)
def _orders(user: User) -> Q:
    """The hotline and the auditor read orders; units read only what a link shows, never the order."""
    return Q() if has_role(user, *HOTLINE, Role.AUDITOR) else Q(pk__in=[])


@visible(Link)
def _links(user: User) -> Q:
    """Links: the hotline, supervisors and the auditor; the units concerned and the area's leader those not rejected."""
    if has_role(user, *HOTLINE, Role.SUPERVISOR, Role.AUDITOR):
        return Q()
    mine, areas = units(user, *UNIT_ROLES), posts(user)
    if not (mine or areas):
        return Q(pk__in=[])
    concerned = Commitment.objects.filter(concerns(mine) | Q(lead__post__in=areas))
    return Q(commitment__in=concerned.values("pk")) & ~Q(state=Link.State.REJECTED)


@rule(WorkOrder, "list_orders")
def _lists_orders(capacity: Capacity, user: User, order: Any) -> bool | str:
    if capacity.role in (*HOTLINE, Role.AUDITOR):
        return True
    return _("The hotline reads its work orders; what concerns your commitments stands beside each of them.")


@rule(WorkOrder, "take_down", "link", "release_summary")
def _agent_acts(capacity: Capacity, user: User, order: Any) -> bool | str:
    return capacity.role in HOTLINE or _("The hotline does this.")


@visible(AnswerDraft)
def _answers(user: User) -> Q:
    return Q() if has_role(user, *HOTLINE) else Q(pk__in=[])


@rule(AnswerDraft, "tell_caller", "drop_answer")
def _hotline_tells(capacity: Capacity, user: User, draft: Any) -> bool | str:
    return capacity.role in HOTLINE or _("The hotline tells the callers.")


@visible(Handling)
def _handlings(user: User) -> Q:
    """Dispatches: the hotline, supervisors and the auditor; units those sent to them."""
    if has_role(user, *HOTLINE, Role.SUPERVISOR, Role.AUDITOR):
        return Q()
    return Q(unit__in=units(user, *UNIT_ROLES))


@rule(WorkOrder, "answer_directly", "dispatch", "call_back", "redo", "close", "merge", "tell_merged", "tell_extension")
def _agent_moves(capacity: Capacity, user: User, order: Any) -> bool | str:
    return capacity.role in HOTLINE or _("The hotline does this.")


@rule(
    WorkOrder, "reassign", "uphold", "designate", "grant_extension", "refuse_extension",
    "pass_reply", "track", "send_back", "supervise", "exclude",
)  # fmt: skip
def _lead_audits(capacity: Capacity, user: User, order: Any) -> bool | str:
    return capacity.role == Role.HOTLINE_LEAD or _("The hotline lead decides this.")


@rule(Handling, "sign_for", "ask_return", "ask_extension", "reply")
def _unit_handles(capacity: Capacity, user: User, handling: Handling) -> bool | str:
    if capacity.role in UNIT_ROLES and capacity.department_id == handling.unit_id:
        return True
    return _("The unit it was sent to does this.")


@visible(StagedPromise)
def _promises(user: User) -> Q:
    return Q() if has_role(user, *PROMISES) else Q(pk__in=[])


@rule(StagedPromise, "read_promises")
def _reads_promises(capacity: Capacity, user: User, promise: Any) -> bool | str:
    if capacity.role in PROMISES:
        return True
    return _("The hotline lead, supervisors and the auditor read this.")


@rule(StagedPromise, "take_promise")
def _supervisor_takes(capacity: Capacity, user: User, promise: Any) -> bool | str:
    return capacity.role == Role.SUPERVISOR or _("A supervisor does this.")


@rule(StagedPromise, "decline_promise", "reopen_promise")
def _lead_or_supervisor_declines(capacity: Capacity, user: User, promise: Any) -> bool | str:
    return capacity.role in (Role.HOTLINE_LEAD, Role.SUPERVISOR) or _("The hotline lead or a supervisor does this.")


@visible(Signal)
def _signals(user: User) -> Q:
    """Signals: the hotline, supervisors and the auditor; units and leaders those about their commitments."""
    if has_role(user, *HOTLINE, Role.SUPERVISOR, Role.AUDITOR):
        return Q()
    mine, areas = units(user, *UNIT_ROLES), posts(user)
    concerned = Commitment.objects.filter(concerns(mine) | Q(lead__post__in=areas))
    return Q(commitment__in=concerned.values("pk"))


@rule(Tally, "see_trends")
def _sees_trends(capacity: Capacity, user: User, tally: Any) -> bool | str:
    if capacity.role in (*HOTLINE, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR):
        return True
    return _("The hotline, supervisors, leaders and the auditor see the trends of the whole city.")


@visible(ImportRun)
def _imports(user: User) -> Q:
    return Q() if has_role(user, Role.HOTLINE_LEAD, Role.AUDITOR) else Q(pk__in=[])


@rule(WorkOrder, "import_orders")
def _lead_imports(capacity: Capacity, user: User, order: Any) -> bool | str:
    return capacity.role == Role.HOTLINE_LEAD or _("The hotline lead imports work orders.")


@visible(Caller)
def _callers(user: User) -> Q:
    """Masked, beside its order, for the hotline alone."""
    return Q() if has_role(user, *HOTLINE) else Q(pk__in=[])


@rule(WorkOrder, "unmask")
def _hotline_unmasks(capacity: Capacity, user: User, order: Any) -> bool | str:
    return capacity.role in HOTLINE or _("Only the hotline sees who called, and only with a reason.")


@rule(WorkOrder, "read_views")
def _who_looked(capacity: Capacity, user: User, order: Any) -> bool | str:
    return capacity.role in (Role.HOTLINE_LEAD, Role.AUDITOR) or _("The hotline lead and the auditor read who looked.")


@rule(WorkOrder, "export_orders")
def _lead_exports(capacity: Capacity, user: User, order: Any) -> bool | str:
    return capacity.role == Role.HOTLINE_LEAD or _("The hotline lead exports work orders.")


@rule(WorkOrder, "read_words")
def _reads_words(capacity: Capacity, user: User, order: Any) -> bool | str:
    return capacity.role in HOTLINE or _("Only the hotline reads the caller's words.")


@rule(Link, "confirm", "reject")
def _lead_decides(capacity: Capacity, user: User, link: Link) -> bool | str:
    return capacity.role == Role.HOTLINE_LEAD or _("The hotline lead confirms or rejects links.")


@rule(Link, "answer")
def _unit_answers(capacity: Capacity, user: User, link: Link) -> bool | str:
    if capacity.role in UNIT_ROLES and capacity.department_id == link.commitment.lead_id:
        return True
    return _("The lead department answers; it neither confirms nor rejects.")


@rule(Commitment, "see_complaints")
def _sees_complaints(capacity: Capacity, user: User, commitment: Commitment) -> bool | str:
    if capacity.role in (*HOTLINE, Role.SUPERVISOR, Role.AUDITOR):
        return True
    if capacity.role == Role.LEADER and commitment.lead and capacity.post_id == commitment.lead.post_id is not None:
        return True
    if capacity.role in UNIT_ROLES and capacity.department_id in {commitment.lead_id, *involved_units(commitment)}:
        return True
    return _("The hotline, supervisors, the units concerned and the leader of the area read this.")


@rule(Concept, "read_thesaurus")
def _reads_thesaurus(capacity: Capacity, user: User, concept: Any) -> bool | str:
    return capacity.role in (*HOTLINE, Role.AUDITOR) or _("The hotline keeps the thesaurus.")


@rule(Concept, "edit_thesaurus")
def _edits_thesaurus(capacity: Capacity, user: User, concept: Any) -> bool | str:
    return capacity.role == Role.HOTLINE_LEAD or _("The hotline lead edits the thesaurus.")


@rule(Offer, "see_suggestion_quality")
def _sees_quality(capacity: Capacity, user: User, offer: Any) -> bool | str:
    if capacity.role in (*HOTLINE, Role.SUPERVISOR, Role.AUDITOR):
        return True
    return _("The hotline, supervisors and the auditor read this.")
