"""Which promises of a report a row of a table speaks of.

A row of our own export says its code. A city's own table has other words: its task is looked up among the titles, then in the
report itself (a row may quote a sentence that holds several promises), at last by likeness, which a person has to look at.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Commitment, Report
from drafting.precedents import Precedent, Precedents

from .table import rows_of

SHORTEST = 6  # letters and digits that must stand in the report in a row before they tell a place
ALIKE = 0.35  # of 1: words in another order, some of them others; what is shown as alike a person looks at
ITEM_NUMBER = re.compile(r"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳])\s*(?!\d)")
CLAUSE_ENDS = re.compile(r"[，,；;。\n]")


class How(TextChoices):
    """By what a row was understood."""

    CODE = "code", gettext_lazy("its code")
    TASK = "task", gettext_lazy("its task")
    WORDS = "words", gettext_lazy("its words in the report")
    LIKENESS = "likeness", gettext_lazy("likeness: please check")
    NEW = "new", gettext_lazy("its words in the report; new")


@dataclass(frozen=True)
class Meant:
    """The promises a row speaks of, or the place of the report it quotes where no draft stands yet."""

    how: How
    rows: tuple[Commitment, ...] = ()
    place: tuple[int, int] | None = None


class Known:
    """The promises of a report, asked for what a row says."""

    def __init__(self, report: Report) -> None:
        self.rows = rows_of(report)
        self.by_code = {row.code: row for row in self.rows}
        self.by_task: dict[str, list[Commitment]] = {}
        for row in self.rows:
            self.by_task.setdefault(row.title, []).append(row)
        self._letters, self._places = _letters(report.text)
        self._likest = Precedents(Precedent(row.quote, row.title, row.code, row.title) for row in self.rows)

    def meant(self, code: str, task: str) -> Meant:
        """What a row with this code and task speaks of. Raises `ValueError` with one sentence where that is not to be told."""
        if code:
            if code not in self.by_code:
                raise ValueError(_("No commitment of this report has the code %(code)s.") % {"code": code})
            return Meant(How.CODE, (self.by_code[code],))
        named = self.by_task.get(task, [])
        if len(named) == 1:
            return Meant(How.TASK, (named[0],))
        if named:
            raise ValueError(_("Several commitments are called so; keep the column 编号."))
        return self._quoted(task) or self._resembled(task) or self._unknown(task)

    def _quoted(self, task: str) -> Meant | None:
        """By the words of the report: the whole task, else each of its clauses."""
        whole = ITEM_NUMBER.sub("", task)
        found = self._at(whole)
        rows = {row.code: row for place in found for row in self._standing(place)}
        if not found:
            places = [place for clause in CLAUSE_ENDS.split(whole) for place in self._at(clause)]
            rows = {row.code: row for place in places for row in self._standing(place)}
        if rows:
            return Meant(How.WORDS, tuple(rows.values()))
        return Meant(How.NEW, place=found[-1]) if found else None  # the plan stands behind the review

    def _resembled(self, task: str) -> Meant | None:
        likest = self._likest.like(task)
        return Meant(How.LIKENESS, (self.by_code[likest.lead],)) if likest and likest.degree >= ALIKE else None

    def _unknown(self, task: str) -> Meant:
        said = task if len(task) <= 40 else task[:40] + "…"
        raise ValueError(
            _("No commitment of this report is called “%(task)s”, and its words do not stand in the report.") % {"task": said}
        )

    def _at(self, words: str) -> list[tuple[int, int]]:
        """Every place of the report where these words stand, whatever the punctuation; none for a few letters."""
        sought, _places = _letters(words)
        if len(sought) < SHORTEST:
            return []
        starts = [match.start() for match in re.finditer(f"(?={re.escape(sought)})", self._letters)]
        return [(self._places[start], self._places[start + len(sought) - 1] + 1) for start in starts]

    def _standing(self, place: tuple[int, int]) -> list[Commitment]:
        """The promises that share at least half of the shorter quote with a place, as drafts are matched to annotations."""
        start, end = place
        return [
            row for row in self.rows if 2 * (min(row.end, end) - max(row.start, start)) >= min(row.end - row.start, end - start)
        ]


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text in one shape, each with its place: what stays when a table is typed by hand."""
    kept, places = [], []
    for place, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKC", sign):
            if letter.isalnum() or letter in "%‰":
                kept.append(letter.lower())
                places.append(place)
    return "".join(kept), places
