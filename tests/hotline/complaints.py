"""The complaints whose right answers are known, and the engine over the registry of 2021 to put them to.

`set` says what a complaint was used for: `dev` ones shaped the thesaurus and the decision, `held-out` ones were only
counted. `hand` says who wrote them (docs/suggestions.md): `own` is the engine's author.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

import drafting
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
DATA = Path(__file__).parent / "data"
REPORTS = Path(settings.BASE_DIR).parent / "shared" / "data" / "reports"
ALL = read(DATA / "complaints.jsonl")


def of(*, hand: str) -> list[dict[str, Any]]:
    return [one for one in ALL if one["hand"] == hand]


@contextmanager
def registry_loaded() -> Iterator[Report]:
    """The report of 2021 in the database, gone afterwards."""
    with transaction.atomic():
        registry.load(SLUG, at=at(2021, 2, 20))
        yield Report.objects.get(slug=SLUG)
        transaction.set_rollback(True)


def other_cities() -> dict[str, dict[str, Any]]:
    """Report of another city → the quotes of its drafts – with the set `annotated`, those people marked in it instead –
    and complaints with the places of the right ones among them.

    The reports are not the project's to carry: their texts are read beside it, and a right one is named by the digest of
    its quote, or of how the quote begins where drafting has learnt since to read on. Empty where they are not there.
    """
    content: dict[str, dict[str, Any]] = json.loads((DATA / "other_cities.json").read_text(encoding="utf-8"))
    if not REPORTS.is_dir():
        return {}
    for name, city in content.items():
        city["quotes"] = _quotes(name.partition(" ")[0], is_annotated=city["set"] == "annotated")
        beginnings = [(place, quote[:end]) for place, quote in enumerate(city["quotes"]) for end in range(1, len(quote))]
        places = {_digest(text): place for place, text in (*beginnings, *enumerate(city["quotes"]))}
        for complaint in city["complaints"]:
            complaint["right"] = [places[key] for key in complaint["right"]]
    return content


def _quotes(name: str, *, is_annotated: bool) -> list[str]:
    """The promises of the report `name`, each once: as people marked them or as the reader drafts them."""
    file = next(REPORTS.rglob(f"{name.replace('-', '_')}.txt"))
    if is_annotated:
        marked = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        return list(dict.fromkeys(one["quote"] for one in marked))
    return [draft.quote for draft in drafting.read_report(drafting.read(file).text, int(name[-4:]), with_ongoing=False).drafts]


def _digest(quote: str) -> str:
    return hashlib.sha256(quote.encode()).hexdigest()[:10]


def engine_of(quotes: list[str], words: Thesaurus) -> Engine:
    """The engine over a registry that holds `quotes`, each under its place as code; nothing else of the city is known."""
    text = "\n".join(quotes)
    report = Report.objects.create(slug="another", title="另一个城市", year=2010, text=text)
    due, rows, start = date(2010, 12, 31), [], 0
    for place, quote in enumerate(quotes):
        fields = {"title": quote[:80], "quote": quote, "start": start, "end": start + len(quote)}
        rows.append(Commitment(report=report, code=str(place), deadline=due, original_deadline=due, **fields))
        start += len(quote) + 1
    Commitment.objects.bulk_create(rows)
    return build(report, words)


def part_of(words: Thesaurus, share: float, seed: int) -> Thesaurus:
    """A thesaurus that knows only `share` of the ways citizens speak, as if nobody had thought of the rest."""

    def some(concept: str, expressions: list[str]) -> list[str]:
        draw = random.Random(f"{seed}{concept}")  # of the concept's own: a new concept leaves the others' as they were
        return [one for one in expressions if draw.random() < share]

    entries = [
        Entry(e.code, e.name, e.subject, e.official, some(e.code, e.spoken), some(e.code, e.saying), e.counter)
        for e in words.entries
    ]
    return Thesaurus(entries, words.synonyms, words.places, words.landmarks, words.idle, words.families)


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
