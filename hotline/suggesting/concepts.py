"""Which concepts a text speaks of, and how plainly.

Two kinds of evidence add up. An *expression* of the thesaurus found in the text says it outright. *Hints* – the
concept's weak words, the words of its expressions and of its example sentences – each say a little: the more, the
fewer other concepts know the word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log, sqrt

from .language import Places, fold, pieces, words
from .patterns import Matcher, Pattern, parse
from .thesaurus import Entry, Thesaurus

# Against one found expression, which counts 1. Chosen on the development sets with part of the thesaurus left out
# (docs/suggestions.md), so that they hold for words nobody thought of.
HINT = 0.2  # of the score, for one hint only one concept knows: times the logarithm of how many concepts there are
HINT_MAX = 1.5  # of one word for one concept
FOUND_MAX = 2.6  # expressions beyond this sum add nothing
COUNTER = 1.2  # what an expression speaking against it takes away
# A hint by origin: weak word or whole expression, part of one, single character, example sentence, group.
ALONE, PART, CHARACTER, SAID, GROUP = 1.0, 0.5, 0.5, 0.5, 0.25
SINGLE = 1.0  # single characters only support words: they add at most so much of what the words say
_USUAL = 10  # words known in a complaint of usual length; in a longer one each weighs less


@dataclass
class Reading:
    """How one concept fits: `found` words stand for expressions, `hints` for the words that hint loudest."""

    score: float = 0.0
    found: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


class Reader:
    """A thesaurus made ready: built once, then only read."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.names = {entry.code: entry.name for entry in thesaurus.entries}
        self.places = Places(thesaurus.places, thesaurus.landmarks)
        self.idle = thesaurus.idle
        groups = thesaurus.synonyms
        outright = [(e.code, parse(text, groups)) for e in thesaurus.entries for text in e.spoken if not text.startswith("~")]
        self._spoken = Matcher(outright)
        self._counter = Matcher([(e.code, parse(text, groups)) for e in thesaurus.entries for text in e.counter])
        self._in_group = Matcher([(f"[{name}]", Pattern(name, ((name, *members),))) for name, members in groups.items()])
        sayings = {entry.code: [self.places.without(fold(text)) for text in entry.saying] for entry in thesaurus.entries}
        self._hints = _weigh({entry.code: self._words_of(entry) for entry in thesaurus.entries}, sayings)
        self._lengths = sorted({len(word) for word in self._hints if not word.startswith("[")})
        spoken = (text for entry in thesaurus.entries for text in entry.spoken)
        sentences = [text for said in sayings.values() for text in said]
        self._said = "\n".join([*thesaurus.idle, *spoken, *sentences])
        self._sentences = len(sentences)
        self._spread = Counter(piece for text in sentences for piece in pieces(text))

    def knows(self, words: str) -> bool:
        """Do citizens say `words` in any expression or example sentence of the thesaurus?"""
        return words in self._said

    def rarity(self, words: str) -> float:
        """0–1: how few of the thesaurus's example sentences say `words`, of any subject."""
        return 1 - log(1 + self._spread[words]) / log(2 + self._sentences)

    def _words_of(self, entry: Entry) -> dict[str, float]:
        """Every word that hints at the concept, with its strength; a single character only where it stands as a weak word."""
        strength: dict[str, float] = defaultdict(float)
        for text in entry.spoken:
            parts = [part.split("|") for part in text.removeprefix("~").lower().split("+")]
            for word in (word for part in parts for word in part if word and not word.startswith("[")):
                if word in self.idle:
                    continue
                if len(word) > 1:
                    strength[word] += ALONE if len(parts) == 1 else PART
                elif text.startswith("~"):
                    strength[word] += CHARACTER
        for sentence in (entry.name, *entry.saying):
            clean = self.places.without(fold(sentence))
            strength.update(dict.fromkeys(words(clean, self.idle), SAID))  # type: ignore[arg-type]
            strength.update(dict.fromkeys(self._in_group.find(clean), GROUP))  # type: ignore[arg-type]
        return strength

    def hints_in(self, text: str) -> list[str]:
        """The words and groups of a folded text that hint at any concept."""
        found: dict[str, None] = {}
        for start in range(len(text)):
            for length in self._lengths:
                word = text[start : start + length]
                if word in self._hints:
                    found[word] = None
        return [*found, *self._in_group.find(text)]

    def says_more_than_where(self, text: str, hints: Iterable[str], readings: dict[str, Reading]) -> bool:
        """Does any word that counted stand outside the names of places? `text` folded."""
        rest = self.places.nothing_else(text)
        counted = {word for reading in readings.values() for word in reading.found}.union(hints)
        return any(len(word) > 1 and word in rest for word in counted)

    def read(self, text: str, hints: list[str] | None = None) -> dict[str, Reading]:
        """Concept → reading, for every concept something speaks for. `text` folded, places blanked; `hints` are its
        own where they are known already.
        """
        readings: dict[str, Reading] = defaultdict(Reading)
        hints = self.hints_in(text) if hints is None else hints
        loud: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for word in hints:
            for code, weight in self._hints.get(word, {}).items():
                loud[code].append((weight, word))
        long = sqrt((8 + len(hints)) / (8 + _USUAL))
        for code, weighed in loud.items():
            whole = sum(weight for weight, word in weighed if len(word) > 1)
            single = sum(weight for weight, word in weighed if len(word) == 1)
            readings[code].score = HINT * (whole + min(single, SINGLE * whole)) / long
            readings[code].hints = _loudest(weighed)
        for code, hits in self._spoken.find(text).items():
            readings[code].score += min(FOUND_MAX, float(len(hits)))
            readings[code].found = list(dict.fromkeys(word for hit in hits for word in hit.words))
        for code, hits in self._counter.find(text).items():
            if code in readings:
                readings[code].score -= COUNTER * len(hits)
        return readings


def _weigh(strengths: dict[str, dict[str, float]], sayings: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Word → concept → weight: strength times how rare the word is among concepts: those that know it, and those
    whose example sentences hold it without knowing it.
    """
    spread: dict[str, float] = defaultdict(float)
    for known in strengths.values():
        for word, strength in known.items():
            spread[word] += min(1.0, strength)
    lengths = sorted({len(word) for word in spread if not word.startswith("[")})
    for code, sentences in sayings.items():
        text = "\n".join(sentences)
        held = {text[start : start + length] for length in lengths for start in range(len(text))}
        for word in (held & spread.keys()) - strengths[code].keys():
            spread[word] += 1
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for code, known in strengths.items():
        for word, strength in known.items():
            weights[word][code] = min(HINT_MAX, strength) * max(0.0, log(len(strengths) / (spread[word] + 0.5)))
    return weights


def _loudest(weighed: Iterable[tuple[float, str]]) -> list[str]:
    """The five words that speak loudest, groups left out: a person looks for them in the text."""
    return [word for _, word in sorted(weighed, reverse=True) if not word.startswith("[")][:5]
