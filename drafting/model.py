"""What a reading of a report yields: drafts with their reasons, and the numbers none of them covers."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

QUANTIFIED, DELIVERABLE, ONGOING = "quantified", "deliverable", "ongoing"


@dataclass(frozen=True)
class Reason:
    """One rule that had a say in a draft, and the words it saw. The rules are listed in `drafting.rules.RULES`."""

    rule: str
    words: str


@dataclass(frozen=True)
class Draft:
    """A proposed commitment. `text[start:end] == quote` in the text as read.

    `section` is 目标, a chapter numeral or a heading. `comparator` … `measure` are None or empty where there is no number;
    `value` is in `unit` as written. `deadline` is None only where neither the text nor the caller tells the year.
    `lead_department` is a kind of office, always a suggestion. `confidence` runs from 0 to 1.
    """

    title: str
    quote: str
    start: int
    end: int
    context: str
    section: str
    theme: str
    kind: str
    deadline: date | None
    deadline_text: str = ""
    metric: str = ""
    comparator: str = ""
    value: float | None = None
    value_max: float | None = None
    unit: str = ""
    measure: str = ""
    hedge: str = ""
    category: str = ""
    lead_department: str = ""
    supporting_departments: tuple[str, ...] = ()
    confidence: float = 0.0
    because: tuple[Reason, ...] = ()
    lead_suggested: bool = True

    @property
    def original_deadline(self) -> date | None:
        return self.deadline

    def as_dict(self) -> dict[str, Any]:
        """The object `draft_commitments` writes: dates ISO, numbers as JSON numbers, null where nothing was said."""
        row = asdict(self)
        row["deadline"] = row["original_deadline"] = self.deadline.isoformat() if self.deadline else None
        row["supporting_departments"] = list(self.supporting_departments)
        row["because"] = [{"rule": reason.rule, "words": reason.words} for reason in self.because]
        if self.kind != QUANTIFIED:
            for name in ("metric", "comparator", "unit", "measure"):
                row[name] = row[name] or None
        return row


@dataclass(frozen=True)
class LooseNumber:
    """A number of the forward-looking part that no draft covers, with the reason it was left out."""

    start: int
    end: int
    words: str
    context: str
    reason: str


@dataclass(frozen=True)
class Part:
    """A stretch of the text and how it was taken: plan, review, annex or unknown, with the heading over it."""

    start: int
    end: int
    mood: str
    heading: str


@dataclass(frozen=True)
class Drafted:
    """Everything one reading yields. `year` is the report's year, None where nothing tells it."""

    year: int | None
    drafts: list[Draft]
    loose_numbers: list[LooseNumber] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    looks_like_report: bool = True
    """False where the text lacks the words of government work: another kind of text, whatever was found in it."""
    looks_back: bool = False
    """True where a part of the text, or all of it, is a review of the past: then no draft at all is a good answer."""
