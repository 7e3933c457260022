from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import clock
from departments.models import Department
from simulation import load


class Command(BaseCommand):
    help = "Bulk data for load runs: more commitments and work orders, marked as demonstration data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--commitments", type=int, default=0)
        parser.add_argument("--work-orders", type=int, default=0)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, commitments: int, work_orders: int, seed: int, **options: Any) -> None:
        if commitments < 0 or work_orders < 0:
            raise CommandError("--commitments and --work-orders: a number of rows, 0 or more")
        if not Department.objects.exists():
            raise CommandError("no departments are stored; run load_registry first")
        made = load.Load(on=clock.today(), seed=seed)
        made.commitments(commitments)
        made.work_orders(work_orders)
        load.settle()
        self.stdout.write(f"{commitments} commitments, {work_orders} work orders more; demonstration data")
