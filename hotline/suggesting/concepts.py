"""Which concepts a text speaks of, and how plainly.

Two kinds of evidence add up: expressions of the thesaurus found in the text, and likeness to its example sentences.
A word counts the more for a concept, the more of its sentences hold it and the fewer other concepts know it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log, sqrt

from .language import Places, fold, words
from .patterns import Matcher, Pattern, parse
from .thesaurus import Thesaurus

LIKENESS = 0.55  # of the score, against one found expression
COUNTER = 1.2  # what one expression speaking against it takes away
FOUND_MAX = 2.6  # expressions beyond this sum add nothing
_SMOOTH = 1.2  # sentences a word is doubted by
_LONG = 24  # words of a sentence of usual length


@dataclass
class Reading:
    """How one concept fits: `found` words stand for expressions, `like` for example sentences."""

    score: float = 0.0
    found: list[str] = field(default_factory=list)
    like: list[str] = field(default_factory=list)


class Reader:
    """A thesaurus made ready: built once, then only read."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.names = {entry.code: entry.name for entry in thesaurus.entries}
        self.groups = thesaurus.synonyms
        self.idle = thesaurus.idle
        self.places = Places(thesaurus.places)
        self._spoken = Matcher([(entry.code, parse(text, self.groups)) for entry in thesaurus.entries for text in entry.spoken])
        self._counter = Matcher([(entry.code, parse(text, self.groups)) for entry in thesaurus.entries for text in entry.counter])
        self._in_group = Matcher(
            [(f"[{name}]", Pattern(name, ((name, *members),), 1.0)) for name, members in self.groups.items()]
        )
        self._weights = self._learn(thesaurus)

    def tokens(self, text: str) -> list[str]:
        """The words of a folded text and the groups they belong to."""
        return words(text, self.idle) + list(self._in_group.find(text))

    def _learn(self, thesaurus: Thesaurus) -> dict[str, dict[str, float]]:
        """Word → concept → weight, from names and example sentences."""
        counts: dict[str, Counter[str]] = {}
        for entry in thesaurus.entries:
            counter = counts[entry.code] = Counter()
            for sentence in (entry.name, *entry.saying):
                counter.update(self.tokens(self.places.without(fold(sentence))))
        spread = Counter(token for counter in counts.values() for token in counter)
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for code, counter in counts.items():
            for token, times in counter.items():
                weights[token][code] = log(len(counts) / spread[token]) * times / (times + _SMOOTH)
        return weights

    def read(self, text: str) -> dict[str, Reading]:
        """Concept → reading, for every concept something speaks for. `text` folded, places blanked."""
        readings: dict[str, Reading] = defaultdict(Reading)
        for code, hits in self._spoken.find(text).items():
            reading = readings[code]
            reading.score = min(FOUND_MAX, sum(hit.pattern.weight for hit in hits))
            reading.found = list(dict.fromkeys(word for hit in hits for word in hit.words))
        tokens = self.tokens(text)
        likeness: dict[str, float] = defaultdict(float)
        shared: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for token in tokens:
            for code, weight in self._weights.get(token, {}).items():
                likeness[code] += weight
                shared[code].append((weight, token))
        for code, total in likeness.items():
            readings[code].score += LIKENESS * total / sqrt(max(len(tokens), _LONG))
            readings[code].like = _best(shared[code])
        for code, hits in self._counter.find(text).items():
            if code in readings:
                readings[code].score -= COUNTER * sum(hit.pattern.weight for hit in hits)
        return readings


def _best(shared: Iterable[tuple[float, str]]) -> list[str]:
    """The four words that speak loudest."""
    return [token for _, token in sorted(shared, reverse=True)[:4]]
