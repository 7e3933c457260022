"""Expressions of the thesaurus found in a text.

Notation of one expression: `加装电梯` stands verbatim; `老楼|旧楼` either; `[路]` any word of the group 路 (and 路 itself);
`[路]+坑` both, in any order, within `WINDOW` characters. A leading `~` marks a weak word: it only hints, and is never
looked for as an expression (`concepts` does that).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise, product

WINDOW = 26  # characters from the first word's start to the last word's end: about two clauses
_PLACES_PER_PART = 8  # a word said more often than this adds nothing


@dataclass(frozen=True)
class Pattern:
    text: str
    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Hit:
    """A pattern found; `words` as they stand in the text, in the pattern's order."""

    pattern: Pattern
    words: tuple[str, ...]


def parse(text: str, groups: Mapping[str, Iterable[str]]) -> Pattern:
    """The expression `text` with its groups written out. An unknown group is its own only word."""
    body = text.removeprefix("~").lower()
    parts = tuple(tuple(dict.fromkeys(_words(part, groups))) for part in body.split("+") if part)
    return Pattern(text, parts)


def _words(part: str, groups: Mapping[str, Iterable[str]]) -> Iterable[str]:
    for word in part.split("|"):
        if word.startswith("[") and word.endswith("]"):
            yield word[1:-1]
            yield from groups.get(word[1:-1], ())
        elif word:
            yield word


class Matcher:
    """All patterns of all owners, found in one pass over the text."""

    def __init__(self, patterns: Iterable[tuple[str, Pattern]]) -> None:
        """`patterns` are pairs of an owner (any name) and one of its patterns."""
        self._patterns = list(patterns)
        self._parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self._patterns):
            for index, words in enumerate(pattern.parts):
                for word in words:
                    self._parts[word].append((number, index))
        self._lengths = sorted({len(word) for word in self._parts})

    def find(self, text: str) -> dict[str, list[Hit]]:
        """Owner → its patterns found in `text`."""
        seen: dict[int, dict[int, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
        for start in range(len(text)):
            for length in self._lengths:
                word = text[start : start + length]
                if len(word) < length:
                    break
                for number, index in self._parts.get(word, ()):
                    places = seen[number][index]
                    if len(places) < _PLACES_PER_PART:
                        places.append((start, word))
        found: dict[str, list[Hit]] = defaultdict(list)
        for number, parts in seen.items():
            owner, pattern = self._patterns[number]
            if len(parts) == len(pattern.parts) and (words := _together([parts[i] for i in range(len(pattern.parts))])):
                found[owner].append(Hit(pattern, words))
        return found


def _together(parts: list[list[tuple[int, str]]]) -> tuple[str, ...] | None:
    """One word of each part, not overlapping, near each other; None where there is no such choice."""
    if len(parts) == 1:
        return (parts[0][0][1],)
    for choice in product(*parts):
        placed = sorted((start, start + len(word)) for start, word in choice)
        near = placed[-1][1] - placed[0][0] <= WINDOW
        if near and all(one[1] <= other[0] for one, other in pairwise(placed)):
            return tuple(word for _, word in choice)
    return None
