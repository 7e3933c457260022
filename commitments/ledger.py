"""The columns of the ledger in the office's order: what a line says on the screen and in a spreadsheet.

A column may be chosen away; the title and the light always stay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .models import Commitment, Stage
from .sentences import day

Write = Callable[[Commitment], Any]


@dataclass(frozen=True)
class Column:
    name: str
    label: Any
    write: Write  # the cell of a spreadsheet: text, a number, or empty
    is_fixed: bool = False
    is_standard: bool = True
    is_number: bool = False


def _day(value: Any) -> str:
    return day(value.isoformat()) if value else ""


def _light(row: Commitment) -> str:
    return str(row.get_stage_display() if row.stage == Stage.COMPLETED else row.get_light_display())


def _number(value: Any) -> float | str:
    return float(value) if value is not None else ""


COLUMNS: tuple[Column, ...] = (
    Column("code", _("commitment code"), lambda row: row.code, is_fixed=True),
    Column("title", _("title"), lambda row: row.title, is_fixed=True),
    Column("quote", _("quote"), lambda row: row.quote, is_standard=False),
    Column("section", _("section"), lambda row: row.section, is_standard=False),
    Column("category", _("category"), lambda row: str(row.get_category_display()), is_standard=False),
    Column("kind", _("kind of commitment"), lambda row: str(row.get_kind_display()), is_standard=False),
    Column("lead", _("lead department"), lambda row: str(row.lead or "")),
    Column("deadline", _("deadline"), lambda row: _day(row.deadline)),
    Column("original", _("original deadline"), lambda row: _day(row.original_deadline), is_standard=False),
    Column("target", _("target value"), lambda row: _number(row.value), is_standard=False, is_number=True),
    Column("reached", _("current value"), lambda row: _number(row.current_value), is_standard=False, is_number=True),
    Column("unit", _("unit"), lambda row: row.unit, is_standard=False),
    Column("progress", _("progress"), lambda row: _number(row.progress), is_number=True),
    Column("stage", _("stage"), lambda row: str(row.get_stage_display()), is_standard=False),
    Column("light", _("light"), _light, is_fixed=True),
    Column("outcome", _("outcome"), lambda row: str(row.get_outcome_display()), is_standard=False),
    Column("reported", _("last progress report"), lambda row: _day(row.last_report_on), is_standard=False),
    Column("complaints", _("linked complaints"), lambda row: row.complaint_count, is_standard=False, is_number=True),
)
CHOICE = [column for column in COLUMNS if not column.is_fixed]
STANDARD = [column.name for column in CHOICE if column.is_standard]


def chosen(query: QueryDict) -> list[str]:
    """The names of the columns `?columns=` asks for, in the office's order; unknown names are passed over."""
    if "columns" not in query:
        return STANDARD
    asked = set(query.getlist("columns"))
    return [column.name for column in CHOICE if column.name in asked]


def written(rows: Iterable[Commitment], names: Collection[str]) -> Iterable[list[Any]]:
    """A heading and a line per row, with the fixed columns and those of `names`."""
    shown = [column for column in COLUMNS if column.is_fixed or column.name in names]
    yield [str(column.label) for column in shown]
    for row in rows:
        yield [column.write(row) for column in shown]
