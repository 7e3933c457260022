"""Taking in the export of an existing hotline platform: read as a stream, checked row by row, written in batches."""

from .columns import FIELDS, guess
from .running import run
from .sheets import headings

__all__ = ["FIELDS", "guess", "headings", "run"]
