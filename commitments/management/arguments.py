"""What several commands ask for in the same words."""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError, CommandParser


def add_day(parser: CommandParser, help_text: str, *, name: str = "--on") -> None:
    parser.add_argument(name, metavar="DATE", help=help_text)


def day(text: str | date | None, *, name: str = "--on") -> date | None:
    """The local day given as `name`; none where it is not given. Not a day: refused in one line."""
    if isinstance(text, date):  # called from Python
        return text
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{name} {text}: not a day (YYYY-MM-DD)") from None
