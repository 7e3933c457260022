"""Rows pasted from a spreadsheet, checked one by one: what can be read, and a sentence per row that cannot."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from departments.models import Department
from house.fields import can_be_meant
from house.writing import day_in_words

from .models import Commitment

DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?$")
HEADINGS = {"名称", "点位", "学校", "name", "site", "县市区", "月份", "county", "month"}


@dataclass
class Pasted:
    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read_sites(text: str, commitment: Commitment) -> Pasted:
    """Site rows: name, county, township, deadline (columns after the name may be empty)."""
    pasted, seen = Pasted(), set()
    units = _units_by_name()
    for number, cells in _lines(text):
        name, county, township, day = (*cells, "", "", "", "")[:4]
        row: dict[str, Any] = {"name": name, "township": township}
        problems = []
        if not name:
            problems.append(_("the name is missing"))
        elif name in seen:
            problems.append(_("%(name)s stands twice") % {"name": name})
        if len(name) > 80 or len(township) > 60:
            problems.append(_("the name is too long"))
        seen.add(name)
        if county:
            unit = units.get(county)
            if unit is None or not unit.is_local:
                problems.append(_("%(name)s is no county or zone of the city") % {"name": county})
            else:
                row["department"] = unit
        if day:
            deadline = read_day(day)
            if deadline is None:
                problems.append(_("%(day)s is no date") % {"day": day})
            elif deadline > commitment.deadline:
                problems.append(_("%(day)s lies after the commitment's deadline") % {"day": day_in_words(deadline)})
            else:
                row["deadline"] = deadline
        _keep(pasted, number, row, problems)
    return pasted


def read_shares(text: str) -> Pasted:
    """Share rows: county, value."""
    pasted, units, seen = Pasted(), _units_by_name(), set()
    for number, cells in _lines(text):
        county, figure = (*cells, "", "")[:2]
        unit, value = units.get(county), read_figure(figure)
        problems = []
        if unit is None or not unit.is_local:
            problems.append(_("%(name)s is no county or zone of the city") % {"name": county})
        elif unit in seen:
            problems.append(_("%(name)s stands twice") % {"name": county})
        if value is None:
            problems.append(_("%(figure)s is no number") % {"figure": figure or "—"})
        seen.add(unit)
        _keep(pasted, number, {"department": unit, "value": value}, problems)
    return pasted


def read_plan(text: str) -> Pasted:
    """Plan rows: month (2021-06, 2021年6月), cumulative value."""
    pasted, seen = Pasted(), set()
    for number, cells in _lines(text):
        month, figure = (*cells, "", "")[:2]
        day, value = read_day(month), read_figure(figure)
        problems = []
        if day is None:
            problems.append(_("%(day)s is no month") % {"day": month})
        elif (day.year, day.month) in seen:
            problems.append(_("%(name)s stands twice") % {"name": month})
        else:
            seen.add((day.year, day.month))
        if value is None:
            problems.append(_("%(figure)s is no number") % {"figure": figure or "—"})
        _keep(pasted, number, {"day": day, "value": value}, problems)
    return pasted


def read_day(text: str) -> date | None:
    """2021-9-3, 2021/9/3, 2021.9.3, 2021年9月3日; a month alone is its first day. None for what nobody can mean."""
    match = DAY.match(text.strip())
    if not match:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None
    return day if can_be_meant(day) else None


def read_figure(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**13 else None


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Non-empty lines with their numbers, cut at tabs (a spreadsheet's) or commas; a heading line is skipped."""
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if not line.strip():
            continue
        cells = [cell.strip().strip('"') for cell in (line.split("\t") if "\t" in line else re.split("[,，]", line))]
        if not rows and cells[0].lower() in HEADINGS:
            continue
        rows.append((number, cells))
    return rows


def _units_by_name() -> dict[str, Department]:
    found: dict[str, Department] = {}
    for unit in Department.objects.all():
        for name in (unit.code, unit.name, unit.short_name, *unit.aliases):
            found.setdefault(name, unit)
    return found


def _keep(pasted: Pasted, number: int, row: dict[str, Any], problems: list[str]) -> None:
    if problems:
        pasted.errors.append(_("Row %(number)s: %(problems)s.") % {"number": number, "problems": "; ".join(problems)})
    else:
        pasted.rows.append(row)
