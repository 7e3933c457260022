"""Writing the tables people open in office programs: read as Chinese, and no cell calculates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

# A text that begins so is calculated by one office program or another; the full-width signs where an input method makes them.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
MARK = "\ufeff"  # office programs take UTF-8 for the local code page without it


def harmless(cell: Any) -> Any:
    """`cell` with an apostrophe before it where it would be taken for a formula; numbers and a lone sign stay."""
    if not isinstance(cell, str) or len(cell) < 2 or not cell.startswith(SIGNS) or NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def csv_of(lines: Iterable[Iterable[Any]]) -> bytes:
    """The lines as csv in UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in line] for line in lines)
    return (MARK + out.getvalue()).encode()
