"""From a citizen's sentence to words: full-width and case folded, place names set aside, cut into words and groups."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

import rjieba

TEXT_LIMIT = 3000  # characters read; nobody speaks longer, a pasted book should not stop the desk
_CJK = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]{2,}")


def fold(text: str) -> str:
    """One shape for each character: half-width, lower case, at most `TEXT_LIMIT` of them."""
    return unicodedata.normalize("NFKC", text[:TEXT_LIMIT]).lower()


def words(text: str, idle: Collection[str]) -> list[str]:
    """The words of a folded text that may say something about its subject: jieba's words and pairs of characters.

    `idle` words are those every complaint is full of.
    """
    found: dict[str, None] = {}
    for word in rjieba.cut(text, True):
        if len(word) >= 2 and _CJK.fullmatch(word) and word not in idle:
            found[word] = None
    for run in _CJK.findall(text):
        for start in range(len(run) - 1):
            pair = run[start : start + 2]
            if pair not in idle:
                found[pair] = None
    for word in _LATIN.findall(text):
        if not word.isdigit():
            found[word] = None
    return list(found)


class Places:
    """Towns and villages of the counties: they say where, never what."""

    def __init__(self, counties: Mapping[str, Iterable[str]]) -> None:
        self._county = {name: county for county, names in counties.items() for name in names}
        names = sorted(self._county, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def find(self, text: str) -> dict[str, str]:
        """Place → county, for the places `text` names."""
        return {name: self._county[name] for name in self._pattern.findall(text)} if self._pattern else {}

    def without(self, text: str) -> str:
        """`text` with every place blanked out, all other characters where they were."""
        return self._pattern.sub(lambda match: "　" * len(match.group()), text) if self._pattern else text
