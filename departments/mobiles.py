"""Mobile numbers of the mainland: the one a person gives for text messages and mentions."""

from __future__ import annotations

import re

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
SPACES = re.compile(r"[\s\-－—]")


def tidied(text: str) -> str:
    """Without spaces, strokes and the country's code; anything else stays as it was given."""
    return re.sub(r"^(\+|00)?86(?=1)", "", SPACES.sub("", text))


def is_mobile(number: str) -> bool:
    """Whether a tidied number is one that takes text messages."""
    return bool(MOBILE.fullmatch(number))


def hidden(text: str) -> str:
    """A text of somebody else's with every mobile number in it masked: a gateway may repeat the one it refuses."""
    return re.sub(rf"(?<!\d){MOBILE.pattern}(?!\d)", lambda found: masked(found[0]), text, flags=re.ASCII)


def masked(number: str) -> str:
    """As others than the person and the administrators see it."""
    return f"{number[:3]}****{number[-4:]}" if is_mobile(number) else ""
