from typing import Any

from django.core.management.base import BaseCommand, CommandError

from history.verify import verify


class Command(BaseCommand):
    help = "Walk every chain and every seal; name the first broken link of each, exit 1 when there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if verdict.broken:
            raise CommandError("\n".join(map(str, verdict.broken)))
        self.stdout.write(f"{verdict.streams} histories, {verdict.events} events, {verdict.seals} seals: unbroken")
