import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import clock
from workdays import announcement, entering


class Command(BaseCommand):
    help = "Enter a year's working days from the State Council's notice (text) or a CSV of 日期,类型(休|班),名称."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the notice or sheet; - reads standard input")
        parser.add_argument("--year", type=int, help="the year, where the text does not name it")
        parser.add_argument("--source", default="", help="the notice's number, such as 国办发明电〔2026〕7号")
        parser.add_argument("--dry-run", action="store_true", help="only list the days that would count otherwise")

    def handle(self, *args: Any, file: str, year: int | None, source: str, dry_run: bool, **options: Any) -> None:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8-sig")
            arrangement = announcement.read(text, year)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        except announcement.Contradiction as wrong:
            raise CommandError(f"{file}: {wrong}") from wrong
        changed = entering.changes(arrangement)
        for change in changed:
            self.stdout.write(f"{change.day} {'班' if change.works else '休'} {change.name}")
        figures = f"{arrangement.year}: days that count otherwise: {len(changed)}; dates that move: "
        if dry_run:
            self.stdout.write(f"{figures}{entering.would_move(arrangement)}; nothing was written")
            return
        self.stdout.write(f"{figures}{entering.enter(arrangement, source=source or Path(file).name, at=clock.now())}")
