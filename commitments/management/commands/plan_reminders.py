from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commitments import outbox, reminders, rules
from commitments.management import arguments
from config import clock


class Command(BaseCommand):
    help = "Write the reminders due on or before a day; the last line is a JSON summary."

    def add_arguments(self, parser: CommandParser) -> None:
        arguments.add_day(parser, "local day, YYYY-MM-DD (default: today)")

    def handle(self, *args: Any, on: Any, **options: Any) -> None:
        rules.refresh()
        on = arguments.day(on)
        planned = reminders.plan(on or clock.today(), at=reminders.digest_time(on) if on else clock.now())
        self.stdout.write(outbox.Summary(planned=planned).json())
