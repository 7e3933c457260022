"""A report beside a former one: what is continued, raised, lowered, dropped or new, and what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz, process

from commitments import targets
from commitments.models import Commitment, Kind, Report

ALIKE = 72  # of 100: below this two titles are not the same promise
FIGURES = re.compile(r"[\d.,，%％]+|以上|以内|左右|不低于|力争|确保|[万亿“”‘’《》、]")
COUNTERS = frozenset("个处座所家项条")


@dataclass(frozen=True)
class Pair:
    """A promise of the new report and the one it goes on from; one of the two may be missing."""

    new: Commitment | None
    former: Commitment | None
    how: str  # continued, raised, lowered, dropped, new
    score: int = 0


@dataclass(frozen=True)
class Compared:
    """The pairs, in the order of the new report and what was dropped at the end; and the standing efforts left out.

    A reading for what can be checked has no standing efforts: the former report's are then not dropped but not compared.
    """

    pairs: list[Pair]
    left_out: int = 0


def compare(report: Report, former: Report) -> Compared:
    """One to one, the most alike first: by the titles, or by the quotes where a title was shortened."""
    new = list(Commitment.objects.kept().filter(report=report).defer("context", "search").order_by("start"))
    old = list(Commitment.objects.kept().filter(report=former).defer("context", "search").order_by("start"))
    left_out = 0
    if not any(row.kind == Kind.ONGOING for row in new):
        lasting = len(old)
        old = [row for row in old if row.kind != Kind.ONGOING]
        left_out = lasting - len(old)
    best: dict[tuple[int, int], float] = {}
    for name in ("title", "quote"):
        words = {row.pk: _plain(row, name) for row in old}
        for row in new:
            for _text, score, pk in process.extract(
                _plain(row, name), words, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=4
            ):
                best[row.pk, pk] = max(score, best.get((row.pk, pk), 0))
    taken_new: dict[int, tuple[int, float]] = {}
    taken_old: set[int] = set()
    for score, new_pk, old_pk in sorted(((score, *pair) for pair, score in best.items()), reverse=True):
        if new_pk not in taken_new and old_pk not in taken_old:
            taken_new[new_pk] = (old_pk, score)
            taken_old.add(old_pk)
    by_pk = {row.pk: row for row in old}
    pairs = []
    for row in new:
        match = taken_new.get(row.pk)
        before = by_pk[match[0]] if match else None
        pairs.append(Pair(row, before, change(row, before), round(match[1]) if match else 0))
    pairs += [Pair(None, row, "dropped") for row in old if row.pk not in taken_old]
    return Compared(pairs, left_out)


def change(new: Commitment, former: Commitment | None) -> str:
    """How a promise goes on: by its number where both have one in the same unit; a cap is raised when it gets lower."""
    if former is None:
        return "new"
    if new.base_value is None or former.base_value is None or _unit(new) != _unit(former):
        return "continued"
    now, before = (new.base_value, _upper(new)), (former.base_value, _upper(former))
    if now == before:
        return "continued"
    return "raised" if (now > before) != new.lower_is_better else "lowered"


def _upper(row: Commitment) -> Decimal:
    """The upper end of a range, else the value itself, in the base unit."""
    upper = targets.base_value(row.value_max, row.unit)
    return upper if upper is not None else row.base_value or Decimal(0)


def _unit(row: Commitment) -> str:
    """What is counted; the words that only count (30个, 30处) say the same."""
    unit = row.unit.lstrip("万亿")
    return "" if unit in COUNTERS else unit


def _plain(row: Commitment, name: str) -> str:
    """The words without figures, unit and quotation marks, as separate characters, so that order and length matter little."""
    text = str(getattr(row, name))
    if row.unit:
        text = re.sub(rf"(?<=\d){re.escape(row.unit)}", "", text)
    return " ".join(FIGURES.sub("", text))
