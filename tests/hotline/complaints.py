"""The complaints whose right answers are known, and the engine over the registry of 2021 to put them to.

`set` says what a complaint was used for: `dev` ones shaped the thesaurus and the decision, `held-out` ones were only
counted. `hand` says who wrote them (docs/suggestions.md): `own` is the engine's author.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from commitments import registry
from commitments.models import Commitment, Report
from hotline.suggesting import learning, ranking, thesaurus
from hotline.suggesting.concepts import Reader
from hotline.suggesting.measuring import read
from hotline.suggesting.ready import Engine
from hotline.suggesting.register import Register
from hotline.suggesting.thesaurus import Entry, Thesaurus
from tests.conftest import at

SLUG = "liaocheng-2021"
ALL = read(Path(__file__).parent / "data" / "complaints.jsonl")


def of(*, hand: str) -> list[dict[str, Any]]:
    return [one for one in ALL if one["hand"] == hand]


@contextmanager
def registry_loaded() -> Iterator[Report]:
    """The report of 2021 in the database, gone afterwards."""
    with transaction.atomic():
        registry.load(SLUG, at=at(2021, 2, 20))
        yield Report.objects.get(slug=SLUG)
        transaction.set_rollback(True)


def part_of(words: Thesaurus, share: float, seed: int) -> Thesaurus:
    """A thesaurus that knows only `share` of the ways citizens speak, as if nobody had thought of the rest."""
    draw = random.Random(seed)

    def some(expressions: list[str]) -> list[str]:
        return [one for one in expressions if draw.random() < share]

    entries = [Entry(e.code, e.name, e.subject, e.official, some(e.spoken), some(e.saying), e.counter) for e in words.entries]
    return Thesaurus(entries, words.synonyms, words.places, words.landmarks, words.idle)


def build(report: Report, words: Thesaurus, examples: list[learning.Example] | None = None) -> Engine:
    reader = Reader(words)
    return Engine(reader, Register(report, words, reader), learning.Learned(learning.tally(reader, examples or [])), report)


def whole(report: Report) -> Engine:
    return build(report, thesaurus.supplied())


def ask(engine: Engine, complaint: dict[str, Any]) -> list[str]:
    return [match.entry.code for match in ranking.rank(engine, complaint["text"], complaint["county"] or "", (), 5)]


def more_commitments(report: Report, count: int) -> None:
    """Copies of the report's own until there are `count`."""
    rows = list(Commitment.objects.filter(report=report))
    number = len(rows)
    copies = []
    while number < count:
        row = rows[number % len(rows)]
        fields = {f.attname: getattr(row, f.attname) for f in Commitment._meta.concrete_fields if not f.primary_key}
        fields |= {"code": f"2021-99-{number:05d}", "start": row.start + 100_000 * number, "end": row.end + 100_000 * number}
        copies.append(Commitment(**fields))
        number += 1
    Commitment.objects.bulk_create(copies)
