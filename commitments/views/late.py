"""An overdue commitment as the list and the preview of its urging show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commitments import deadlines
from commitments.models import Commitment, Stage, UrgingItem, UrgingNote
from commitments.models.commitment import address
from departments.access import scope
from departments.models import User
from house.writing import day, number, words
from workdays.calendar import Calendar

# What a line is made of.
FIELDS = (
    "code", "title", "section", "stage", "lead__short_name", "deadline", "original_deadline", "figures_due_on",
    "value", "current_value", "unit", "last_report_on",
)  # fmt: skip


@dataclass
class Late:
    row: Commitment
    days: int
    width: Decimal  # of its bar, in per cent of the longest on the page
    note: UrgingNote | None = None


@dataclass
class Group:
    name: str
    total: int
    items: list[Late] = field(default_factory=list)
    lines: list[LateLine] = field(default_factory=list)

    @property
    def query(self) -> str:
        """The codes of its items, for the preview of urging them all."""
        return urlencode([("code", item.row.code) for item in self.items])


def late(rows: Iterable[Commitment], user: User, *, on: date, calendar: Calendar) -> list[Late]:
    """The rows with how late they are and the note that speaks of them, where `user` may read it; one query."""
    rows = list(rows)
    notes = UrgingItem.objects.filter(note__in=scope(UrgingNote.objects.all(), user)).telling(rows)
    days = {row.pk: deadlines.days_late(deadlines.due_on(row.deadline, row.figures_due_on), on, calendar) for row in rows}
    longest = max(days.values(), default=1) or 1
    return [Late(row, days[row.pk], round(Decimal(days[row.pk] * 100) / longest, 2), notes.get(row.pk)) for row in rows]


@dataclass(frozen=True, slots=True)
class LateLine:
    """A row of the list, every value ready to be put in its place (`{% each %}`)."""

    code: str
    title: str
    href: str
    stage: str
    lead: str
    deadline: str
    days: int
    width: str  # as SVG reads it
    reached: str
    reported: str
    urged: SafeString


class LateLines:
    """The lines of one page: their words are asked once."""

    def __init__(self, *, on: date) -> None:
        self.on = on
        self.stages = words(Stage)
        self.originally = _("originally %(day)s")
        self.was_reported, self.never = _("reported %(day)s"), _("nothing reported yet")
        self.replied, self.due = _("replied %(day)s"), _("reply due %(day)s")
        self.not_urged = format_html('<span class="quiet">{}</span>', _("not urged"))

    def of(self, items: Iterable[Late]) -> list[LateLine]:
        return [self._line(item) for item in items]

    def _line(self, item: Late) -> LateLine:
        row = item.row
        return LateLine(
            row.code,
            row.title,
            address(row.code),
            self.stages.get(row.stage, row.stage),
            str(row.lead),
            self._deadline(row),
            item.days,
            str(item.width),
            self._reached(row),
            self._with_day(self.was_reported, row.last_report_on) if row.last_report_on else self.never,
            self._urged(item.note) if item.note else self.not_urged,
        )

    def _with_day(self, sentence: str, when: date) -> SafeString:
        return mark_safe(sentence % {"day": day(when, self.on)})

    def _deadline(self, row: Commitment) -> str:
        if not row.is_extended:
            return day(row.deadline, self.on)
        before = self._with_day(self.originally, row.original_deadline)
        return format_html("{}<small>{}</small>", day(row.deadline, self.on), before)

    def _reached(self, row: Commitment) -> str:
        if row.value is None:
            return ""
        reached = "–" if row.current_value is None else number(row.current_value)
        return f"{reached} / {number(row.value)} {row.unit}"

    def _urged(self, note: UrgingNote) -> SafeString:
        answer = self._with_day(self.replied, note.replied_at) if note.replied_at else self._with_day(self.due, note.reply_by)
        return format_html("<b>{}</b><small>{}</small>", note.number, answer)
