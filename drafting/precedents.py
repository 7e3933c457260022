"""Who leads what resembles it: learned from the leads that people have confirmed.

A precedent is a promise with a confirmed lead. What a new promise shares with it is counted in pairs of characters, the rare
ones more than the common ones, numbers left out: 新改建中小学24所 of one year is 新改建中小学30所 of the next. Nothing is stored
and nothing is random: the same precedents in the same order always give the same answer.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

SAME = 0.6
"""From this likeness on two promises speak of the same thing: its lead is proposed whatever the duties say."""
AKIN = 0.1
"""From this likeness on a precedent is better than no proposal at all."""
_NEIGHBOURS = 5
_THEME_WEIGHT = 0.5  # the lead phrase of a passage says less than the promise itself
_NUMBER = re.compile(
    r"[\d.,０-９．，]*\d[万亿]?(?:个百分点|平方米|平方公里|公里|[个所家座条项件处户套台人亩元%])?(?:以上|左右|以内)?"
)
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")


@dataclass(frozen=True)
class Precedent:
    """A promise with its theme, the key of the unit that was confirmed as its lead, and a name to cite it by."""

    quote: str
    theme: str
    lead: str
    name: str


@dataclass(frozen=True)
class Likeness:
    """The lead that the nearest precedents speak for, how near the nearest of them is (0 to 1), and which it is."""

    lead: str
    degree: float
    of: Precedent


class Precedents:
    """Confirmed leads, asked for what resembles a promise. Building takes time with their text, asking with what is shared."""

    def __init__(self, precedents: Iterable[Precedent] = ()) -> None:
        self._known = list(precedents)
        pairs = [_pairs(known.quote, known.theme) for known in self._known]
        found_in = Counter(pair for weights in pairs for pair in weights)
        self._rarity = {pair: math.log((len(pairs) + 1) / (count + 0.5)) for pair, count in found_in.items()}
        self._unheard = math.log((len(pairs) + 1) / 0.5)
        self._places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self._lengths: list[float] = []
        for number, weights in enumerate(pairs):
            vector = {pair: weight * self._rarity[pair] for pair, weight in weights.items()}
            self._lengths.append(_length(vector))
            for pair, value in vector.items():
                self._places[pair].append((number, value))

    def like(self, quote: str, theme: str = "") -> Likeness | None:
        """The lead of what resembles the promise most; None where nothing shares a word with it."""
        vector = {pair: weight * self._rarity.get(pair, self._unheard) for pair, weight in _pairs(quote, theme).items()}
        shared: Counter[int] = Counter()
        for pair, value in vector.items():
            for number, other in self._places.get(pair, ()):
                shared[number] += value * other  # type: ignore[assignment]
        length = _length(vector)
        degrees = sorted((-value / (length * self._lengths[number]), number) for number, value in shared.items())[:_NEIGHBOURS]
        votes: dict[str, float] = {}
        for degree, number in degrees:
            lead = self._known[number].lead
            votes[lead] = votes.get(lead, 0.0) + degree * degree
        if not votes:
            return None
        lead = max(votes, key=lambda unit: votes[unit])  # of equals the unit of the nearer
        degree, nearest = next((-degree, number) for degree, number in degrees if self._known[number].lead == lead)
        return Likeness(lead, degree, self._known[nearest])


def _pairs(quote: str, theme: str) -> dict[str, float]:
    """The pairs of neighbouring characters with their weight; those of the theme count half."""
    weights: dict[str, float] = {}
    for words, weight in ((quote, 1.0), (theme, _THEME_WEIGHT)):
        for run in _RUN.findall(_NUMBER.sub(" ", words)):
            for at in range(len(run) - 1):
                weights.setdefault(run[at : at + 2], weight)
    return weights


def _length(vector: dict[str, float]) -> float:
    return math.sqrt(sum(value * value for value in vector.values())) or 1.0
