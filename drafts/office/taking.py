"""What a table would change, looked at before anything is taken; taken as one step that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment, Report, Stage
from commitments.workflow import assigning, drafts
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.models import Department, User
from house.errors import Refused

from .. import review
from ..models import Mark
from .cells import PARSERS
from .table import HEADINGS, cells, rows_of


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
    number: int
    row: Commitment | None = None
    changes: list[Change] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def compare(report: Report, rows: Iterable[tuple[int, list[str]]], columns: dict[str, int]) -> list[Line]:
    """What the table would change: rows without a difference are left out, rows with an error say it."""
    standing = rows_of(report)
    by_code = {row.code: row for row in standing}
    by_task: dict[str, list[Commitment]] = {}
    for row in standing:
        by_task.setdefault(row.title, []).append(row)
    units = {word: unit for unit in Department.objects.all() for word in (unit.name, unit.short_name, *unit.aliases)}
    lines, seen = [], set[str]()
    for number, raw in rows:
        said = {name: raw[place].strip() if place < len(raw) else "" for name, place in columns.items()}
        if not said.get("task") and not said.get("code"):
            continue
        line = Line(number)
        line.row = _row_meant(said, by_code, by_task, line)
        if line.row is not None:
            if line.row.code in seen:
                line.errors.append(_("%(code)s stands twice in the table.") % {"code": line.row.code})
            seen.add(line.row.code)
            _differences(line, said, units)
        if line.changes or line.errors:
            lines.append(line)
    return lines


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
        touched = [_put(line, actor, at) for line in lines if line.row and line.changes]
        if touched:
            review.write_step(report, "table", actor, at, touched)
    return len(touched)


def _put(line: Line, actor: User, at: datetime) -> dict[str, Any]:
    assert line.row is not None
    try:
        return _put_row(line, line.row, actor, at)
    except (Invalid, NotPossible, Conflict) as refusal:
        raise Refused(_("Row %(row)s: %(why)s Nothing was taken.") % {"row": line.number, "why": refusal}) from refusal


def _put_row(line: Line, row: Commitment, actor: User, at: datetime) -> dict[str, Any]:
    fields = {name: value for change in line.changes for name, value in change.fields.items()}
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


def _row_meant(
    said: dict[str, str], by_code: dict[str, Commitment], by_task: dict[str, list[Commitment]], line: Line
) -> Commitment | None:
    if code := said.get("code"):
        if code in by_code:
            return by_code[code]
        line.errors.append(_("No commitment of this report has the code %(code)s.") % {"code": code})
        return None
    named = by_task.get(said["task"], [])
    if len(named) == 1:
        return named[0]
    line.errors.append(
        _("Several commitments are called so; keep the column 编号.")
        if named
        else _("No commitment of this report is called “%(task)s”; add it in the review by its words.") % {"task": said["task"]}
    )
    return None


def _differences(line: Line, said: dict[str, str], units: dict[str, Department]) -> None:
    row = line.row
    assert row is not None
    stands = cells(row, 0)
    for name in ("task", "target", "leader", "lead", "supporting", "deadline"):
        if name not in said or said[name] == stands[name]:
            continue
        try:
            fields = PARSERS[name](said[name], row, units)
        except ValueError as wrong:
            line.errors.append(f"{HEADINGS[name]}{_(': ')}{wrong}")
            continue
        if fields:
            line.changes.append(Change(name, stands[name], said[name], fields))
    if line.changes and row.stage != Stage.DRAFT:
        line.errors.append(_("%(code)s is assigned; what changes now goes through its own page.") % {"code": row.code})
