import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments import lights, outbox, reminders
from commitments.models import Report, Stage
from simulation.people import make_people
from simulation.year import Year


class Command(BaseCommand):
    help = "Live a report's year through the real services, marked as demonstration data everywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", required=True)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--until", type=date.fromisoformat)

    def handle(self, *args: Any, report: str, seed: int, until: date | None, **options: Any) -> None:
        found = Report.objects.filter(slug=report).first()
        if found is None:
            raise CommandError(f"no report “{report}” is stored; run load_registry first")
        if found.is_demo:
            raise CommandError(f"the year of “{report}” is simulated already")
        if found.commitments.exclude(stage=Stage.DRAFT).exists():
            raise CommandError(f"people have worked on “{report}”; a simulation would mix with what they did")
        make_people(settings.DEMO_PASSWORD or secrets.token_urlsafe(9))
        found.is_demo = True
        found.save(update_fields=["is_demo"])

        def each_week(day: date, at: Any) -> None:
            reminders.plan(day)
            outbox.deliver_in_app(day, at) if hasattr(outbox, "deliver_in_app") else None

        until = until or date(found.year, 12, 31)
        steps = Year(found, seed=seed, until=until).live(each_week=each_week)
        lights.refresh(until)
        self.stdout.write(f"{report}: {steps} steps lived until {until}, seed {seed}; demonstration data")
