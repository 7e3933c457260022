from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import clock
from drafts import loading
from house.errors import refusing


class Command(BaseCommand):
    help = "Store a report (txt, md, html, docx, pdf) and, with --draft, its promises as draft commitments."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--slug", required=True)
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--title", required=True)
        parser.add_argument("--draft", action="store_true", help="also draft its promises, every one as a draft")
        parser.add_argument("--force", action="store_true", help="take a text that does not look like a report all the same")

    def handle(self, *args: Any, file: Path, slug: str, year: int, title: str, draft: bool, force: bool, **options: Any) -> None:
        if not 1990 <= year <= 2100:
            raise CommandError(f"{year} is no year of a report")
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror}") from error
        with refusing():
            report, made = loading.load(
                content, file.name, slug=slug, year=year, title=title, with_drafts=draft, at=clock.now(), force=force
            )
        self.stdout.write(f"{report.slug}: {len(report.text)} characters stored, {made} drafts")
