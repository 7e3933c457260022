"""Every change of a work order and of a link, one verb per function; pages, API, imports and the simulation call these."""

from .answering import answer
from .linking import confirm, link, reject, tell_commitment
from .taking import OWN, TEXT_MAX, release_summary, take_down

__all__ = ["OWN", "TEXT_MAX", "answer", "confirm", "link", "reject", "release_summary", "take_down", "tell_commitment"]
