import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

import drafting
from config import clock
from drafts import words


class Command(BaseCommand):
    help = "Read a work report (txt, md, html, docx, pdf) and write its promises as drafts in JSON. Touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, help="the year the report plans for; asked of the text where it is left out")
        parser.add_argument("--output", type=Path, help="write there instead of standard output")
        parser.add_argument("--force", action="store_true", help="read a text that does not look like a report all the same")
        parser.add_argument("--ongoing", action="store_true", help="also standing efforts without number or end")

    def handle(
        self, *args: Any, file: Path, year: int | None, output: Path | None, force: bool, ongoing: bool, **options: Any
    ) -> None:
        if year is not None and not 1990 <= year <= 2100:
            raise CommandError(f"{year} is no year of a report")
        try:
            reading = drafting.read(file, force=force)
        except drafting.Unreadable as refusal:
            raise CommandError(words.refusal(str(refusal), file.name)) from refusal
        drafted = drafting.read_report(reading.text, year, otherwise=_year_in(file.name), with_ongoing=ongoing)
        if drafted.year is None:  # a news item speaks of 今年: the year in which it is read
            assumed = clock.today().year
            self.stderr.write(f"{file.name} names no year; {assumed} is taken (--year gives another)")
            drafted = drafting.read_report(reading.text, assumed, with_ongoing=ongoing)
        if not force and not drafted.looks_like_report:
            raise CommandError(
                _("%(name)s lacks the words of a work report; --force reads it all the same.") % {"name": file.name}
            )
        if not force and not drafted.drafts and not drafted.looks_back:
            raise CommandError(
                _("%(name)s holds no promise, nor a review of past work; --force answers with an empty list.")
                % {"name": file.name}
            )
        content = json.dumps([draft.as_dict() for draft in drafted.drafts], ensure_ascii=False, indent=1) + "\n"
        if output is None:
            self.stdout.write(content, ending="")
            return
        try:
            output.write_text(content, "utf-8")
        except OSError as error:
            raise CommandError(f"cannot write {output}: {error.strerror}") from error


def _year_in(name: str) -> int | None:
    """The year in the file's name, for a text that tells none."""
    found = re.findall(r"(?<!\d)(20\d\d)(?!\d)", name)
    return int(found[-1]) if found else None
