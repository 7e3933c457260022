"""A row of the ledger as its page writes it: every value ready to be put in its place (`{% each %}`).

What is the same in all rows of a page – words, addresses, which columns – is asked once for the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import lights
from commitments.models import Category, Commitment, Kind, Light, Outcome, Stage
from commitments.models.commitment import RUNNING, address
from house.pieces import piece
from house.writing import figure, full_day, phrase, words
from workdays.calendar import Calendar

from .finding import shown_light

# What a line is made of; the quotation, long as it is, only where it is shown.
FIELDS = (
    "code", "title", "section", "category", "kind", "value", "unit", "lead__short_name", "lead_suggested", "original_deadline",
    "deadline", "figures_due_on", "next_report_on", "stage", "light", "light_cause", "light_figure", "outcome", "days_late",
    "current_value", "progress", "last_report_on", "complaint_count", "is_contested",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    title: str
    href: str
    light: SafeString
    marks: SafeString  # behind the title
    said: str  # behind the code, in small type
    cells: SimpleNamespace  # name of a column → what stands in it


class Lines:
    """The lines of one page."""

    def __init__(self, *, on: date, calendar: Calendar, columns: Iterable[str]) -> None:
        self.on, self.calendar = on, calendar
        self.cells = [(name, getattr(self, f"_{name}")) for name in columns]
        self.originally = _("originally %(day)s")
        self.stages, self.outcomes = words(Stage), words(Outcome)

    def of(self, rows: Iterable[Commitment]) -> list[Line]:
        return [self._line(row) for row in rows]

    def _line(self, row: Commitment) -> Line:
        return Line(
            row.code,
            row.title,
            address(row.code),
            self._light(row),
            self.contested if row.is_contested else SafeString(""),
            self._said(row),
            SimpleNamespace(**{name: write(row) for name, write in self.cells}),
        )

    def _light(self, row: Commitment) -> SafeString:
        """The light of what runs or is completed; of anything else its stage."""
        has_light = row.stage in RUNNING or row.stage == Stage.COMPLETED
        light, word = (shown_light(row), "") if has_light else (Light.NONE, self.stages.get(row.stage, row.stage))
        return piece("components/_light.html", light=light, word=word, cause="", large="")

    @cached_property
    def contested(self) -> SafeString:
        return piece("commitments/_contested.html")

    def _said(self, row: Commitment) -> str:
        said = []
        if row.stage in RUNNING and row.light != Light.GREEN:
            said.append(phrase(lights.explain(row, on=self.on, calendar=self.calendar)))
        elif row.outcome:
            said.append(self.outcomes.get(row.outcome, row.outcome))
            if late := row.days_late:
                said.append(ngettext("%(n)s working day late", "%(n)s working days late", late) % {"n": late})
        if voiced := row.complaint_count:
            said.append(ngettext("%(n)s complaint", "%(n)s complaints", voiced) % {"n": voiced})
        return "".join([f" · {each}" for each in said])

    # The columns, by their names in `commitments.ledger`

    @cached_property
    def suggested(self) -> SafeString:
        return format_html(" <small>{}</small>", _("suggested"))

    @cached_property
    def nobody(self) -> SafeString:
        return format_html('<span class="quiet">{}</span>', _("no lead yet"))

    def _lead(self, row: Commitment) -> str:
        if row.lead is None:
            return self.nobody
        name = conditional_escape(row.lead.short_name)
        return name + self.suggested if row.lead_suggested else name

    def _deadline(self, row: Commitment) -> str:
        if not row.is_extended:
            return full_day(row.deadline)
        return format_html(
            "{}<small>{}</small>",
            full_day(row.deadline),
            mark_safe(self.originally % {"day": full_day(row.original_deadline)}),
        )

    def _original(self, row: Commitment) -> str:
        return full_day(row.original_deadline)

    def _progress(self, row: Commitment) -> str:
        if row.progress is not None:
            return figure(row.progress, "%")
        if row.current_value is not None:
            return figure(row.current_value, row.unit)
        return figure(None)

    def _target(self, row: Commitment) -> str:
        return figure(row.value, row.unit)

    def _reached(self, row: Commitment) -> str:
        return figure(row.current_value, row.unit)

    def _unit(self, row: Commitment) -> str:
        return row.unit

    def _quote(self, row: Commitment) -> str:
        return format_html('<span class="serif" lang="zh">{}</span>', row.quote)

    def _section(self, row: Commitment) -> str:
        return row.section

    def _category(self, row: Commitment) -> str:
        return words(Category).get(row.category, row.category)

    def _kind(self, row: Commitment) -> str:
        return words(Kind).get(row.kind, row.kind)

    def _stage(self, row: Commitment) -> str:
        return self.stages.get(row.stage, row.stage)

    def _outcome(self, row: Commitment) -> str:
        return self.outcomes.get(row.outcome, row.outcome)

    def _reported(self, row: Commitment) -> str:
        return full_day(row.last_report_on)

    def _complaints(self, row: Commitment) -> int:
        return row.complaint_count
