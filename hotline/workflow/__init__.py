"""Every change of a work order and of a link, one verb per function; pages, API, imports and the simulation call these."""

from .answering import answer
from .callers import CallerData, unmask
from .informing import drop_answer, tell_caller
from .linking import confirm, link, reject, tell_commitment
from .taking import OWN, TEXT_MAX, release_summary, take_down

__all__ = [
    "OWN",
    "TEXT_MAX",
    "CallerData",
    "answer",
    "confirm",
    "drop_answer",
    "link",
    "reject",
    "release_summary",
    "take_down",
    "tell_caller",
    "tell_commitment",
    "unmask",
]
