"""The words citizens use for what a report promises, from the hotline's thesaurus: 学校 finds 新改建中小学."""

from __future__ import annotations

import re
from functools import cache

from hotline.suggesting.thesaurus import Thesaurus

# Words that must stand together (学校+食堂) or with any of a group ([孩子]) say little alone.
COMPOUND = re.compile(r"[+\[]")
PIECES = re.compile(r"[|~\s]+")


def everyday_words(promise: str, thesaurus: Thesaurus) -> list[str]:
    """The words that stand alone for the concepts the promise carries; idle ones are left out."""
    words: set[str] = set()
    for entry in thesaurus.entries:
        if any(term in promise for official in entry.official for term in official.split("|")):
            words |= {word for word in _words(tuple(entry.spoken)) if word not in thesaurus.idle}
            words.add(entry.name)
    return sorted(words)


@cache
def _words(spoken: tuple[str, ...]) -> frozenset[str]:
    return frozenset(piece for text in spoken if not COMPOUND.search(text) for piece in PIECES.split(text) if len(piece) > 1)
