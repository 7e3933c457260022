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


@dataclass(frozen=True)
class Match:
    """A commitment and why."""

    entry: Entry
    score: float
    concept: str
    reading: Reading
    carrier: Carrier
    lead_named: str = ""


def rank(engine: Engine, text: str, county: str, exclude: Collection[str]) -> list[Match]:
    """The commitments `text` bears on, best first; empty where nothing is convincing."""
    folded = fold(text)
    readings = engine.reader.read(engine.reader.places.without(folded))
    carried = {code: reading for code, reading in readings.items() if code in engine.register.carriers}
    if not carried:
        return []
    best = max(reading.score for reading in carried.values())
    rival = max((reading.score for code, reading in readings.items() if code not in carried), default=0.0)
    sure = sureness(best, rival)
    if sure < SPEAK:
        return []
    matches: dict[str, Match] = {}
    for code, reading in carried.items():
        if reading.score < NEAR * best:
            continue
        for carrier in engine.register.carriers[code]:
            entry = carrier.entry
            named = next((name for name in entry.lead_names if name in folded), "")
            score = sure * reading.score / best * carrier.closeness * (1.1 if named else 1.0)
            if entry.code not in exclude and (entry.code not in matches or matches[entry.code].score < score):
                matches[entry.code] = Match(entry, min(score, 1.0), code, reading, carrier, named)
    return sorted(matches.values(), key=lambda match: (-match.score, match.entry.code))


def sureness(best: float, rival: float) -> float:
    """0–1: how sure that the complaint concerns a promise at all.

    `best` is the score of the best concept some commitment carries, `rival` of the best one none carries.
    """
    return 1 / (1 + exp(BASE + RIVAL * rival - BEST * best))
