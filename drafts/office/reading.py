"""A table people bring: its heading, its rows, and which of our columns stands where."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _

from drafting.reading import LARGEST_UNPACKED
from house import sheets
from house.errors import Refused

from .table import COLUMNS, HEADINGS

OTHER_WORDS = {
    "task": ("工作任务", "任务内容", "重点任务", "目标任务", "事项"),
    "target": ("指标", "目标值", "年度目标"),
    "leader": ("分管领导", "责任领导"),
    "lead": ("牵头部门", "主办单位", "责任部门"),
    "supporting": ("配合单位", "配合部门", "协办单位"),
    "deadline": ("时限", "完成时间", "截止时间", "办结时限"),
    "code": ("代码", "台账编号"),
}


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
