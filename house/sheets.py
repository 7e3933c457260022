"""Reading the tables people bring: .xlsx and .csv (UTF-8, UTF-16 or GB18030), row by row, whatever their size.

One place for every import: people, hotline exports, task tables. What cannot be read is `Refused` in one sentence.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO

from django.utils.translation import gettext as _

from .errors import Refused

CELL_MAX = 32_767  # characters, as in office programs
UNPACKED_MAX = 512 * 1024 * 1024  # bytes an .xlsx may hold unpacked: more is a bomb, not a table
ENCODINGS = ("utf-8-sig", "gb18030")
Row = tuple[int, list[str]]


def rows(file: IO[bytes], name: str) -> Iterator[Row]:
    """(line number as the office program shows it, cells as text) of every row that is not empty; the heading first."""
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in {"xls", "et"}:
        raise Refused(_("%(name)s is a table in an old format; open it in Excel or WPS and save it as .xlsx.") % {"name": name})
    if ending == "xlsx":
        found = _from_xlsx(file, name)
    elif ending in {"csv", "txt", "tsv"}:
        found = _from_csv(file, name)
    else:
        raise Refused(_("%(name)s: a table is read from .xlsx or .csv.") % {"name": name})
    for number, cells in found:
        if any(cells):
            if long := next((place for place, cell in enumerate(cells, start=1) if len(cell) > CELL_MAX), 0):
                raise Refused(
                    _("%(name)s, row %(row)s, column %(column)s: more than %(most)s characters in one cell.")
                    % {"name": name, "row": number, "column": long, "most": CELL_MAX}
                )
            yield number, cells


def _from_xlsx(file: IO[bytes], name: str) -> Iterator[Row]:
    import openpyxl

    try:
        with zipfile.ZipFile(file) as packed:
            if sum(member.file_size for member in packed.infolist()) > UNPACKED_MAX:
                raise Refused(_("%(name)s unpacks to more than a table can hold.") % {"name": name})
        file.seek(0)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Refused(_("%(name)s cannot be opened as .xlsx; is it protected or broken?") % {"name": name}) from error
    try:
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_text(cell) for cell in cells]
    finally:
        book.close()


def _from_csv(file: IO[bytes], name: str) -> Iterator[Row]:
    encoding = _encoding(file, name)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        head = text.read(4096)
        text.seek(0)
        delimiter = max(",\t;", key=head.split("\n", 1)[0].count)
        before = csv.field_size_limit(CELL_MAX * 4)
        try:
            reader = csv.reader(text, delimiter=delimiter)
            for cells in reader:
                yield reader.line_num, [cell.strip() for cell in cells]
        except csv.Error as error:
            raise Refused(_("%(name)s is broken at line %(row)s.") % {"name": name, "row": reader.line_num}) from error
        finally:
            csv.field_size_limit(before)
    finally:
        if not file.closed:
            text.detach()  # the file is the caller's to close


def _encoding(file: IO[bytes], name: str) -> str:
    """The first encoding the whole file reads in; the file stands at its beginning afterwards."""
    start = file.read(2)
    file.seek(0)
    if start in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    for encoding in ENCODINGS:
        reader = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            while reader.read(1 << 20):
                pass
            return encoding
        except UnicodeDecodeError:
            continue
        finally:
            reader.detach()
            file.seek(0)
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
