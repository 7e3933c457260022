"""How a digest reaches a person outside the application: one file per channel, all behind `base.Carrier`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from commitments.messages import Letter
from commitments.models import Delivery
from departments.models import User

from .base import Carrier
from .mail import Mail

EMAIL = "email"
_CARRIERS: dict[str, Callable[[], Carrier]] = {EMAIL: Mail}


class Nowhere:
    """A demonstration's past: what would have gone out is written down and carried nowhere."""

    def carry(self, delivery: Delivery, letter: Letter) -> None:
        """Taken, and nothing leaves."""

    def close(self) -> None:
        """Nothing is held."""


def ways(people: Iterable[User]) -> dict[int, dict[str, str]]:
    """Person id → channel → address, of the channels each person picked; nothing for those who read the bell only."""
    return {person.pk: {EMAIL: person.email} if person.email_on and person.email else {} for person in people}


class Fleet:
    """The carriers of one round, each opened at its first digest; or one carrier that takes everything."""

    def __init__(self, only: Carrier | None = None) -> None:
        self._only = only
        self._open: dict[str, Carrier] = {}

    def carrier(self, channel: str) -> Carrier:
        if self._only:
            return self._only
        if channel not in self._open:
            self._open[channel] = _CARRIERS[channel.partition(":")[0]]()
        return self._open[channel]

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        for carrier in self._open.values():
            carrier.close()
