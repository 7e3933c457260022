"""A report beside a former one: what is continued, raised, lowered, dropped or new, and what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from commitments.models import Commitment, Report

ALIKE = 72  # of 100: below this two titles are not the same promise
FIGURES = re.compile(r"[\d.,，%％]+|以上|以内|左右|不低于|力争|确保|[万亿]")


@dataclass(frozen=True)
class Pair:
    """A promise of the new report and the one it goes on from; one of the two may be missing."""

    new: Commitment | None
    former: Commitment | None
    how: str  # continued, raised, lowered, dropped, new
    score: int = 0


def compare(report: Report, former: Report) -> list[Pair]:
    """One to one, the most alike first; the order of the new report, what was dropped at the end."""
    new = list(Commitment.objects.kept().filter(report=report).select_related("lead").order_by("start"))
    old = list(Commitment.objects.kept().filter(report=former).select_related("lead", "successor").order_by("start"))
    words = {row.pk: _plain(row.title) for row in old}
    candidates = []
    for row in new:
        for _text, score, pk in process.extract(
            _plain(row.title), words, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=4
        ):
            candidates.append((score, row.pk, pk))
    taken_new: dict[int, tuple[int, float]] = {}
    taken_old: set[int] = set()
    for score, new_pk, old_pk in sorted(candidates, reverse=True):
        if new_pk not in taken_new and old_pk not in taken_old:
            taken_new[new_pk] = (old_pk, score)
            taken_old.add(old_pk)
    by_pk = {row.pk: row for row in old}
    pairs = []
    for row in new:
        match = taken_new.get(row.pk)
        before = by_pk[match[0]] if match else None
        pairs.append(Pair(row, before, change(row, before), round(match[1]) if match else 0))
    return pairs + [Pair(None, row, "dropped") for row in old if row.pk not in taken_old]


def change(new: Commitment, former: Commitment | None) -> str:
    """How a promise goes on: by its number where both have one in the same unit."""
    if former is None:
        return "new"
    if new.base_value is None or former.base_value is None or _unit(new) != _unit(former):
        return "continued"
    if new.base_value == former.base_value:
        return "continued"
    more = new.base_value > former.base_value
    return "raised" if more != new.lower_is_better else "lowered"


def _unit(row: Commitment) -> str:
    return row.unit.lstrip("万亿")


def _plain(title: str) -> str:
    """The title without its figures, as separate characters, so that order and length matter little."""
    return " ".join(FIGURES.sub("", title))
