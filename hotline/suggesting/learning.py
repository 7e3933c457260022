"""What decided links teach: words that confirmed complaints of a commitment hold more often than others do.

A lesson is a word and two counts, never a sentence, and the word stands in the thesaurus or in the segmenter's public
dictionary: a caller's name or address cannot survive in it. Each decision teaches once; what it taught stays when
retention erases the words it was drawn from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log, sqrt

from .concepts import Reader
from .language import dictionary_words, fold
from .models import Lesson

LEARNED = 0.2  # of the score, for one unit of evidence; chosen as HINT was
_DOUBT, _EVEN, _USUAL = 1.5, 0.5, 10
_ELSEWHERE = 30  # orders imagined without any of the words, so that even a first commitment's own words stand out
_TELLING = 0.4  # a lesson weaker than this tells nothing; many of them together would speak where nothing was promised
TOTAL = ""  # the lesson that counts all orders of a commitment


@dataclass(frozen=True)
class Example:
    """A complaint and what was decided: it bears on the commitment, or it does not."""

    order: int
    text: str
    commitment: int
    is_right: bool


@dataclass
class Tally:
    """Word → in how many confirmed and in how many rejected orders of one commitment."""

    confirmed: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)


def tokens(reader: Reader, text: str) -> set[str]:
    """The words of a complaint that may teach something."""
    clean = reader.places.without(fold(text))
    return {*reader.hints_in(clean), *dictionary_words(clean, reader.idle)}


def tally(reader: Reader, examples: Iterable[Example]) -> dict[int, Tally]:
    """Commitment → its counts."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    for example in examples:
        one = tallies[example.commitment]
        counted = one.confirmed if example.is_right else one.rejected
        counted.update(tokens(reader, example.text))
        counted[TOTAL] += 1
    return tallies


class Learned:
    """Lessons made ready: word → commitment → weight."""

    def __init__(self, tallies: Mapping[int, Tally]) -> None:
        totals: Counter[str] = Counter()
        for tally in tallies.values():
            totals.update(tally.confirmed)
            totals.update(tally.rejected)
        self._weights: dict[str, dict[int, float]] = defaultdict(dict)
        for commitment, tally in tallies.items():
            for word in {*tally.confirmed, *tally.rejected} - {TOTAL}:
                usual = totals[word] / (totals[TOTAL] + _ELSEWHERE)
                for_it = log((tally.confirmed[word] + _EVEN) / (tally.confirmed[TOTAL] * usual + _EVEN))
                against = log((tally.rejected[word] + _EVEN) / (tally.rejected[TOTAL] * usual + _EVEN))
                seen = tally.confirmed[word] + tally.rejected[word]
                weight = (for_it - against) * seen / (seen + _DOUBT)
                if abs(weight) >= _TELLING:
                    self._weights[word][commitment] = weight

    def __bool__(self) -> bool:
        return bool(self._weights)

    def read(self, held: Iterable[str]) -> dict[int, tuple[float, list[str]]]:
        """Commitment → what the words of a complaint add to its score (less than nothing: speak against it), and the
        three words that add most.
        """
        found: dict[int, list[tuple[float, str]]] = defaultdict(list)
        count = 0
        for word in held:
            count += 1
            for commitment, weight in self._weights.get(word, {}).items():
                found[commitment].append((weight, word))
        long = sqrt((8 + count) / (8 + _USUAL))
        return {
            commitment: (
                LEARNED * sum(weight for weight, _ in weighed) / long,
                [word for weight, word in sorted(weighed, reverse=True) if weight > 0 and not word.startswith("[")][:3],
            )
            for commitment, weighed in found.items()
        }


def stored() -> Learned:
    """The lessons in force."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    for commitment, word, confirmed, rejected in Lesson.objects.values_list("commitment", "word", "confirmed", "rejected"):
        tallies[commitment].confirmed[word] = confirmed
        tallies[commitment].rejected[word] = rejected
    return Learned(tallies)
