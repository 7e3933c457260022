"""An export on disk as rows; what cannot be read is refused by name before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from house import sheets
from house.errors import Refused
from house.sheets import Row


def headings(path: Path, *, name: str = "") -> list[str]:
    """The first row that is not empty, as text. Raises `Refused`, calling the file by `name` (its own where none is given)."""
    return heading(rows(path, name=name), name or path.name)


def heading(stream: Iterator[Row], name: str) -> list[str]:
    """`headings` of the file called `name`, taken off its rows."""
    for row in stream:
        found = [str(cell).strip() if cell is not None else "" for cell in row.cells]
        if any(found):
            return found
    raise Refused(_("%(file)s holds no rows.") % {"file": name})


def rows(path: Path, *, name: str = "") -> Iterator[Row]:
    """The rows of the first sheet, the headings included. Raises `Refused` as `house.sheets.read` does."""
    name = name or path.name
    try:
        file = path.open("rb")
    except OSError as error:
        raise Refused(_("%(file)s cannot be read: %(why)s") % {"file": name, "why": error.strerror}) from error
    with file:
        yield from sheets.read(file, name)
