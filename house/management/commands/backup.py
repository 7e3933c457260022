"""`manage.py backup FILE`: the database and the evidence in one file (docs/backup.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import clock
from house import backup


class Command(BaseCommand):
    help = "Write the database and the evidence files into FILE; the secret keys are kept apart."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        counts = backup.write(options["file"], at=clock.real_now())
        files = counts.pop("evidence")
        self.stdout.write(f"{options['file']}: {sum(counts.values())} rows, {files} evidence files")
