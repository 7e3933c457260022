from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments import registry
from house.errors import refusing

LONGEST = 1_000_000


class Command(BaseCommand):
    help = "Store a report's text (UTF-8 or GB18030)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--slug", required=True)
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--title", required=True)

    def handle(self, *args: Any, file: Path, slug: str, year: int, title: str, **options: Any) -> None:
        text = self.read(file)
        with refusing():
            report = registry.store_report(slug=slug, title=title, year=year, text=text)
        self.stdout.write(f"{report.slug}: {len(report.text)} characters stored")

    def read(self, file: Path) -> str:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror}") from error
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if not text.strip():
                raise CommandError(f"{file} holds no text")
            if len(text) > LONGEST:
                raise CommandError(f"{file} holds more than {LONGEST} characters")
            return text
        raise CommandError(f"{file} is neither UTF-8 nor GB18030 text")
