"""`import_work_orders FILE --source NAME`: an existing platform's export, checked or taken in from the console."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import clock
from departments.models import User
from hotline.importing import FIELDS, guess, headings, run
from hotline.importing.columns import remember
from hotline.importing.running import Tally
from hotline.models import ColumnMapping
from house.errors import refusing


class Command(BaseCommand):
    help = "Take in another hotline platform's export (xlsx or csv, UTF-8 or GB18030); a re-import updates."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="the platform's name; its numbers are unique within it")
        parser.add_argument("--column", action="append", default=[], metavar="FIELD=HEADING", help=f"one of {', '.join(FIELDS)}")
        parser.add_argument("--dry-run", action="store_true", help="check every row, write nothing")
        parser.add_argument("--report", type=Path, help="a csv with what became of each row")
        parser.add_argument("--actor", help="the user name the history names; the system where none is given")

    def handle(self, *args: Any, file: Path, source: str, dry_run: bool, report: Path | None, **options: Any) -> None:
        actor = self.actor(options["actor"])
        with refusing():
            known = ColumnMapping.objects.filter(source=source).first()
            found = headings(file)
            columns = (guess(found, known.columns, known.headings) if known else guess(found)) | self.given(options["column"])
            with report.open("w", encoding="utf-8-sig", newline="") if report else nullcontext() as lines:
                tally = run(
                    file,
                    source=source,
                    columns=columns,
                    actor=actor,
                    at=clock.now(),
                    dry_run=dry_run,
                    report=lines,
                    progress=self.tell,
                )
        if not dry_run:
            remember(source, columns, found)
        for finding in tally.findings[:20]:
            self.stderr.write(f"row {finding['row']}: {'; '.join(map(str, finding['sentences']))}")
        counts = {name: getattr(tally, name) for name in ("read", "new", "updated", "unchanged", "refused")}
        self.stdout.write(json.dumps(counts))

    def tell(self, tally: Tally) -> None:
        self.stderr.write(f"{tally.share} %  {tally.read} rows", ending="\r" if tally.share < 100 else "\n")

    def actor(self, name: str | None) -> User | None:
        if name is None:
            return None
        actor = User.objects.active().filter(username=name).first()
        if actor is None:
            raise CommandError(f"there is no active user {name}")
        return actor

    def given(self, pairs: list[str]) -> dict[str, str]:
        columns = dict(pair.partition("=")[::2] for pair in pairs)
        if unknown := set(columns) - set(FIELDS):
            raise CommandError(f"--column {', '.join(sorted(unknown))}: the fields are {', '.join(FIELDS)}")
        return columns
