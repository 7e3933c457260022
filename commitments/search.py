"""Two-character Chinese search: a column of space-separated bigrams, matched by each engine's own index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Commitment

CJK = re.compile(r"[\u3400-\u9fff]+")
WORD = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*")


def bigrams(text: str) -> list[str]:
    """The overlapping pairs of each Chinese run and the other words in lower case: 中小学 → 中小 小学."""
    found = [word.lower() for word in WORD.findall(text)]
    for run in CJK.findall(text):
        found += [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def words(row: Commitment) -> str:
    """What a commitment is found by: code, title, quote, metric, theme."""
    text = " ".join([row.code, row.title, row.quote, row.metric, row.theme])
    return " ".join(bigrams(text))
