"""The table first: from which states a step of an order is possible, and where it leads (None: it stays)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotline.models.order import State, WorkOrder

OPEN = frozenset({State.REGISTERED, State.DISPATCHED, State.HANDLING, State.RETURN_ASKED, State.REPLIED, State.REVIEWED})
WITH_UNIT = frozenset({State.DISPATCHED, State.HANDLING})
SENT = OPEN - {State.REGISTERED}

TRANSITIONS: dict[str, tuple[frozenset[State], State | None]] = {
    "answer_directly": (frozenset({State.REGISTERED}), State.CLOSED),
    "dispatch": (frozenset({State.REGISTERED}), State.DISPATCHED),
    "sign_for": (frozenset({State.DISPATCHED}), State.HANDLING),
    "ask_return": (WITH_UNIT, State.RETURN_ASKED),
    "reassign": (frozenset({State.RETURN_ASKED}), State.DISPATCHED),
    "uphold": (frozenset({State.RETURN_ASKED}), State.HANDLING),
    "designate": (frozenset({State.RETURN_ASKED}), State.DISPATCHED),
    "ask_extension": (frozenset({State.HANDLING}), None),
    "grant_extension": (frozenset({State.HANDLING}), None),
    "tell_extension": (WITH_UNIT | {State.RETURN_ASKED, State.REPLIED}, None),
    "refuse_extension": (frozenset({State.HANDLING}), None),
    "reply": (frozenset({State.HANDLING}), State.REPLIED),
    "pass_reply": (frozenset({State.REPLIED}), State.REVIEWED),
    "track": (frozenset({State.REPLIED}), State.HANDLING),  # a staged reply passes: tracked until the promised day
    "send_back": (frozenset({State.REPLIED}), State.HANDLING),
    "call_back": (frozenset({State.REVIEWED}), None),
    "redo": (frozenset({State.REVIEWED}), State.DISPATCHED),
    "close": (frozenset({State.REGISTERED, State.REVIEWED}), State.CLOSED),
    "supervise": (OPEN, None),
    "merge": (frozenset({State.REGISTERED, *WITH_UNIT}), State.MERGED),
    "tell_merged": (frozenset({State.MERGED}), State.CLOSED),
    "exclude": (SENT | {State.CLOSED}, None),
}

LABELS = {
    "answer_directly": gettext_lazy("answer directly"),
    "dispatch": gettext_lazy("dispatch"),
    "sign_for": gettext_lazy("sign for"),
    "ask_return": gettext_lazy("ask to return"),
    "reassign": gettext_lazy("dispatch to another unit"),
    "uphold": gettext_lazy("uphold the dispatch"),
    "designate": gettext_lazy("designate a unit"),
    "ask_extension": gettext_lazy("ask for more time"),
    "grant_extension": gettext_lazy("give more time"),
    "tell_extension": gettext_lazy("tell the caller of the new day"),
    "refuse_extension": gettext_lazy("give no more time"),
    "reply": gettext_lazy("reply to the caller"),
    "pass_reply": gettext_lazy("pass the reply"),
    "track": gettext_lazy("track until the promised day"),
    "send_back": gettext_lazy("send the reply back"),
    "call_back": gettext_lazy("call back"),
    "redo": gettext_lazy("have it redone"),
    "close": gettext_lazy("close the order"),
    "supervise": gettext_lazy("supervise"),
    "merge": gettext_lazy("merge into another order"),
    "tell_merged": gettext_lazy("tell the merged caller"),
    "exclude": gettext_lazy("exclude from the rates"),
}


def why_not_yet(action: str, order: WorkOrder) -> str:
    """A sentence saying what stands in the way of `action` though the state would allow it; "" where nothing does."""
    if action == "dispatch" and not order.is_released:
        return _("Release a summary first: it is all the unit reads.")
    if action == "merge" and order.repeats.exists():
        return _("Other orders are merged into this one; it stays a master.")
    return ""


def why_not_now(action: str, state: str) -> str:
    """A sentence saying from where `action` would be possible; "" where it is possible from `state`."""
    allowed, _target = TRANSITIONS[action]
    if state in allowed:
        return ""
    return _("Not possible while the order is “%(state)s”: %(action)s is possible from %(states)s.") % {
        "state": State(state).label,
        "action": LABELS[action],
        "states": _(", ").join(str(State(each).label) for each in State if each in allowed),
    }
