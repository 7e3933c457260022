"""The commitments of one report, and which concepts each carries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import log

from commitments.models import Commitment, Report, Stage

from .concepts import Reader
from .language import cuts, fold, is_han, pieces
from .patterns import Matcher, parse
from .thesaurus import Thesaurus
from .whereabouts import Counties

SPOKEN, PLAIN, CLOSE = 0.8, 1.5, 0.6  # closeness of a quote only read as spoken; the least score, and part of the best one
# A name or term of a quote that no concept knows, found in a complaint: score per character, at most; its length, and
# how many quotes may hold it.
NAMED, NAMED_MAX, NAME_SHORTEST, NAME_LONGEST, NAME_QUOTES = 0.5, 2.0, 3, 8, 3
ENDINGS = "路街道桥线河湖渠库园苑院馆场站港湾山寺塔城厂校楼"  # the segmenter takes 嘉闵线 for no word: names end so
SOFT = 0.6  # weight against speaking of a concept that cities promise, though this one does not
NARROWEST = 0.25  # share of the concepts that any report is taken to promise
LENT = 0.7  # closeness kept where a concept is carried by its family only
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
        self.counties = Counties(report.text)
        self.entries = [_entry(row, self.counties) for row in rows]
        self.by_pk = {entry.pk: entry for entry in self.entries}
        self._spread = Counter(piece for entry in self.entries for piece in pieces(entry.quote))
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
        self._lend(thesaurus)
        self.breadth = max(NARROWEST, len(self.carriers) / max(1, len(thesaurus.entries)))
        self._names = self._own_names(reader)

    def _lend(self, thesaurus: Thesaurus) -> None:
        """A concept this report does not promise is carried by those of its family that it does: who asks for a bed in a
        home means the promise on care in the village where there is no other.
        """
        codes = {entry.name: entry.code for entry in thesaurus.entries}
        self._promised = {codes[name] for names in thesaurus.families.values() for name in names if name in codes}
        lent: dict[str, list[Carrier]] = defaultdict(list)
        for names in thesaurus.families.values():
            family = [codes[name] for name in names if name in codes]
            own = [carrier for code in family for carrier in self.carriers.get(code, ())]
            for code in family:
                if own and code not in self.carriers:
                    lent[code] += [replace(carrier, closeness=LENT * carrier.closeness) for carrier in own]
        self.carriers |= lent

    def rivalry(self, concept: str) -> float:
        """How much a concept speaks for silence: not at all where it is carried, less where cities do promise it."""
        if concept in self.carriers:
            return 0.0
        return SOFT if concept in self._promised else 1.0

    def _own_names(self, reader: Reader) -> dict[str, set[int]]:
        """Name → commitments, for what few quotes say and the thesaurus does not: roads, rivers, halls of this city."""
        names: dict[str, set[int]] = defaultdict(set)
        for entry in self.entries:
            quote = self.counties.without(reader.places.without(fold(entry.quote)), "")
            for name in _runs(quote):
                names[name].add(entry.pk)
        return {name: held for name, held in names.items() if len(held) <= NAME_QUOTES and not reader.knows(name)}

    def named(self, text: str, reader: Reader) -> dict[int, tuple[float, list[str]]]:
        """Commitment → score and the names of its quote that a folded `text` says, not merely to say where."""
        found: dict[int, tuple[float, list[str]]] = {}
        start = 0
        while start < len(text):
            for length in range(min(NAME_LONGEST, len(text) - start), NAME_SHORTEST - 1, -1):
                name = text[start : start + length]
                if name in self._names:
                    if not reader.places.beside(text, start + length):
                        for pk in self._names[name]:
                            score, words = found.get(pk, (0.0, []))
                            found[pk] = min(NAMED_MAX, score + NAMED * length), [*words, name]
                    start += length - 1
                    break
            start += 1
        return found

    def _read_as_spoken(self, entry: Entry, reader: Reader) -> None:
        """A quote in words no list holds is read as a citizen's sentence is: other cities write otherwise."""
        readings = reader.read(reader.places.without(fold(entry.quote)))
        best = max((reading.score for reading in readings.values()), default=0.0)
        for concept, reading in readings.items():
            if reading.found and reading.score >= max(PLAIN, CLOSE * best):
                words = tuple(word for word in reading.found if word in entry.quote)
                self.carriers[concept].append(Carrier(entry, SPOKEN * reading.score / best, words))

    def telling(self, text: str, reader: Reader) -> dict[str, float]:
        """Runs of whole words of a folded `text` that stand in some quote → 0–1: how few quotes and how few citizens' sentences
        hold them. The longest come first.
        """
        scale, places = log(len(self.entries) + 1), cuts(text)
        after = ((start, end) for number, start in enumerate(places) for end in places[number + 1 : number + 7])
        runs = {text[start:end] for start, end in after if 2 <= end - start <= 6}
        return {
            run: (1 - log(self._spread[run]) / scale) * reader.rarity(run)
            for run in sorted(runs, key=len, reverse=True)
            if run in self._spread and is_han(run)
        }

    @staticmethod
    def shared(entry: Entry, telling: Mapping[str, float]) -> dict[str, float]:
        """Those of the `telling` runs that stand in the quote, each within no longer one."""
        found: dict[str, float] = {}
        for run, weight in telling.items():
            if run in entry.quote and not any(run in longer for longer in found):
                found[run] = weight
        return found


def _runs(quote: str) -> set[str]:
    """Runs of whole words of a folded quote that are long enough for a name, or of words up to what a place is called by."""
    places = cuts(quote)
    ends = {*places, *(place for place, sign in enumerate(quote, start=1) if sign in ENDINGS)}
    return {
        quote[start:end]
        for start in places
        for end in ends
        if NAME_SHORTEST <= end - start <= NAME_LONGEST and is_han(quote[start:end])
    }


def _entry(row: Commitment, counties: Counties) -> Entry:
    lead = row.lead
    names: Iterable[str] = (lead.short_name, lead.short_name.removeprefix("市"), *lead.aliases) if lead else ()
    return Entry(row.pk, row.code, row.title, row.quote, str(lead or ""), tuple(names), counties.found_in(row.quote))
