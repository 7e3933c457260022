"""The steps a person can take on a commitment, as pages and the API offer them: one table for both faces.

An `Action` knows its form, the object its permission is asked on, and the workflow function it calls. It
holds no rule of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from departments.access import Denied, can, units
from departments.models import User

from . import forms
from .models import AssignmentDispute, Commitment, Plan, ProgressReport, Request
from .workflow import assigning, deciding, parts, reporting, requests
from .workflow.table import LABELS, NotPossible, Refusal, stages_of, why_not_now

Target = Callable[[Commitment, User], "Model | None"]
Run = Callable[..., Any]
NotOn = Callable[[Commitment, date], str]


@dataclass(frozen=True)
class Action:
    name: str
    form: type[forms.ActionForm]
    run: Run  # run(target, actor=, at=, **cleaned data [, version=])
    target: Target | None = None  # None: the commitment itself
    permit: str = ""  # the rule asked; its own name where empty
    versioned: bool = False
    is_main: bool = False  # shown as a button first
    is_listed: bool = True  # False: offered only where it belongs, beside the report it undoes
    not_on: NotOn | None = None  # why not on this day, where the stage would allow it

    @property
    def label(self) -> str:
        return str(LABELS[self.name])

    def find(self, commitment: Commitment, user: User) -> Model:
        """The object acted on; `NotPossible` when nothing of the kind is there."""
        found = self.target(commitment, user) if self.target else commitment
        if found is None:
            raise NotPossible(_("Nothing is waiting for “%(action)s”.") % {"action": self.label})
        return found

    def do(self, commitment: Commitment, form: forms.ActionForm, *, actor: User, at: datetime, version: int | None) -> Any:
        """Call the workflow with what a valid form holds."""
        extra = {"version": version} if self.versioned else {}
        return self.run(self.find(commitment, actor), actor=actor, at=at, **form.arguments(), **extra)


@dataclass(frozen=True)
class Offer:
    """An action for this person now: possible, or the sentence why not.

    `is_his` when the policy would allow it; `is_now` when somebody could do it at this stage.
    """

    action: Action
    is_his: bool
    why_not: str = ""
    is_now: bool = True

    @property
    def is_possible(self) -> bool:
        return not self.why_not

    @property
    def stages(self) -> str:
        """The stages it is possible in, in words."""
        return stages_of(self.action.name)


def _pending(*kinds: str) -> Target:
    def find(commitment: Commitment, user: User) -> Request | None:
        return next((r for r in pending_requests(commitment) if r.kind in kinds), None)

    return find


def pending_requests(commitment: Commitment) -> list[Request]:
    """Requests waiting for a decision; read once per object."""
    cached = getattr(commitment, "_pending_requests", None)
    if cached is None:
        cached = [request for request in commitment.requests.all() if request.is_pending]
        for request in cached:
            request.commitment = commitment
        commitment._pending_requests = cached  # type: ignore[attr-defined]
    return cached


def _plan(*states: str) -> Target:
    def find(commitment: Commitment, user: User) -> Plan | None:
        return max((plan for plan in commitment.plans.all() if plan.state in states), key=lambda plan: plan.number, default=None)

    return find


def _dispute(commitment: Commitment, user: User) -> AssignmentDispute | None:
    return next((d for d in commitment.disputes.all() if d.state == AssignmentDispute.State.OPEN), None)


def _newest_report(commitment: Commitment, user: User) -> ProgressReport | None:
    """The newest report on the item that stands."""
    report = commitment.progress_reports.standing().filter(share=None).order_by("-pk").first()
    if report is not None:
        report.commitment = commitment
    return report


def _own_duty(commitment: Commitment, user: User) -> Model | None:
    """His own unit's duty; where he has none, somebody's, so that the policy says why it is not his."""
    duties, mine = list(commitment.supporting.all()), units(user)
    return next((duty for duty in duties if duty.department_id in mine), duties[0] if duties else None)


_COMPLETION = _pending(Request.Kind.COMPLETION)
_OTHERS = _pending(Request.Kind.EXTENSION, Request.Kind.SUSPENSION, Request.Kind.CANCELLATION)

ACTIONS: dict[str, Action] = {
    action.name: action
    for action in [
        Action("edit_draft", forms.EditDraftForm, assigning.edit_draft, versioned=True),
        Action("confirm_lead", forms.LeadForm, assigning.confirm_lead, versioned=True),
        Action("set_supporting", forms.SupportingForm, assigning.set_supporting, versioned=True),
        Action("set_interval", forms.IntervalForm, assigning.set_interval, versioned=True),
        Action("enter_reference", forms.ReferenceForm, assigning.enter_reference, versioned=True),
        Action("assign", forms.LeadForm, assigning.assign, versioned=True, is_main=True),
        Action("sign_in", forms.PlainForm, assigning.sign_in, versioned=True, is_main=True),
        Action("sign_in_supporting", forms.PlainForm, assigning.sign_in_supporting, _own_duty, is_main=True),
        Action("dispute", forms.DisputeForm, assigning.dispute, versioned=True, not_on=assigning.dispute_closed),
        Action("reassign", forms.ReassignForm, assigning.decide_dispute, _dispute, "decide_dispute"),
        Action("uphold", forms.DecisionForm, assigning.decide_dispute, _dispute, "decide_dispute"),
        Action("report_progress", forms.ProgressForm, reporting.report_progress, versioned=True, is_main=True),
        Action("withdraw_report", forms.PlainForm, reporting.withdraw_report, _newest_report, is_listed=False),
        Action("report_duty", forms.DutyReportForm, reporting.report_duty, _own_duty),
        Action("report_share", forms.ShareReportForm, forms.report_share),
        Action("update_site", forms.SiteForm, forms.update_site),
        Action("edit_sites", forms.SitesForm, reporting.put_sites, versioned=True),
        Action("edit_shares", forms.SharesForm, reporting.put_shares, versioned=True),
        Action("edit_milestones", forms.MilestoneForm, parts.put_milestone, versioned=True),
        Action("reach_milestone", forms.ReachForm, forms.reach_milestone),
        Action("add_evidence", forms.EvidenceOnlyForm, reporting.add_evidence),
        Action("reply", forms.ReplyForm, reporting.reply, versioned=True, not_on=reporting.nothing_to_reply_to),
        Action("file_plan", forms.PlanForm, reporting.file_plan, versioned=True),
        Action("release_plan", forms.PlainForm, reporting.release_plan, _plan(Plan.State.WITH_HEAD), "release_plan"),
        Action("return_plan", forms.ReasonForm, reporting.return_plan, _plan("with_head", "released"), "return_plan"),
        Action(
            "request_completion",
            forms.CompletionForm,
            requests.ask_completion,
            versioned=True,
            is_main=True,
            not_on=requests.completion_too_early,
        ),
        Action("release_completion", forms.PlainForm, requests.release, _COMPLETION, "release", is_main=True),
        Action("withdraw_completion", forms.PlainForm, requests.withdraw, _COMPLETION, "withdraw"),
        Action("return", forms.ReturnForm, requests.send_back, _COMPLETION, "send_back"),
        Action("complete", forms.ChecklistForm, requests.complete, _COMPLETION, "decide", is_main=True),
        Action(
            "request_extension",
            forms.ExtensionForm,
            requests.ask_extension,
            versioned=True,
            is_main=True,
            not_on=requests.extension_waits,
        ),
        Action("release_extension", forms.PlainForm, requests.release, _OTHERS, "release", is_main=True),
        Action("withdraw_extension", forms.PlainForm, requests.withdraw, _OTHERS, "withdraw"),
        Action("grant_extension", forms.GrantForm, requests.grant, _OTHERS, "decide", is_main=True),
        Action("refuse_extension", forms.ReasonForm, requests.send_back, _OTHERS, "send_back"),
        Action("set_deadline", forms.SetDeadlineForm, deciding.set_deadline, versioned=True),
        Action("move_part", forms.MovePartForm, forms.move_part),
        Action("urge", forms.UrgeForm, forms.urge_one, is_main=True),
        Action("instruct", forms.InstructForm, deciding.instruct, is_main=True),
        Action("ask_pause", forms.PauseForm, requests.ask_pause, versioned=True),
        Action("suspend", forms.ReasonForm, deciding.suspend, versioned=True),
        Action("resume", forms.ReasonForm, deciding.resume, versioned=True, is_main=True),
        Action("cancel", forms.ReasonForm, deciding.cancel, versioned=True),
        Action("merge", forms.MergeForm, deciding.merge, versioned=True),
        Action("reopen", forms.ReasonForm, deciding.reopen, versioned=True, not_on=deciding.never_assigned),
        Action("close_year", forms.CloseYearForm, deciding.close_year, versioned=True, not_on=deciding.year_not_over),
    ]
}


def offer(action: Action, commitment: Commitment, user: User, *, on: date) -> Offer:
    """Whether `user` may do it, and whether it is possible on the local day `on`; asks what the step itself asks."""
    try:
        target = action.find(commitment, user)
        permit_on = _permit_object(action, commitment, target, user)
    except Refusal as refusal:
        return Offer(action, is_his=False, why_not=str(refusal), is_now=False)
    answer = can(user, action.permit or action.name, permit_on)
    not_now = why_not_now(action.name, commitment.stage) or (action.not_on(commitment, on) if action.not_on else "")
    if not answer:
        return Offer(action, is_his=False, why_not=answer.why, is_now=not not_now)
    if isinstance(target, Request) and (waiting := _not_with_him(action, target)):
        return Offer(action, is_his=True, why_not=waiting, is_now=False)
    return Offer(action, is_his=True, why_not=not_now, is_now=not not_now)


def _permit_object(action: Action, commitment: Commitment, target: Model, user: User) -> Model:
    """Plans ask on their commitment; sites, shares and parts are asked one by one when chosen in the form."""
    if isinstance(target, Plan):
        return commitment
    if action.name == "update_site":
        sites = list(commitment.sites.all())
        for site in sites:
            site.commitment = commitment
        if not sites:
            raise NotPossible(_("No sites have been entered."))
        return next((s for s in sites if can(user, "update_site", s)), sites[0])
    if action.name == "reach_milestone" and all(milestone.done_on for milestone in commitment.milestones.all()):
        raise NotPossible(_("No milestone is waiting to be reached."))
    if action.name == "report_share":
        shares = list(commitment.shares.all())
        for share in shares:
            share.commitment = commitment
        if not shares:
            raise NotPossible(_("The target is not allocated to counties."))
        return next((s for s in shares if can(user, "report_share", s)), shares[0])
    return target


def _not_with_him(action: Action, request: Request) -> str:
    needs = {
        "release_completion": (Request.State.WITH_HEAD,),
        "release_extension": (Request.State.WITH_HEAD,),
        "complete": (Request.State.WITH_SUPERVISOR,),
        "grant_extension": (Request.State.WITH_SUPERVISOR, Request.State.WITH_LEADER),
    }.get(action.name)
    if needs is None or request.state in needs:
        return ""
    return _("The request is %(state)s.") % {"state": request.get_state_display()}


def offers(commitment: Commitment, user: User, *, on: date) -> Iterator[Offer]:
    """Every action with its answer, in the table's order."""
    for action in ACTIONS.values():
        if not action.is_listed:
            continue
        yield offer(action, commitment, user, on=on)


def permitted(action: Action, commitment: Commitment, user: User, *, on: date) -> Model:
    """The object acted on, where `user` may: else `Denied`, before anything typed is looked at.

    Where nothing of the kind is there: `NotPossible`.
    """
    target = action.find(commitment, user)
    answer = offer(action, commitment, user, on=on)
    if not answer.is_his:
        raise Denied(answer.why_not)
    return target
