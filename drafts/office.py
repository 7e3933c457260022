"""The office's table (任务分解表): out as .xlsx or .docx, back with what people changed in it.

Out and back unchanged is nothing at all. A row is known by its code (编号), else by its exact task. What a cell says is
compared with what the export would write there, so only real changes count; every change goes through the review.
"""

from __future__ import annotations

import io
import re
import zipfile
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment, Measure, Report, Stage
from commitments.workflow import assigning, drafts
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.models import Department, User
from drafting.reading import LARGEST_UNPACKED
from house import sheets
from house.errors import Refused

from . import review
from .models import Mark

COLUMNS = ("number", "task", "target", "leader", "lead", "supporting", "deadline", "code")
HEADINGS = {
    "number": "序号",
    "task": "任务",
    "target": "量化指标",
    "leader": "牵头领导",
    "lead": "牵头单位",
    "supporting": "责任单位",
    "deadline": "完成时限",
    "code": "编号",
}
OTHER_WORDS = {
    "task": ("工作任务", "任务内容", "重点任务", "目标任务", "事项"),
    "target": ("指标", "目标值", "年度目标"),
    "leader": ("分管领导", "责任领导"),
    "lead": ("牵头部门", "主办单位", "责任部门"),
    "supporting": ("配合单位", "配合部门", "协办单位"),
    "deadline": ("时限", "完成时间", "截止时间", "办结时限"),
    "code": ("代码", "台账编号"),
}
WIDTHS = {"number": 8, "task": 42, "target": 14, "leader": 17, "lead": 20, "supporting": 25, "deadline": 19, "code": 16}
LARGEST = Decimal(10) ** 14  # what a value's column holds
SIGNS = {">=": "≥", "<=": "≤", "~": "约", "=": ""}
NUMBER = r"[-+]?\d+(?:\.\d+)?"
TARGET = re.compile(rf"^(≥|≤|约|>=|<=|~)?\s*({NUMBER})(?:\s*[-–—~至]\s*({NUMBER}))?\s*(\S*)$")
DAY = re.compile(r"^(\d{4})\D{1,2}(\d{1,2})(?:\D{1,2}(\d{1,2})日?)?(?:月?底?以?前?)?$")
YEAR_END = re.compile(r"^(?:(\d{4})年)?(?:年底前?|年内|底前?|全年)$")
SEPARATORS = re.compile(r"[、,，;；/\s]+")


# Out


def rows_of(report: Report) -> list[Commitment]:
    """What the table lists: everything that was not rejected, in the order of the text."""
    rows = Commitment.objects.kept().filter(report=report).select_related("lead__post", "report")
    return list(rows.prefetch_related("supporting__department").order_by("start", "end"))


def cells(row: Commitment, number: int) -> dict[str, str]:
    """A row of the table as it is written."""
    return {
        "number": str(number),
        "task": row.title,
        "target": target_text(row),
        "leader": row.lead.post.name if row.lead and row.lead.post else "",
        "lead": row.lead.short_name if row.lead else "",
        "supporting": "、".join(duty.department.short_name for duty in row.supporting.all()),
        "deadline": f"{row.deadline.year}年{row.deadline.month}月{row.deadline.day}日",
        "code": row.code,
    }


def target_text(row: Commitment) -> str:
    """≥24所; 1–2个; empty where no number was promised."""
    if row.value is None:
        return ""
    upper = f"–{row.value_max.normalize():f}" if row.value_max is not None else ""
    return f"{SIGNS.get(row.comparator, '')}{row.value.normalize():f}{upper}{row.unit}"


