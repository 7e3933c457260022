"""Reading the tables people bring: .xlsx and .csv (UTF-8, UTF-16 or GB18030), row by row, whatever their size.

One place for every import: people, hotline exports, task tables. What cannot be read is `Refused` in one sentence.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from .errors import Refused

TEXT_MAX = 32_767  # characters of a cell, as in office programs
CELL_MAX = 16_000_000  # characters of one csv cell; longer, the row cannot even be reported
UNPACKED_MAX = 1_500_000_000  # bytes of an xlsx once unpacked: more is a bomb, not a table
PACKED_TIMES = 200
ENCODINGS = ("utf-8-sig", "gb18030")
CHUNK = 1_000_000
TEXTS = {"csv", "txt", "tsv"}
XLSX, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"  # how they begin


@dataclass(frozen=True)
class Row:
    """A row of the sheet: its number as the spreadsheet shows it, and how much of the file is behind it (per cent)."""

    number: int
    cells: list[Any]
    share: int


def rows(file: IO[bytes], name: str) -> Iterator[tuple[int, list[str]]]:
    """(number, cells as text) of every row that is not empty; the heading first. Raises `Refused`, as `read`."""
    for row in read(file, name):
        cells = [_text(cell) for cell in row.cells]
        if not any(cells):
            continue
        if long := next((place for place, cell in enumerate(cells, start=1) if len(cell) > TEXT_MAX), 0):
            raise _too_long(name, row.number, long, TEXT_MAX)
        yield row.number, cells


def read(file: IO[bytes], name: str) -> Iterator[Row]:
    """Every row of the first sheet, the heading and the empty ones included, its cells as the file holds them.

    Raises `Refused`, calling the file by `name`, for what is no readable table; where it turns out damaged further down,
    after the rows before.
    """
    start = file.read(len(XLSX))
    file.seek(0)
    ending = name.rsplit(".", 1)[-1].lower()
    if start == OLE or ending in {"xls", "et"}:
        raise Refused(_("%(name)s is a table in an old format; open it in Excel or WPS and save it as .xlsx.") % {"name": name})
    if start == XLSX or ending == "xlsx":
        return _from_xlsx(file, name)
    if ending in TEXTS and start != PDF:
        return _from_csv(file, name)
    raise Refused(_("%(name)s: a table is read from .xlsx or .csv.") % {"name": name})


def _from_xlsx(file: IO[bytes], name: str) -> Iterator[Row]:
    import openpyxl

    try:
        _refuse_a_bomb(file, name)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
    except Refused:
        raise
    except Exception as error:  # whatever the library raises for a file that is none
        raise Refused(_("%(name)s cannot be opened as .xlsx; is it protected or broken?") % {"name": name}) from error
    number, total = 0, max(sheet.max_row or 0, 1)
    with closing(book):
        try:
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield Row(number, list(cells), min(99, number * 100 // total))
        except Exception as error:
            raise _damaged(name, number) from error


def _refuse_a_bomb(file: IO[bytes], name: str) -> None:
    size = file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file) as packed:
        unpacked = sum(member.file_size for member in packed.infolist())
    file.seek(0)
    if unpacked > UNPACKED_MAX or unpacked > PACKED_TIMES * max(size, 10_000):
        raise Refused(_("%(name)s unpacks to more than a table can hold.") % {"name": name})


def _from_csv(file: IO[bytes], name: str) -> Iterator[Row]:
    encoding = _encoding(file, name)
    size = max(file.seek(0, io.SEEK_END), 1)
    file.seek(0)
    csv.field_size_limit(CELL_MAX)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = behind = 0
    lines: list[str] = []  # of the row being read
    try:
        first = text.readline(CHUNK)
        text.seek(0)
        delimiter = max(",\t;", key=first.count)
        for number, cells in enumerate(csv.reader(_kept(text, lines), delimiter=delimiter), start=1):
            lines.clear()
            if number % 500 == 0:
                behind = file.tell() * 100 // size
            yield Row(number, cells, min(99, behind))
    except csv.Error as error:
        if sum(map(len, lines)) <= CELL_MAX:
            raise _damaged(name, number) from error
        readable = csv.reader(["".join(lines)[:CELL_MAX]], delimiter=delimiter)
        raise _too_long(name, number + 1, len(next(readable)), CELL_MAX) from error
    finally:
        if not file.closed:
            text.detach()  # the file is the caller's to close


def _kept(text: Iterable[str], lines: list[str]) -> Iterator[str]:
    """The lines of `text`, each noted in `lines`."""
    for line in text:
        lines.append(line)
        yield line


def _too_long(name: str, row: int, column: int, most: int) -> Refused:
    sentence = _("%(name)s, row %(row)s, column %(column)s: more than %(most)s characters in one cell.")
    return Refused(sentence % {"name": name, "row": row, "column": column, "most": most})


def _damaged(name: str, row: int) -> Refused:
    return Refused(_("%(name)s is damaged after row %(row)s.") % {"name": name, "row": row})


def _encoding(file: IO[bytes], name: str) -> str:
    """The first encoding the whole file reads in, as text without NUL, which no database keeps."""
    start = file.read(2)
    for encoding in ("utf-16",) if start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else ENCODINGS:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    break
            else:
                decoder.decode(b"", final=True)
                return encoding
        except UnicodeDecodeError:
            continue
    raise Refused(_("%(name)s is neither UTF-8 nor GB18030 text.") % {"name": name})


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return (
                cell.isoformat(sep=" ", timespec="seconds") if cell.time().isoformat() != "00:00:00" else cell.date().isoformat()
            )
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()
