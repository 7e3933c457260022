"""What the review shows of a draft, of the text around it and of the numbers no draft covers.

A page holds hundreds of drafts: each is told in a few ready words, and only the one that is open carries more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commitments import speech
from commitments.models import Commitment, Kind, Report, Stage
from commitments.sentences import day
from departments.models import Department, User

from . import review, words
from .forms import SIGNS
from .models import Mark


@dataclass(slots=True)
class Card:
    """A draft as its row tells it. `why` (rule, words) is filled for the one that is open."""

    code: str
    title: str
    state: str
    start: int
    end: int
    version: int
    about: str
    figure: str
    words: str
    can_be_read: bool  # still a draft: somebody may accept or reject it
    is_gone: bool  # added by hand and taken back: it is not shown
    is_others: bool = False  # sent along because somebody else changed it meanwhile
    is_open: bool = False
    said: str = ""
    confidence: float | None = None
    why: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the report as pieces (text, place, code or "", state, whether the promise begins here)."""

    tag: str
    css: str
    start: int
    end: int
    pieces: list[tuple[str, str, str, str, bool]]


class Teller:
    """Tells cards: names of units and people, kinds and days are looked up once for all of them."""

    def __init__(self) -> None:
        self.units: dict[int, str] = dict(Department.objects.values_list("pk", "short_name"))
        self.kinds = {value: str(label) for value, label in Kind.choices}
        self.states = {value: str(label) for value, label in Mark.State.choices}
        self.people: dict[int, str] = {}
        self.days: dict[Any, str] = {}
        self.suggested, self.no_lead, self.unknown = _("suggested"), _("no lead yet"), _(", no unit here is called so")

    def cards(self, rows: Iterable[Commitment]) -> list[Card]:
        rows = list(rows)
        deciders = {mark.decided_by_id for row in rows if (mark := mark_of(row)) and mark.state != Mark.State.PENDING}
        missing = deciders - self.people.keys() - {None}
        self.people |= {person.pk: str(person) for person in User.objects.filter(pk__in=missing)}
        return [self.card(row) for row in rows]

    def card(self, row: Commitment) -> Card:
        mark = mark_of(row)
        state = state_of(row)
        about = f"{row.code} · {self.kinds[row.kind]}"
        if mark and mark.decided_by_id and state != Mark.State.PENDING:
            about += f" · {self.states[state]} · {self.people[mark.decided_by_id]}"
        if (until := self.days.get(row.deadline)) is None:
            until = self.days[row.deadline] = day(row.deadline)
        return Card(
            code=row.code, title=row.title, state=state, start=row.start, end=row.end, version=row.version, about=about,
            figure=figure_of(row), words=f"{until} · {self._lead(row, mark)}", can_be_read=row.stage == Stage.DRAFT,
            is_gone=is_gone(row),
        )  # fmt: skip

    def opened(self, row: Commitment, *, said: str = "") -> Card:
        """The card with all that speaks for the draft, and what was just refused about it."""
        card = self.cards([row])[0]
        card.is_open, card.said = True, said
        if mark := mark_of(row):
            card.confidence = mark.confidence
            card.why = [(words.rule(reason["rule"]), reason["words"]) for reason in mark.because]
        return card

    def _lead(self, row: Commitment, mark: Mark | None) -> str:
        if row.lead_id:
            return f"{self.units[row.lead_id]} {self.suggested}"
        office = next((reason["words"] for reason in mark.because if reason["rule"] == "office"), "") if mark else ""
        return f"{office} {self.suggested}{self.unknown}" if office else self.no_lead


def mark_of(row: Commitment) -> Mark | None:
    return getattr(row, "draft_mark", None)


def is_gone(row: Commitment) -> bool:
    """Whether it was added by hand and taken back."""
    return row.stage == Stage.CANCELLED and mark_of(row) is None


def state_of(row: Commitment) -> str:
    mark = mark_of(row)
    return mark.state if mark else str(Mark.State.PENDING)


def figure_of(row: Commitment) -> str:
    """≥24 所; 1–2 个; empty where no number is promised."""
    if row.value is None:
        return ""
    upper = f"–{row.value_max.normalize():,f}" if row.value_max is not None else ""
    return f"{SIGNS.get(row.comparator, '')}{row.value.normalize():,f}{upper} {row.unit}".rstrip()


def lean(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Only what cards and the text need: neither quote nor sentence, and not the report's text once more for each row."""
    return rows.select_related("draft_mark").only(
        "code", "title", "kind", "stage", "start", "end", "version", "theme", "value", "value_max", "unit", "comparator",
        "deadline", "lead_id", "report_id", "draft_mark__commitment_id", "draft_mark__state", "draft_mark__because",
        "draft_mark__decided_by_id",
    )  # fmt: skip


def paragraphs(report: Report, rows: Iterable[Commitment]) -> list[Paragraph]:
    """The whole text with its live drafts marked."""
    live = [row for row in rows if row.stage != Stage.CANCELLED]
    states = {row.pk: state_of(row) for row in live}
    placed = []
    for block in speech.lay_out(report.text, live):
        if block.kind == "blank":
            continue
        at, pieces = block.start, []
        for piece in block.pieces:
            row = piece.row
            pieces.append((piece.text, str(at), row.code if row else "", states[row.pk] if row else "", piece.is_first))
            at += len(piece.text)
        tag = {"chapter": "h2", "section": "h3"}.get(block.kind, "p")
        css = f"speech-{block.kind}" if block.kind != "paragraph" else ""
        placed.append(Paragraph(tag, css, block.start, at, pieces))
    return placed


def around(placed: Iterable[Paragraph], spans: Iterable[tuple[int, int]]) -> list[Paragraph]:
    """Those paragraphs that one of the spans touches."""
    spans = list(spans)
    return [each for each in placed if any(start < each.end and end > each.start for start, end in spans)]


def numbers(report: Report) -> list[dict[str, Any]]:
    """The numbers not accounted for, each with why the engine left it out."""
    return [{**number, "reason": words.loose(number["reason"])} for number in review.unaccounted(report)]


def numbers_at(report: Report, left: list[dict[str, Any]], spans: Iterable[tuple[int, int]]) -> list[dict[str, Any]]:
    """Every number the engine left out in one of the places; `is_left` says whether it stands in `left` still."""
    spans = list(spans)
    open_ones = {number["start"]: number for number in left}
    return [
        {**open_ones.get(number["start"], number), "is_left": number["start"] in open_ones}
        for number in report.reading.loose_numbers
        if any(start < number["end"] and end > number["start"] for start, end in spans)
    ]
