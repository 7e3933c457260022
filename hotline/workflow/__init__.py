"""Every change of a work order and of a link, one verb per function; pages, API, imports and the simulation call these."""

from .answering import answer
from .callers import CallerData, unmask
from .dispatching import (
    answer_directly,
    designate,
    dispatch,
    grant_extension,
    pass_reply,
    reassign,
    refuse_extension,
    send_back,
    supervise,
    tell_extension,
    uphold,
)
from .ending import call_back, close, exclude, merge, redo, tell_merged
from .handling import ask_extension, ask_return, reply, sign_for
from .informing import drop_answer, tell_caller
from .linking import confirm, link, reject, tell_commitment
from .promising import decline_promise, promise_commitment, promise_site, reopen_promise
from .taking import OWN, TEXT_MAX, release_summary, take_down

__all__ = [
    "OWN",
    "TEXT_MAX",
    "CallerData",
    "answer",
    "answer_directly",
    "ask_extension",
    "ask_return",
    "call_back",
    "close",
    "confirm",
    "decline_promise",
    "designate",
    "dispatch",
    "drop_answer",
    "exclude",
    "grant_extension",
    "link",
    "merge",
    "pass_reply",
    "promise_commitment",
    "promise_site",
    "reassign",
    "redo",
    "refuse_extension",
    "reject",
    "release_summary",
    "reopen_promise",
    "reply",
    "send_back",
    "sign_for",
    "supervise",
    "take_down",
    "tell_caller",
    "tell_commitment",
    "tell_extension",
    "tell_merged",
    "unmask",
    "uphold",
]
