"""`erase_expired --on DATE`: retention – callers and words of orders that are over and past their time go, tombstones stay."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commitments.management.arguments import add_day, day
from config import clock
from hotline import retention


class Command(BaseCommand):
    help = (
        "Erase caller data and words past their time (settings YANBIXING_HOTLINE), of orders that are over; numbers, dates stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_day(parser, "the local day; today where none is given")

    def handle(self, *args: Any, on: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(retention.erase(day(on) or clock.today(), at=clock.now()).told))
