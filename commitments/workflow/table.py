"""The table first: from which stages an action is possible, and where it leads (None: the stage stays)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Commitment, Stage

RUNNING = frozenset({Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.COMPLETION_REQUESTED})
WORKING = frozenset({Stage.IN_PROGRESS})
UNDER_WAY = frozenset({Stage.ASSIGNED, Stage.IN_PROGRESS})
REQUESTED = frozenset({Stage.COMPLETION_REQUESTED})
EVERY = frozenset(Stage)

TRANSITIONS: dict[str, tuple[frozenset[Stage], Stage | None]] = {
    # assigning
    "take_over": (RUNNING, None),
    "hand_over": (RUNNING | {Stage.DRAFT, Stage.SUSPENDED}, None),
    "edit_draft": (frozenset({Stage.DRAFT}), None),
    "correct_draft": (frozenset({Stage.DRAFT}), None),
    "accept_draft": (frozenset({Stage.DRAFT}), None),
    "reject_draft": (frozenset({Stage.DRAFT}), Stage.CANCELLED),
    "restore_draft": (frozenset({Stage.CANCELLED}), Stage.DRAFT),
    "confirm_lead": (frozenset({Stage.DRAFT, Stage.ASSIGNED}), None),
    "set_supporting": (RUNNING | {Stage.DRAFT}, None),
    "set_interval": (RUNNING | {Stage.DRAFT}, None),
    "enter_reference": (UNDER_WAY | {Stage.DRAFT}, None),
    "assign": (frozenset({Stage.DRAFT}), Stage.ASSIGNED),
    "sign_in": (frozenset({Stage.ASSIGNED}), Stage.IN_PROGRESS),
    "sign_in_supporting": (RUNNING, None),
    "dispute": (UNDER_WAY, None),
    "reassign": (UNDER_WAY, Stage.ASSIGNED),
    "uphold": (UNDER_WAY, None),
    # reporting
    "file_plan": (WORKING, None),
    "release_plan": (WORKING, None),
    "return_plan": (WORKING, None),
    "report_progress": (WORKING, None),
    "withdraw_report": (WORKING, None),
    "report_duty": (WORKING, None),
    "report_share": (WORKING, None),
    "update_site": (WORKING, None),
    "edit_sites": (WORKING | UNDER_WAY, None),
    "promise_site": (UNDER_WAY, None),
    "edit_shares": (UNDER_WAY | {Stage.DRAFT}, None),
    "edit_milestones": (UNDER_WAY, None),
    "reach_milestone": (UNDER_WAY, None),
    "add_evidence": (RUNNING, None),
    # completing
    "request_completion": (WORKING, Stage.COMPLETION_REQUESTED),
    "release_completion": (REQUESTED, None),
    "withdraw_completion": (REQUESTED, Stage.IN_PROGRESS),
    "return": (REQUESTED, Stage.IN_PROGRESS),
    "complete": (REQUESTED, Stage.COMPLETED),
    # extending
    "request_extension": (WORKING, None),
    "release_extension": (WORKING, None),
    "withdraw_extension": (RUNNING, None),
    "grant_extension": (WORKING, None),
    "refuse_extension": (RUNNING, None),
    "set_deadline": (UNDER_WAY | {Stage.DRAFT}, None),
    "move_part": (UNDER_WAY, None),
    # pausing and ending
    "ask_pause": (RUNNING, None),
    "suspend": (WORKING, Stage.SUSPENDED),
    "resume": (frozenset({Stage.SUSPENDED}), Stage.IN_PROGRESS),
    "cancel": (RUNNING | {Stage.SUSPENDED}, Stage.CANCELLED),
    "merge": (UNDER_WAY | {Stage.DRAFT}, Stage.MERGED),
    "reopen": (frozenset({Stage.COMPLETED, Stage.CANCELLED, Stage.CLOSED}), Stage.IN_PROGRESS),
    "close_year": (RUNNING | {Stage.SUSPENDED}, Stage.CLOSED),
    # the unit's word beside light and verdict
    "reply": (RUNNING | {Stage.SUSPENDED, Stage.COMPLETED, Stage.CANCELLED, Stage.CLOSED}, None),
    # urging
    "urge": (RUNNING, None),
    "reply_urging": (EVERY, None),
    "instruct": (RUNNING | {Stage.SUSPENDED}, None),
    # told by the hotline
    "hear_complaints": (EVERY, None),
    "warn": (EVERY, None),
    # a year's calendar was entered
    "recount": (EVERY, None),
}

LABELS = {
    "take_over": gettext_lazy("take over from somebody who leaves"),
    "edit_draft": gettext_lazy("correct the draft"),
    "correct_draft": gettext_lazy("correct what was read"),
    "accept_draft": gettext_lazy("accept the draft"),
    "reject_draft": gettext_lazy("reject the draft"),
    "restore_draft": gettext_lazy("take the rejection back"),
    "confirm_lead": gettext_lazy("confirm the lead department"),
    "set_supporting": gettext_lazy("set the supporting departments"),
    "set_interval": gettext_lazy("set the reporting interval"),
    "enter_reference": gettext_lazy("enter the reference figure"),
    "assign": gettext_lazy("assign"),
    "sign_in": gettext_lazy("sign in"),
    "sign_in_supporting": gettext_lazy("sign in as supporting department"),
    "dispute": gettext_lazy("dispute the assignment"),
    "reassign": gettext_lazy("reassign"),
    "uphold": gettext_lazy("uphold the assignment"),
    "file_plan": gettext_lazy("file a plan"),
    "release_plan": gettext_lazy("release the plan"),
    "return_plan": gettext_lazy("return the plan"),
    "report_progress": gettext_lazy("report progress"),
    "withdraw_report": gettext_lazy("withdraw the progress report"),
    "report_duty": gettext_lazy("report on the own duty"),
    "report_share": gettext_lazy("report on a county share"),
    "update_site": gettext_lazy("update a site"),
    "edit_sites": gettext_lazy("edit the sites"),
    "promise_site": gettext_lazy("add a site promised in a reply"),
    "edit_shares": gettext_lazy("allocate county shares"),
    "edit_milestones": gettext_lazy("edit the milestones"),
    "reach_milestone": gettext_lazy("mark a milestone as reached"),
    "add_evidence": gettext_lazy("add evidence"),
    "request_completion": gettext_lazy("request completion"),
    "release_completion": gettext_lazy("release the completion request"),
    "withdraw_completion": gettext_lazy("withdraw the completion request"),
    "return": gettext_lazy("return"),
    "complete": gettext_lazy("complete"),
    "request_extension": gettext_lazy("request an extension"),
    "release_extension": gettext_lazy("release the extension request"),
    "withdraw_extension": gettext_lazy("withdraw the extension request"),
    "grant_extension": gettext_lazy("grant the extension"),
    "refuse_extension": gettext_lazy("refuse the extension"),
    "set_deadline": gettext_lazy("set the deadline"),
    "move_part": gettext_lazy("move a site or milestone"),
    "ask_pause": gettext_lazy("propose suspension or cancellation"),
    "suspend": gettext_lazy("suspend"),
    "resume": gettext_lazy("resume"),
    "cancel": gettext_lazy("cancel"),
    "merge": gettext_lazy("merge"),
    "reopen": gettext_lazy("reopen"),
    "close_year": gettext_lazy("close at the year's end"),
    "hand_over": gettext_lazy("hand over to the successor unit"),
    "reply": gettext_lazy("write a reply"),
    "urge": gettext_lazy("urge"),
    "reply_urging": gettext_lazy("reply to an urging note"),
    "instruct": gettext_lazy("write an instruction"),
    "hear_complaints": gettext_lazy("count complaints"),
    "warn": gettext_lazy("warn of many calls"),
    "recount": gettext_lazy("count by the new calendar"),
}


class Refusal(Exception):
    """A step that did not happen; nothing was changed. `str()` is the sentence to show, `code` for machines."""

    code = "refused"


class NotPossible(Refusal):
    """Not possible now (409): says from where it would be."""

    code = "not_possible"


class Conflict(Refusal):
    """Somebody else changed the item first (409); `current` is the row as it stands now."""

    code = "conflict"

    def __init__(self, current: object) -> None:
        self.current = current
        super().__init__(_("Somebody else changed this meanwhile. Nothing of yours was saved; compare and try again."))


class Invalid(Refusal):
    """What was typed cannot be: field name → sentence."""

    code = "invalid"

    def __init__(self, **fields: str) -> None:
        self.fields = fields
        super().__init__(" ".join(str(text) for text in fields.values()))


class OneRefused(Refusal):
    """Of many items done at once this `row` cannot be, for `why`; none of them was."""

    code = "one_refused"

    def __init__(self, row: Commitment, why: Exception) -> None:
        self.row, self.why = row, why
        super().__init__(_("%(code)s: %(why)s Nothing was done.") % {"code": row.code, "why": why})


class SomeRefused(Refusal):
    """Of many items done at once some cannot be; none was. `why`: code → sentence, for every one of them."""

    code = "some_refused"

    def __init__(self, why: dict[str, str]) -> None:
        self.why = why
        super().__init__(_("Nothing was saved: %(codes)s.") % {"codes": _(", ").join(sorted(why))})


def stages_of(action: str) -> str:
    """The stages `action` is possible from, in words."""
    allowed, _target = TRANSITIONS[action]
    return _(", ").join(str(item.label) for item in Stage if item in allowed)


def why_not_now(action: str, stage: str) -> str:
    """Empty when `action` is possible from `stage`, else one sentence saying from where it would be."""
    allowed, _target = TRANSITIONS[action]
    if stage in allowed:
        return ""
    return _("“%(action)s” is possible only from: %(allowed)s. This item is: %(stage)s.") % {
        "action": LABELS[action],
        "allowed": stages_of(action),
        "stage": Stage(stage).label,
    }
