from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.management.arguments import add_day, day
from commitments.models import Report
from house.errors import refusing
from simulation.people import make_people
from simulation.year import Year, begin


class Command(BaseCommand):
    help = "Live a report's year through the real services, marked as demonstration data; a year begun is gone on with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", required=True)
        parser.add_argument("--seed", type=int, required=True)
        add_day(parser, "last day to live (default: the year's end)", name="--until")

    def handle(self, *args: Any, report: str, seed: int, until: Any, **options: Any) -> None:
        until = day(until, name="--until")
        found = Report.objects.filter(slug=report).first()
        if found is None:
            raise CommandError(f"no report “{report}” is stored; run load_registry first")
        with refusing():
            kept = begin(found, seed=seed, until=until or date(found.year, 12, 31))
        make_people()
        Year(kept).live()
        self.stdout.write(f"{report}: {kept.steps} steps lived until {kept.until}, seed {seed}; demonstration data")
        if kept.skipped:
            self.stdout.write(f"{kept.skipped} steps were not possible any more and left out")
