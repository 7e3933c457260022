"""Reading xlsx and csv as a stream of rows; what cannot be read is refused by name before anything is written."""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from house.errors import Refused

ENCODINGS = ("utf-8-sig", "gb18030")
UNPACKED_MAX = 1_500_000_000  # bytes of an xlsx once unpacked: more is a bomb, not an export
PACKED_TIMES = 200
CELL_MAX = 16_000_000  # characters of one csv cell; longer, the row cannot even be reported
CHUNK = 1_000_000


@dataclass(frozen=True)
class Row:
    """A row of the sheet: its number as the spreadsheet shows it, and how much of the file is behind it (per cent)."""

    number: int
    cells: list[Any]
    share: int


def headings(path: Path, *, name: str = "") -> list[str]:
    """The first row, as text. Raises `Refused`, calling the file by `name` (its own where none is given)."""
    for row in rows(path, name=name):
        found = [str(cell).strip() if cell is not None else "" for cell in row.cells]
        if any(found):
            return found
    raise Refused(_("%(file)s holds no rows.") % {"file": name or path.name})


def rows(path: Path, *, name: str = "") -> Iterator[Row]:
    """The rows of the first sheet, the headings included. Raises `Refused` for what is no readable xlsx or csv."""
    name = name or path.name
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise Refused(_("%(file)s cannot be read: %(why)s") % {"file": name, "why": error.strerror}) from error
    if start == b"PK\x03\x04":
        return _xlsx(path, name)
    if start[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused(_("%(file)s is an old .xls file; save it as .xlsx or .csv.") % {"file": name})
    return _csv(path, name)


def _xlsx(path: Path, name: str) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_a_bomb(path, name)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise Refused(_("%(file)s is no readable spreadsheet.") % {"file": name}) from error
    with closing(book):
        if not book.worksheets:
            raise Refused(_("%(file)s holds no rows.") % {"file": name})
        sheet = book.worksheets[0]
        total = max(sheet.max_row or 0, 1)
        try:
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield Row(number, list(cells), min(99, number * 100 // total))
        except (SyntaxError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
            raise Refused(_("%(file)s is damaged after row %(row)s.") % {"file": name, "row": number}) from error


def _refuse_a_bomb(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Refused(_("%(file)s is no readable spreadsheet.") % {"file": name}) from error
    if unpacked > UNPACKED_MAX or unpacked > PACKED_TIMES * max(path.stat().st_size, 10_000):
        raise Refused(_("%(file)s unpacks to far more than an export holds.") % {"file": name})


def _csv(path: Path, name: str) -> Iterator[Row]:
    encoding = encoding_of(path, name)
    size = max(path.stat().st_size, 1)
    csv.field_size_limit(CELL_MAX)
    with path.open("r", encoding=encoding, newline="") as file:
        first = file.readline(CHUNK)
        delimiter = max(",\t;", key=first.count)
        file.seek(0)
        behind = 0
        number = 0
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                if number % 500 == 0:
                    behind = file.buffer.tell() * 100 // size  # type: ignore[attr-defined]
                yield Row(number, list(cells), min(99, behind))
        except csv.Error as error:
            raise Refused(_("%(file)s, after row %(row)s: %(why)s") % {"file": name, "row": number, "why": error}) from error


def encoding_of(path: Path, name: str) -> str:
    """UTF-8 or GB18030, tried on the whole file; anything else is refused, naming the place."""
    place = 0
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        place = 0
        try:
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    if "\0" in decoder.decode(chunk):
                        raise Refused(_("%(file)s is no text file.") % {"file": name})
                    place += len(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            place += error.start
            continue
        return encoding
    raise Refused(_("%(file)s is neither UTF-8 nor GB18030: byte %(place)s.") % {"file": name, "place": place})
