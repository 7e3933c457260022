"""`suggest()`: from a complaint to the commitments it bears on, with reasons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from commitments.models import Report
from departments.models import Department

from . import explaining, ranking
from .ready import ready


@dataclass(frozen=True)
class Suggestion:
    """One commitment offered. `score` 0–1: how sure the engine is; `reasons` are sentences a person can check."""

    code: str
    commitment_id: int
    title: str
    quote: str
    score: float
    rank: int
    reasons: list[str]

    def as_json(self) -> dict[str, Any]:
        """As CONTRACTS has it for the command and the API."""
        return {"code": self.code, "quote": self.quote, "score": self.score, "reasons": self.reasons}


def suggest(
    text: str,
    county: Department | str | None = None,
    report: Report | str | None = None,
    top: int = 5,
    exclude: Collection[str] = (),
    on: date | None = None,
) -> list[Suggestion]:
    """The commitments of `report` that `text` bears on, best first, at most `top`; empty where nothing is convincing.

    `county` is where the caller means, by unit or by name; a name alone proves nothing. `report` is a report or its
    slug, the newest one where none is given (`Report.DoesNotExist` where the slug is unknown). `exclude` holds the codes
    already linked to, dismissed or rejected for this order: they are never offered. With `on`, the local day, the
    reasons also say whether the commitment is due or overdue. Nothing is written and nothing is linked.

    The caller shows only what its user may read: ask for a larger `top` and cut after `scope`.
    """
    engine = ready(report)
    if engine is None or not text.strip():
        return []
    found = ranking.rank(engine, text, _name(county), exclude, top)
    standing = explaining.standing([match.entry.pk for match in found], on=on) if on else {}
    return [
        Suggestion(
            code=match.entry.code,
            commitment_id=match.entry.pk,
            title=match.entry.title,
            quote=match.entry.quote,
            score=round(min(match.score, 1.0), 3),
            rank=number,
            reasons=explaining.reasons(engine, match) + standing.get(match.entry.pk, []),
        )
        for number, match in enumerate(found, start=1)
    ]


def _name(county: Department | str | None) -> str:
    return county.short_name if isinstance(county, Department) else (county or "")
