"""One run over a file, dry or real: read, check, write in batches, report every row, tell how far it is."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from departments.models import User
from house.errors import Refused
from house.tables import harmless

from . import sheets, writing
from .columns import Parsed, Reader, missing

BATCH = 1_000
FIRST_FINDINGS = 200


class Result(models.TextChoices):
    """What became of a row; the words are those of the report."""

    NEW = "new", _("new")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("kept out")


@dataclass
class Tally:
    """How a run stands: rows read and what became of them, and the first refused rows and notes."""

    read: int = 0
    share: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    findings: list[dict[str, Any]] = field(default_factory=list)

    def count(self, row: Parsed, result: str) -> None:
        self.read += 1
        setattr(self, result, getattr(self, result) + 1)
        if (row.problems or row.notes) and len(self.findings) < FIRST_FINDINGS:
            self.findings.append({"row": row.number, "result": result, "sentences": [*row.problems, *row.notes]})


def run(
    path: Path,
    *,
    name: str = "",
    source: str,
    columns: Mapping[str, str],
    actor: User | None,
    at: datetime,
    dry_run: bool,
    report: IO[str] | None = None,
    progress: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Check `path` row by row and, unless `dry_run`, take it in; a line per row goes to `report` (csv).

    Raises `Refused` – before anything is written – for a file that cannot be read or lacks a needed column; where a
    file turns out damaged further down, what stood before is taken in and a second run updates it.
    """
    name = name or path.name
    stream = sheets.rows(path, name=name)
    headings = sheets.heading(stream, name)
    if sentence := missing(columns, headings):
        raise Refused(f"{name}: {sentence}")
    reader = Reader(columns, headings, until=at)
    tally = Tally()
    rehearsal = writing.Rehearsal(source, on=localdate(at))
    lines = csv.writer(report) if report else None
    if lines:
        lines.writerow([_("row"), _("number there"), _("result"), _("remarks")])
    for batch, share in _batches(stream, reader):
        good = [row for row in batch if not row.problems]
        results = rehearsal.outcomes(good) if dry_run else writing.write(good, source, actor=actor, at=at)
        for row in batch:
            result = results.get(row.number, Result.REFUSED.value)
            tally.count(row, result)
            if lines:
                remarks = _("; ").join([*row.problems, *row.notes])
                lines.writerow([row.number, harmless(row.values["source_number"]), Result(result).label, remarks])
        tally.share = share
        progress(tally)
    tally.share = 100
    progress(tally)
    return tally


def _batches(stream: Iterator[sheets.Row], reader: Reader) -> Iterator[tuple[list[Parsed], int]]:
    """Up to `BATCH` rows; a number that comes again begins the next batch, so that the later row updates the earlier."""
    batch: list[Parsed] = []
    rows: dict[str, int] = {}  # number → its last row
    share = 0
    for row in stream:
        parsed = reader.read(row.number, row.cells)
        if parsed is None:
            continue
        earlier = 0 if parsed.problems else _note_again(parsed, rows)
        if batch and (len(batch) >= BATCH or earlier >= batch[0].number):
            yield batch, share
            batch = []
        batch.append(parsed)
        share = row.share
    if batch:
        yield batch, share


def _note_again(row: Parsed, rows: dict[str, int]) -> int:
    """The row before with the same number, 0 where there is none; a note on `row` names both."""
    number = row.values["source_number"]
    earlier = rows.get(number, 0)
    if earlier:
        row.notes.append(
            _("rows %(earlier)s and %(row)s have the same number %(number)s; the order is as row %(row)s has it")
            % {"earlier": earlier, "row": row.number, "number": number}
        )
    rows[number] = row.number
    return earlier
