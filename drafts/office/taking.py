"""What a table would change, looked at before anything is taken; taken as one step that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment, Report, Stage
from commitments.workflow import assigning, drafts
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.models import Department, User
from drafts import review
from drafts.models import Mark
from house.errors import Refused

from .cells import PARSERS, Units
from .matching import How, Known
from .table import HEADINGS, cells

OF_A_CODE = ("task", "target", "leader", "lead", "supporting", "deadline")
OF_A_CITY = ("target", "lead", "supporting", "deadline")  # its own words stay in its table, and its leaders follow from the leads


@dataclass(frozen=True)
class Change:
    """One cell that says something else: what stands, what is wanted, and the fields to put."""

    column: str
    old: str
    new: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        return HEADINGS[self.column]


@dataclass
class Line:
    """What a row of the table says of one promise: the changes it asks for, or what is wrong with it.

    `place`: the words of the report it quotes where no draft stands yet; taking it adds the promise.
    """

    number: int
    how: How | None = None
    row: Commitment | None = None
    place: tuple[int, int] | None = None
    changes: list[Change] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def compare(report: Report, rows: Iterable[tuple[int, list[str]]], columns: dict[str, int]) -> list[Line]:
    """What the table would change: rows without a difference are left out, rows with an error say it."""
    known, units = Known(report), Units(Department.objects.all())
    table = [
        (number, {name: raw[place].strip() if place < len(raw) else "" for name, place in columns.items()})
        for number, raw in rows
    ]
    if not any(said.get("code") in known.by_code for _number, said in table):  # another list's numbers
        for _number, said in table:
            said.pop("code", None)
    lines, seen = [], set[str]()
    for number, said in table:
        if said.get("task") or said.get("code"):
            for line in _lines(number, said, report, known, units):
                if line.row is not None:
                    if line.row.code in seen:
                        line.errors.append(_("%(code)s stands twice in the table.") % {"code": line.row.code})
                    seen.add(line.row.code)
                lines.append(line)
    return [line for line in lines if line.changes or line.errors]


def versions(lines: list[Line]) -> dict[str, int]:
    """The versions of the rows that would change, as somebody looks at them."""
    return {line.row.code: line.row.version for line in lines if line.row and line.changes}


def take(report: Report, lines: list[Line], *, actor: User, at: datetime, seen: dict[str, int]) -> int:
    """Make all changes as one step that can be undone; returns how many rows changed. One error and nothing happens.

    `seen`: the `versions` looked at before. Where a row was changed since, the table would do what nobody has seen.
    """
    if moved := next((code for code, version in versions(lines).items() if seen.get(code) != version), None):
        raise Refused(_("%(code)s was changed since you looked; look again. Nothing was taken.") % {"code": moved})
    if wrong := next((line for line in lines if line.errors), None):
        raise Refused(_("Row %(row)s: %(why)s Nothing was taken.") % {"row": wrong.number, "why": " ".join(wrong.errors)})
    with transaction.atomic():
        touched = [_put(report, line, actor, at) for line in lines if line.changes]
        if touched:
            review.write_step(report, "table", actor, at, touched)
    return len(touched)


def _lines(number: int, said: dict[str, str], report: Report, known: Known, units: Units) -> list[Line]:
    """What one row says: of one promise, of each that its sentence holds, of one to be added – or what is wrong with it."""
    code, task = said.get("code", ""), said.get("task", "")
    try:
        meant = known.meant(code, task)
    except ValueError as wrong:
        is_heading = not code and any(name in said for name in OF_A_CITY) and not any(said.get(name) for name in OF_A_CITY)
        return [] if is_heading else [Line(number, errors=[str(wrong)])]
    if meant.place is not None:
        start, end = meant.place
        line = Line(number, meant.how, place=meant.place)
        line.changes.append(Change("task", "", report.text[start:end]))
        _differences(line, Commitment(report=report), _of_a_city(said, units, alone=True), units)
        return [line]
    lines = []
    for row in meant.rows:
        line = Line(number, meant.how, row)
        if meant.how == How.CODE:
            _differences(line, row, {name: said[name] for name in OF_A_CODE if name in said}, units)
        else:
            _differences(line, row, _of_a_city(said, units, alone=len(meant.rows) == 1), units)
        if line.changes and row.stage != Stage.DRAFT:
            line.errors.append(_("%(code)s is assigned; what changes now goes through its own page.") % {"code": row.code})
        lines.append(line)
    return lines


def _of_a_city(said: dict[str, str], units: Units, *, alone: bool) -> dict[str, str]:
    """What a city's own row says: an empty cell says nothing; the first of several leads leads, the others support it.

    Where a row holds several promises, its target is nobody's in particular.
    """
    kept = {name: said[name] for name in OF_A_CITY if said.get(name) and (alone or name != "target")}
    leads = units.words(kept.get("lead", ""))
    if len(leads) > 1:
        kept["lead"] = leads[0]
        kept["supporting"] = "、".join([*leads[1:], *units.words(kept.get("supporting", ""))])
    return kept


def _differences(line: Line, row: Commitment, said: dict[str, str], units: Units) -> None:
    stands = cells(row, 0) if row.pk else {}
    row = copy(row)  # as the cells read so far would leave it: who supports depends on who leads
    for name, text in said.items():
        if text == stands.get(name, ""):
            continue
        try:
            fields = PARSERS[name](text, row, units)
        except ValueError as wrong:
            line.errors.append(f"{HEADINGS[name]}{_(': ')}{wrong}")
            continue
        row.lead = fields.get("lead", row.lead)
        if fields:
            line.changes.append(Change(name, stands.get(name, ""), text, fields))


def _put(report: Report, line: Line, actor: User, at: datetime) -> dict[str, Any]:
    fields = {name: value for change in line.changes for name, value in change.fields.items()}
    try:
        return _put_row(line.row, fields, actor, at) if line.row else _add(report, line, fields, actor, at)
    except (Invalid, NotPossible, Conflict) as refusal:
        raise Refused(_("Row %(row)s: %(why)s Nothing was taken.") % {"row": line.number, "why": refusal}) from refusal


def _put_row(row: Commitment, fields: dict[str, Any], actor: User, at: datetime) -> dict[str, Any]:
    supporting = fields.pop("supporting", None)
    before = review.standing(row, fields)
    if fields:
        row = drafts.correct_draft(row, actor=actor, at=at, version=row.version, **fields)
    kept: dict[str, Any] = {}
    if supporting is not None:
        kept = {"supporting": {str(duty.department_id): duty.duty for duty in row.supporting.all()}}
        duties = {unit: kept["supporting"].get(str(unit.pk), "") for unit in supporting if unit != row.lead}
        row = assigning.set_supporting(row, actor=actor, at=at, duties=duties)
    item = review.mark(row, Mark.State.ACCEPTED, actor, at, "correct" if fields else "supporting", before=before)
    return {**item, **kept}


def _add(report: Report, line: Line, fields: dict[str, Any], actor: User, at: datetime) -> dict[str, Any]:
    assert line.place is not None
    supporting = fields.pop("supporting", [])
    row = review.create(report, *line.place, actor=actor, at=at, fields=fields)
    if duties := {unit: "" for unit in supporting if unit != row.lead}:
        row = assigning.set_supporting(row, actor=actor, at=at, duties=duties)
    return review.mark(row, Mark.State.ACCEPTED, actor, at, "add")
