from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commitments import registry
from config import clock
from house.errors import refusing


class Command(BaseCommand):
    help = "Load departments, a report's text and its registry from fixtures/ (idempotent; new records are drafts)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", default="liaocheng-2021")

    def handle(self, *args: Any, report: str, **options: Any) -> None:
        with refusing():
            loaded = registry.load(report, at=clock.now())
        for difference in loaded.differences:
            self.stdout.write(f"kept: {difference}")
        self.stdout.write(f"{report}: {loaded.created} created, {loaded.kept} kept, {len(loaded.differences)} differences")
