"""Many reports at once, as an office writes them: one sheet, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commitments.models import Commitment, ProgressReport
from departments.access import Denied
from departments.models import User

from .reporting import report_progress
from .table import Refusal, SomeRefused


@dataclass(frozen=True)
class Told:
    """One line of the sheet: what is told about `commitment`, and the version its writer saw."""

    commitment: Commitment
    narrative: str
    version: int


def report_sheet(lines: Iterable[Told], *, actor: User, at: datetime) -> list[ProgressReport]:
    """`report_progress` of each line; where any is refused none counts, and `SomeRefused` says of each one why."""
    reports, refused = [], {}
    with transaction.atomic():
        for line in sorted(lines, key=lambda line: line.commitment.pk):  # two sheets never wait for each other
            try:
                report = report_progress(line.commitment, actor=actor, at=at, narrative=line.narrative, version=line.version)
                reports.append(report)
            except (Refusal, Denied) as refusal:
                refused[line.commitment.code] = str(refusal)
        if refused:
            raise SomeRefused(refused)
    return reports
