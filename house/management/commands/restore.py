"""`manage.py restore FILE`: a backup into an empty database; then `verify_history` says whether all of it is there."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from house import backup
from house.errors import refusing


class Command(BaseCommand):
    help = "Restore a backup into an empty database and evidence folder (migrated first where it is new)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        with refusing():
            counts = backup.restore(options["file"])
        files = counts.pop("evidence")
        self.stdout.write(f"{sum(counts.values())} rows and {files} evidence files restored; run verify_history")
