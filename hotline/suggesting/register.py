"""The commitments of one report, and which concepts each carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.models import Commitment, Report, Stage

from .language import fold
from .patterns import Matcher, parse
from .thesaurus import Thesaurus

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


@dataclass(frozen=True)
class Carrier:
    """A commitment that carries a concept: how closely, and by which words of its quote."""

    entry: Entry
    closeness: float
    words: tuple[str, ...]


class Register:
    """The commitments a complaint can be linked to: merged and cancelled ones are none."""

    def __init__(self, report: Report, thesaurus: Thesaurus) -> None:
        rows = (
            Commitment.objects.filter(report=report)
            .exclude(stage__in=(Stage.MERGED, Stage.CANCELLED))
            .select_related("lead")
            .order_by("code")
        )
        self.entries = [_entry(row) for row in rows]
        order = {(entry.code, text): place for entry in thesaurus.entries for place, text in enumerate(entry.official)}
        matcher = Matcher(
            [(entry.code, parse(text, thesaurus.synonyms)) for entry in thesaurus.entries for text in entry.official]
        )
        self.carriers: dict[str, list[Carrier]] = defaultdict(list)
        for entry in self.entries:
            for concept, hits in matcher.find(fold(f"{entry.quote}　{entry.title}")).items():
                best = min(hits, key=lambda hit: order[concept, hit.pattern.text])
                closeness = max(LEAST, 1 - STEP * order[concept, best.pattern.text])
                self.carriers[concept].append(Carrier(entry, closeness, best.words))


def _entry(row: Commitment) -> Entry:
    lead = row.lead
    names: Iterable[str] = (lead.short_name, lead.short_name.removeprefix("市"), *lead.aliases) if lead else ()
    return Entry(row.pk, row.code, row.title, row.quote, str(lead or ""), tuple(names))
