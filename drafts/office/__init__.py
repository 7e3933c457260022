"""The office's table (任务分解表): out as .xlsx or .docx, back with what people changed in it; and a city's own table in.

Out and back unchanged is nothing at all. What a cell says is compared with what the export would write there, so only real
changes count; every change goes through the review.

| module | holds |
|---|---|
| `table` | the columns, what each cell of a promise says, and both files |
| `reading` | a file's heading and rows, and which column is which |
| `matching` | which promises a row speaks of: by code, by task, by its words in the report, by likeness |
| `cells` | what a cell means for a promise |
| `taking` | what the table would change, and the change as one step that can be undone |
"""

from .cells import day_meant
from .matching import How
from .reading import guess, leaves_open, read
from .table import COLUMNS, HEADINGS, WRITERS, cells, rows_of, write_docx, write_xlsx
from .taking import Change, Line, compare, take, versions

__all__ = [
    "COLUMNS", "HEADINGS", "WRITERS", "Change", "How", "Line", "cells", "compare", "day_meant", "guess", "leaves_open", "read",
    "rows_of", "take", "versions", "write_docx", "write_xlsx",
]  # fmt: skip
