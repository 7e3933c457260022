"""The commitments of one report, and which concepts each carries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from commitments.models import Commitment, Report, Stage
from departments.models import Department

from .concepts import Reader
from .language import fold
from .patterns import Matcher, parse
from .thesaurus import Thesaurus

SPOKEN, PLAIN, CLOSE = 0.8, 1.5, 0.6  # closeness of a quote only read as spoken; the least score, and part of the best one
STEP, LEAST = 0.12, 0.3  # a report expression's place in its list costs so much, down to this


@dataclass(frozen=True)
class Entry:
    """What the engine knows of a commitment."""

    pk: int
    code: str
    title: str
    quote: str
    lead: str
    lead_names: tuple[str, ...]
    counties: frozenset[str]  # that the quote names, by short name


@dataclass(frozen=True)
class Carrier:
    """A commitment that carries a concept: how closely, and by which words of its quote."""

    entry: Entry
    closeness: float
    words: tuple[str, ...]


class Register:
    """The commitments a complaint can be linked to: merged and cancelled ones are none."""

    def __init__(self, report: Report, thesaurus: Thesaurus, reader: Reader) -> None:
        rows = (
            Commitment.objects.filter(report=report)
            .exclude(stage__in=(Stage.MERGED, Stage.CANCELLED))
            .select_related("lead")
            .order_by("code")
        )
        self._counties = {name: unit.short_name for unit in local_units() for name in (unit.short_name, *unit.aliases)}
        self.entries = [_entry(row, self._counties) for row in rows]
        self.by_pk = {entry.pk: entry for entry in self.entries}
        self._spread = Counter(piece for entry in self.entries for piece in _pieces(entry.quote))
        order = {(entry.code, text): place for entry in thesaurus.entries for place, text in enumerate(entry.official)}
        matcher = Matcher(
            [(entry.code, parse(text, thesaurus.synonyms)) for entry in thesaurus.entries for text in entry.official]
        )
        self.carriers: dict[str, list[Carrier]] = defaultdict(list)
        for entry in self.entries:
            matched = matcher.find(fold(f"{entry.quote}　{entry.title}"))
            if not matched:
                self._read_as_spoken(entry, reader)
            for concept, hits in matched.items():
                best = min(hits, key=lambda hit: order[concept, hit.pattern.text])
                closeness = max(LEAST, 1 - STEP * order[concept, best.pattern.text])
                self.carriers[concept].append(Carrier(entry, closeness, best.words))

    def _read_as_spoken(self, entry: Entry, reader: Reader) -> None:
        """A quote in words no list holds is read as a citizen's sentence is: other cities write otherwise."""
        readings = reader.read(reader.places.without(fold(entry.quote)))
        best = max((reading.score for reading in readings.values()), default=0.0)
        for concept, reading in readings.items():
            if reading.found and reading.score >= max(PLAIN, CLOSE * best):
                words = tuple(word for word in reading.found if word in entry.quote)
                self.carriers[concept].append(Carrier(entry, SPOKEN * reading.score / best, words))

    def counties(self, names: Iterable[str]) -> frozenset[str]:
        """Short names of the counties meant by `names`, of whichever form; unknown ones are none."""
        return frozenset(self._counties[name] for name in names if name in self._counties)

    def shared(self, entry: Entry, words: Iterable[str]) -> dict[str, float]:
        """Those of `words` that stand in the quote → 0–1: how few other quotes hold them."""
        scale = log(len(self.entries) + 1)
        return {word: 1 - log(self._spread[word] or 1) / scale for word in words if word in entry.quote}


def local_units() -> list[Department]:
    """Counties, districts and zones."""
    return list(Department.objects.filter(kind__in=(Department.Kind.COUNTY, Department.Kind.ZONE)))


def _pieces(quote: str) -> set[str]:
    """Every run of two to six characters of a quote."""
    return {quote[start : start + length] for length in range(2, 7) for start in range(len(quote) - length + 1)}


def _entry(row: Commitment, counties: dict[str, str]) -> Entry:
    lead = row.lead
    names: Iterable[str] = (lead.short_name, lead.short_name.removeprefix("市"), *lead.aliases) if lead else ()
    named = frozenset(short for name, short in counties.items() if name in row.quote)
    return Entry(row.pk, row.code, row.title, row.quote, str(lead or ""), tuple(names), named)