def write_xlsx(report: Report) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("任务分解表")
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
        body = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, f"{report.title}任务分解表", head)
        for place, name in enumerate(COLUMNS):
            sheet.set_column(place, place, WIDTHS[name])
            sheet.write_string(1, place, HEADINGS[name], head)
        for line, row in enumerate(rows_of(report), start=1):
            written = cells(row, line)
            for place, name in enumerate(COLUMNS):
                sheet.write_string(line + 1, place, written[name], body)
        sheet.freeze_panes(2, 2)
        sheet.repeat_rows(0, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def write_docx(report: Report) -> bytes:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(f"{report.title}任务分解表")
    run.font.size, run.bold = Pt(18), True
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "方正小标宋简体")
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    between = page.page_width - page.left_margin - page.right_margin
    for column, name in zip(table.columns, COLUMNS, strict=True):
        column.width = round(between * WIDTHS[name] / sum(WIDTHS.values()))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # on every page
    for cell, name in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.text = HEADINGS[name]
    for line, row in enumerate(rows_of(report), start=1):
        written = cells(row, line)
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, name in zip(added.cells, COLUMNS, strict=True):
            cell.text = written[name]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WRITERS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (write_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


# Back


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


def read(
    file: IO[bytes], name: str, *, own_columns: bool = False
) -> tuple[list[str], list[tuple[int, list[str]]], dict[str, int]]:
    """(heading, rows below it, our columns → their places) of a table in .xlsx, .csv or .docx.

    The heading is the first row that names a task. `own_columns`: a heading that names none is answered too, with what is
    known of it, so that people can be asked.
    """
    found = list(_docx_rows(file, name) if name.lower().endswith(".docx") else _sheet_rows(file, name))
    top = [cells_ for _number, cells_ in found[:10]]
    place = next((place for place, cells_ in enumerate(top) if "task" in guess(cells_)), None)
    if place is None and own_columns:
        place = _heading_place(top)
    if place is None:
        raise Refused(_("%(name)s has no column %(columns)s.") % {"name": name, "columns": HEADINGS["task"]})
    return top[place], found[place + 1 :], guess(top[place])


def _heading_place(top: list[list[str]]) -> int | None:
    """Where a table's own heading stands among its first rows: below a title, which fills one cell; None in a list of lines."""
    filled = [sum(map(bool, cells_)) for cells_ in top]
    most = max(filled, default=0)
    return next((place for place, number in enumerate(filled) if number > 1 and 2 * number > most), None)


def guess(heading: list[str]) -> dict[str, int]:
    """Our columns by the words of the heading."""
    places: dict[str, int] = {}
    for place, cell in enumerate(heading):
        word = re.sub(r"\s+", "", cell)
        for name in COLUMNS:
            if word == HEADINGS[name] or word in OTHER_WORDS.get(name, ()):
                places.setdefault(name, place)
    return places


def leaves_open(heading: list[str], columns: dict[str, int]) -> bool:
    """Whether a heading names columns we do not know while some of ours are not found: then people are asked."""
    unknown = [place for place, cell in enumerate(heading) if cell and place not in columns.values()]
    return bool(unknown) and any(name not in columns for name in ("target", "lead", "supporting", "deadline"))


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


def _task(text: str, row: Commitment, units: dict[str, Department]) -> dict[str, Any]:
    if not text:
        raise ValueError(_("A task needs its words."))
    if len(text) > 80:
        raise ValueError(_("At most 80 characters."))
    return {"title": text}


def _target(text: str, row: Commitment, units: dict[str, Department]) -> dict[str, Any]:
    if not text:
        return {"kind": "deliverable"} if row.value is not None else {}
    found = TARGET.match(text)
    if not found:
        raise ValueError(_("“%(text)s” is no target: write it like ≥24所 or 1–2个.") % {"text": text})
    sign, low, high, unit = found.groups()
    comparator = "range" if high else {"≥": ">=", "≤": "<=", "约": "~"}.get(sign or "", sign or "=")
    try:
        value, value_max = Decimal(low), Decimal(high) if high else None
    except InvalidOperation as wrong:  # pragma: no cover - the pattern lets only numbers through
        raise ValueError(text) from wrong
    if value_max is not None and value_max < value:
        raise ValueError(_("The upper value lies below the lower."))
    if max(abs(value), abs(value_max or value)) >= LARGEST:
        raise ValueError(_("“%(text)s” is no target: write it like ≥24所 or 1–2个.") % {"text": text[:40]})
    fields = {"kind": "quantified", "comparator": comparator, "value": value, "value_max": value_max, "unit": unit[:30]}
    if not row.measure:
        fields["measure"] = Measure.GROWTH if unit.startswith("%") else Measure.COUNT
    return {name: new for name, new in fields.items() if getattr(row, name) != new}


def _leader(text: str, row: Commitment, units: dict[str, Department]) -> dict[str, Any]:
    if not text:
        return {}
    raise ValueError(_("the leader follows from the lead department; change that one, or its post."))


def _lead(text: str, row: Commitment, units: dict[str, Department]) -> dict[str, Any]:
    if not text:
        return {"lead": None} if row.lead else {}
    unit = units.get(text)
    if unit is None:
        raise ValueError(_("No unit is called “%(word)s”.") % {"word": text})
    return {"lead": unit} if unit != row.lead else {}


def _supporting(text: str, row: Commitment, units: dict[str, Department]) -> dict[str, Any]:
    words = [word for word in SEPARATORS.split(text) if word]
    if unknown := [word for word in words if word not in units]:
        raise ValueError(_("No unit is called “%(word)s”.") % {"word": unknown[0]})
    wanted = list(dict.fromkeys(units[word] for word in words))
    standing = [duty.department for duty in row.supporting.all()]
    return {"supporting": wanted} if set(wanted) != set(standing) else {}


def _deadline(text: str, row: Commitment, units: dict[str, Department]) -> dict[str, Any]:
    try:
        wanted = day_meant(text, row.report.year)
    except ValueError as wrong:
        raise ValueError(_("“%(text)s” is no day: write it like 2021年9月30日.") % {"text": text}) from wrong
    return {"deadline": wanted} if wanted != row.deadline else {}


def day_meant(text: str, year: int) -> date:
    """The day a table means: 2021年9月30日, 2021-09-30, 2021年9月(底前), 9月底前, 年底前; a month is its last day.

    `year` is the report's. Raises `ValueError` for what is no day.
    """
    if found := YEAR_END.match(text):
        return date(int(found[1] or year), 12, 31)
    if found := re.match(r"^(\d{1,2})月(?:(\d{1,2})日)?", text):
        text = f"{year}年{text}"
    found = DAY.match(text)
    if found is None:
        raise ValueError(text)
    of_year, month, day = int(found[1]), int(found[2]), found[3]
    if not 1 <= month <= 12:
        raise ValueError(text)
    return date(of_year, month, int(day) if day else monthrange(of_year, month)[1])


PARSERS = {
    "task": _task,
    "target": _target,
    "leader": _leader,
    "lead": _lead,
    "supporting": _supporting,
    "deadline": _deadline,
}


def _sheet_rows(file: IO[bytes], name: str) -> Iterable[tuple[int, list[str]]]:
    if not name.lower().endswith((".xlsx", ".csv", ".txt", ".tsv", ".xls", ".et")):
        raise Refused(_("%(name)s: the table is read from .xlsx, .csv or .docx.") % {"name": name})
    return sheets.rows(file, name)


def _docx_rows(file: IO[bytes], name: str) -> list[tuple[int, list[str]]]:
    from docx import Document

    try:
        with zipfile.ZipFile(file) as packed:
            if sum(member.file_size for member in packed.infolist()) > LARGEST_UNPACKED:
                raise Refused(_("%(name)s unpacks to more than a table can hold.") % {"name": name})
        file.seek(0)
        document = Document(file)
    except Refused:
        raise
    except Exception as broken:  # whatever the library raises for a file that is none
        raise Refused(_("%(name)s cannot be opened as .docx; is it protected or broken?") % {"name": name}) from broken
    rows = [[cell.text.strip() for cell in row.cells] for table in document.tables for row in table.rows]
    if not rows:
        raise Refused(_("%(name)s holds no table.") % {"name": name})
    return list(enumerate(rows, start=1))
