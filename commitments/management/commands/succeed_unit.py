"""`manage.py succeed_unit CODE`: a unit has ended; what it had open goes to its successor, with its history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commitments.workflow import succession
from commitments.workflow.table import Refusal
from config import clock
from departments.models import Department
from house.errors import Refused, refusing


class Command(BaseCommand):
    help = "Move the open items of the unit CODE to the successor named in its record (administration, departments)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    def handle(self, *args: Any, **options: Any) -> None:
        with refusing():
            unit = Department.objects.filter(code=options["code"]).select_related("successor").first()
            if unit is None:
                raise Refused(f"{options['code']}: no such unit")
            try:
                moved = succession.succeed(unit, actor=None, at=clock.now())
            except Refusal as refusal:
                raise Refused(f"{unit.code}: {refusal}") from refusal
        self.stdout.write(f"{unit.name} → {unit.successor}: {len(moved)} items moved")
