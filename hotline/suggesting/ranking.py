"""From concepts to commitments: is anything convincing, and which first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import exp

from .concepts import Reading
from .language import fold
from .ready import Engine
from .register import Carrier, Entry

# Fitted by logistic regression on the development sets with part of the thesaurus left out (docs/suggestions.md).
BEST, RIVAL, BASE = 1.37, 1.73, 0.91
SPEAK = 0.45  # below this sureness nothing is said
NEAR = 0.45  # a concept below this part of the best one is not offered


# How a commitment's place among those of the same concept shifts.
SHARED, SHARED_MAX = 0.12, 0.3  # words it shares with the complaint
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


@dataclass(frozen=True)
class _Asked:
    """What was said, made ready."""

    text: str
    hints: list[str]
    counties: frozenset[str]


def rank(engine: Engine, text: str, county: str, exclude: Collection[str]) -> list[Match]:
    """The commitments `text` bears on, best first; empty where nothing is convincing."""
    folded = fold(text)
    places = engine.reader.places
    clean = places.without(folded)
    readings = engine.reader.read(clean)
    carried = {code: reading for code, reading in readings.items() if code in engine.register.carriers}
    if not carried:
        return []
    best = max(reading.score for reading in carried.values())
    rival = max((reading.score for code, reading in readings.items() if code not in carried), default=0.0)
    sure = sureness(best, rival)
    if sure < SPEAK:
        return []
    counties = {short for short in (county, *places.find(folded).values()) if short}
    asked = _Asked(folded, engine.reader.hints_in(clean), engine.register.counties(counties))
    matches: dict[str, Match] = {}
    for code, reading in carried.items():
        if reading.score < NEAR * best:
            continue
        for carrier in engine.register.carriers[code]:
            match = _match(engine, asked, code, reading, carrier, sure * reading.score / best)
            if carrier.entry.code not in exclude and (
                carrier.entry.code not in matches or matches[carrier.entry.code].score < match.score
            ):
                matches[carrier.entry.code] = match
    return sorted(matches.values(), key=lambda match: (-match.score, match.entry.code))


def _match(engine: Engine, asked: _Asked, code: str, reading: Reading, carrier: Carrier, weight: float) -> Match:
    entry = carrier.entry
    shared = engine.register.shared(entry, asked.hints)
    named = next((name for name in entry.lead_names if name in asked.text), "")
    here = entry.counties & asked.counties
    score = weight * carrier.closeness * (1 + min(SHARED_MAX, SHARED * sum(shared.values())))
    if named:
        score *= LEAD_NAMED
    if entry.counties and asked.counties:
        score *= HERE if here else ELSEWHERE
    words = tuple(sorted(shared, key=lambda word: -shared[word])[:3])
    return Match(entry, score, code, reading, carrier, words, named, next(iter(here), ""))


def sureness(best: float, rival: float) -> float:
    """0–1: how sure that the complaint concerns a promise at all.

    `best` is the score of the best concept some commitment carries, `rival` of the best one none carries.
    """
    return 1 / (1 + exp(BASE + RIVAL * rival - BEST * best))
