"""Which kind of office would lead: proposed from the words of its duties, with the words that decided.

The duties are a data file (`duties.json`) that a city edits or replaces; nothing about offices stands in code.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("duties.json")
_SUPPORTS_FROM = 0.5  # of the lead's weight
_DENOMINATOR = re.compile(r"占[^占，。]{2,12}?(?=的?比重|的?\d)|与(?:地区)?生产总值")


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

    def propose(self, quote: str, *around: str) -> Proposal:
        """The office whose duty words weigh most in the quote, a long word more than a short one.

        Where the quote has none of any office, the texts `around` it are asked in turn: its clause, its theme, its sentence.
        """
        quote = _DENOMINATOR.sub("", quote)  # 占地区生产总值比重 names the other side of a ratio
        ranked = _first(self.offices, quote, around)
        category = next(iter(_first(self.categories, quote, around)), None)
        if not ranked:
            return Proposal(category=category[0] if category else "")
        lead, weight, words = ranked[0]
        supporting = tuple(name for name, other, _ in ranked[1:4] if other >= _SUPPORTS_FROM * weight)
        return Proposal(lead, supporting, category[0] if category else "", words)


_Rows = list[tuple[str, int, tuple[str, ...]]]


def _first(table: Mapping[str, Sequence[str]], quote: str, around: Sequence[str]) -> _Rows:
    for text in (quote, *around):
        if rows := _ranked(table, text):
            return rows
    return []


def _ranked(table: Mapping[str, Sequence[str]], text: str) -> _Rows:
    """Rows whose words occur, the heaviest first; a word inside a longer one of the same row does not count again.

    Of equals the one named last leads: the head of a Chinese phrase stands at its end.
    """
    rows = []
    for name, words in table.items():
        hits = [word for word in words if word in text]
        hits = [word for word in hits if not any(word != other and word in other for other in hits)]
        if hits:
            rows.append((name, sum(len(word) for word in hits), tuple(hits)))
    return sorted(rows, key=lambda row: (-row[1], -max(text.rfind(word) for word in row[2])))


@lru_cache(maxsize=1)
def _default() -> Duties:
    return Duties.from_file(_FILE)
