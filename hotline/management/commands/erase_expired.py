"""`erase_expired --on DATE`: retention – callers and words past their time go, tombstones stay."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import clock
from hotline import retention


class Command(BaseCommand):
    help = "Erase caller data and words past their time (settings YANBIXING_HOTLINE); numbers, classes and dates stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the local day; today where none is given")

    def handle(self, *args: Any, on: date | None, **options: Any) -> None:
        self.stdout.write(json.dumps(retention.erase(on or clock.today(), at=clock.now()).told))
