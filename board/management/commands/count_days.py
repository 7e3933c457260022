from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from board import daycounts
from commitments.management.arguments import add_day, day
from commitments.models import Report
from config import clock


class Command(BaseCommand):
    help = "Tell the days nobody wrote down again, from the events: how many commitments showed which light."

    def add_arguments(self, parser: CommandParser) -> None:
        add_day(parser, "last day to fill (default: today)")

    def handle(self, *args: Any, on: str | date | None, **options: Any) -> None:
        until = day(on) or clock.today()
        for report in Report.objects.all():
            filled = daycounts.fill(report, until)
            self.stdout.write(f"{report.slug}: {filled} days filled until {until}")
