"""Which kind of office would lead: proposed from the words of its duties, with the words that decided.

The duties are a data file (`duties.json`) that a city edits or replaces; nothing about offices stands in code.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("duties.json")
_IN_QUOTE, _IN_HEADING = 3, 1
_SUPPORTS_FROM = 0.5  # of the lead's weight


@dataclass(frozen=True)
class Proposal:
    """A lead, offices that would support it, the category, and the words that spoke for the lead."""

    lead: str = ""
    supporting: tuple[str, ...] = ()
    category: str = ""
    words: tuple[str, ...] = ()


class Duties:
    """Offices and the words of their duties; categories likewise."""

    def __init__(self, offices: Mapping[str, Sequence[str]], categories: Mapping[str, Sequence[str]] | None = None) -> None:
        self.offices = {name: tuple(words) for name, words in offices.items()}
        self.categories = {name: tuple(words) for name, words in (categories or {}).items()}

    @classmethod
    def default(cls) -> "Duties":
        return _default()

    @classmethod
    def from_file(cls, path: Path) -> "Duties":
        """Duties from a JSON file: {"offices": {name: [words]}, "categories": {name: [words]}}."""
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return cls(content["offices"], content.get("categories"))

    def propose(self, quote: str, heading: str) -> Proposal:
        """The office whose duty words weigh most: a long word more than a short one, the quote more than its heading."""
        ranked = _ranked(self.offices, quote, heading)
        category = next(iter(_ranked(self.categories, quote, heading)), None)
        if not ranked:
            return Proposal(category=category[0] if category else "")
        lead, weight, words = ranked[0]
        supporting = tuple(name for name, other, _ in ranked[1:4] if other >= _SUPPORTS_FROM * weight)
        return Proposal(lead, supporting, category[0] if category else "", words)


def _ranked(table: Mapping[str, Sequence[str]], quote: str, heading: str) -> list[tuple[str, float, tuple[str, ...]]]:
    rows = []
    for name, words in table.items():
        hits = [(word, _IN_QUOTE if word in quote else _IN_HEADING) for word in words if word in quote or word in heading]
        if hits:
            weight = sum(place * len(word) for word, place in hits)
            rows.append((name, float(weight), tuple(word for word, _ in hits)))
    return sorted(rows, key=lambda row: -row[1])


@lru_cache(maxsize=1)
def _default() -> Duties:
    return Duties.from_file(_FILE)
