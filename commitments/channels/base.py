"""What a channel promises: it carries one digest to one person and says truthfully what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from commitments.messages import Letter
from commitments.models import Delivery
from departments.mobiles import hidden


@dataclass(frozen=True)
class Failure:
    """Why a digest did not go out.

    `is_final`: trying again is useless (an address no server takes). `is_outage`: nobody answered, which says
    nothing against the message – it does not use up its attempts. `is_doubtful`: it may have arrived all the same.
    The reason is read by others and written to the log: mobile numbers in it are masked.
    """

    reason: str
    is_final: bool = False
    is_outage: bool = False
    is_doubtful: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", hidden(self.reason))


class Carrier(Protocol):
    """One round's way out of a channel; asked once per digest, closed at the end of the round."""

    def carry(self, delivery: Delivery, letter: Letter) -> Failure | None:
        """Carry the letter to the delivery's address; None once the other side has taken it."""

    def close(self) -> None:
        """Let go of connections."""
