"""From concepts to commitments: is anything convincing, and which first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import exp, log

from . import learning
from .concepts import Reading
from .language import fold, is_han
from .ready import Engine
from .register import Carrier, Entry

# Fitted by logistic regression on the development sets with part of the thesaurus left out (docs/suggestions.md).
BEST, RIVAL, BASE = 1.90, 1.83, 1.48
SHORT, ENOUGH = 1.0, 20  # against speaking: times the logarithm of how much shorter the text is than this many characters
NARROW = 1.0  # for speaking: times the logarithm of how many times more concepts there are than the report promises
SPEAK = 0.45  # below this sureness nothing is said
LEAST = 0.6  # nor below this score of the best concept, however few the report promises
NEAR = 0.3  # a concept below this part of the best one is not offered
MORE = 3  # characters beside the names of a quote that make a question of them
EACH = 3  # commitments of one concept that are offered, so that the second concept finds its place


# How a commitment's place among those of the same concept shifts.
SHARED, SHARED_MAX = 0.3, 1.0  # runs of words it shares with the complaint, the rarer the more
HERE, ELSEWHERE = 1.1, 0.6  # its quote names the caller's county, only others
LEAD_NAMED = 1.1


@dataclass(frozen=True)
class Match:
    """A commitment and why."""

    entry: Entry
    score: float
    concept: str
    reading: Reading
    carrier: Carrier
    shared: tuple[str, ...] = ()
    lead_named: str = ""
    county: str = ""
    taught: tuple[str, ...] = ()


_NOTHING: tuple[float, list[str]] = (0.0, [])


@dataclass(frozen=True)
class _Asked:
    """What was said, made ready."""

    text: str
    telling: dict[str, float]
    counties: frozenset[str]
    learned: dict[int, tuple[float, list[str]]]
    named: dict[int, tuple[float, list[str]]]

    def beyond(self, pk: int) -> float:
        """What speaks for one commitment beyond its concepts: earlier links, names of its quote."""
        return self.learned.get(pk, _NOTHING)[0] + self.named.get(pk, _NOTHING)[0]


def rank(engine: Engine, text: str, county: str, exclude: Collection[str], top: int) -> list[Match]:
    """The `top` commitments `text` bears on, best first; empty where nothing is convincing."""
    folded = fold(text)
    places = engine.reader.places
    clean = places.without(folded)
    hints = engine.reader.hints_in(clean)
    readings = engine.reader.read(clean, hints)
    counties = {short for short in (county, *places.find(folded).values()) if short}
    asked = _Asked(
        folded,
        engine.register.telling(engine.register.counties.without(clean, county), engine.reader),
        engine.register.counties.of(counties) | engine.register.counties.found_in(folded),
        engine.learned.read(learning.tokens(engine.reader, text)) if engine.learned else {},
        engine.register.named(engine.register.counties.without(clean, county), engine.reader),
    )
    pairs = list(_candidates(engine, readings, asked))
    if not pairs or not _says_more_than_where(engine, asked, hints, readings):
        return []
    best = max(score for score, *_ in pairs)
    rival = max((reading.score * engine.register.rivalry(code) for code, reading in readings.items()), default=0.0)
    sure = sureness(best, rival, said=sum(map(is_han, folded)), breadth=engine.register.breadth)
    if sure < SPEAK or best < LEAST:
        return []
    matches: dict[str, Match] = {}
    for score, concept, reading, carrier in pairs:
        if score < NEAR * best or carrier.entry.code in exclude:
            continue
        match = _match(engine, asked, concept, reading, carrier, sure * score / best)
        if carrier.entry.code not in matches or matches[carrier.entry.code].score < match.score:
            matches[carrier.entry.code] = match
    return _varied(sorted(matches.values(), key=_order), top)


def _says_more_than_where(engine: Engine, asked: _Asked, hints: list[str], readings: dict[str, Reading]) -> bool:
    """Is there more in the text than names? A name alone never speaks."""
    rest = asked.text
    for name in {name for _, names in asked.named.values() for name in names}:
        rest = rest.replace(name, "")
    asks = bool(asked.named) and sum(map(is_han, rest)) >= MORE
    return asks or engine.reader.says_more_than_where(asked.text, hints, readings)


def _order(match: Match) -> tuple[float, str]:
    return -match.score, match.entry.code


def _varied(matches: list[Match], top: int) -> list[Match]:
    """The first `top`, at most `EACH` of one concept as long as others are left; in the order they had."""
    counted: Counter[str] = Counter()
    first: list[Match] = []
    rest: list[Match] = []
    for match in matches:
        counted[match.concept] += 1
        (first if counted[match.concept] <= EACH else rest).append(match)
    return sorted([*first, *rest][:top], key=_order)


def _candidates(engine: Engine, readings: dict[str, Reading], asked: _Asked) -> Iterator[tuple[float, str, Reading, Carrier]]:
    """Score, concept, its reading and the commitment, for every concept carried and for what was only ever learned."""
    known = set()
    for concept, reading in readings.items():
        for carrier in engine.register.carriers.get(concept, ()):
            known.add(carrier.entry.pk)
            yield reading.score + asked.beyond(carrier.entry.pk), concept, reading, carrier
    for pk in asked.learned.keys() | asked.named.keys():
        if pk not in known and pk in engine.register.by_pk:
            yield asked.beyond(pk), "", Reading(), Carrier(engine.register.by_pk[pk], 1.0, ())


def _match(engine: Engine, asked: _Asked, concept: str, reading: Reading, carrier: Carrier, weight: float) -> Match:
    entry = carrier.entry
    shared = engine.register.shared(entry, asked.telling)
    named = next((name for name in entry.lead_names if name in asked.text), "")
    here = entry.counties & asked.counties
    closeness = 1.0 if entry.pk in asked.named else carrier.closeness
    score = weight * closeness * (1 + min(SHARED_MAX, SHARED * sum(shared.values())))
    if named:
        score *= LEAD_NAMED
    if entry.counties and asked.counties:
        score *= HERE if here else ELSEWHERE
    words = tuple(sorted(shared, key=lambda word: -shared[word])[:3])
    taught = tuple(asked.learned.get(entry.pk, _NOTHING)[1])
    words = tuple(dict.fromkeys((*asked.named.get(entry.pk, _NOTHING)[1], *words)))
    return Match(entry, score, concept, reading, carrier, words, named, next(iter(here), ""), taught)


def sureness(best: float, rival: float, *, said: int, breadth: float) -> float:
    """0–1: how sure that the complaint concerns a promise at all.

    `best` is the score of the best concept some commitment carries, `rival` of the best one none carries. `said` is the
    number of characters of the complaint: a few hold little but a noun, and whose trouble it is stays open. `breadth`
    (0–1) is the share of concepts the report promises: where it promises few, a noun met by chance is rarely one of them.
    """
    short = log(ENOUGH / max(1, min(said, ENOUGH)))
    return 1 / (1 + exp(BASE + RIVAL * rival + SHORT * short + NARROW * log(breadth) - BEST * best))
