from typing import Any

from django.core.management.base import BaseCommand

from config import clock
from hotline.suggesting import loading, ready


class Command(BaseCommand):
    help = "Load the thesaurus of the suggestions from fixtures/thesaurus/ (idempotent; what people changed stays)."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = loading.load(at=clock.now())
        ready.forget()
        self.stdout.write(f"thesaurus: {loaded}")
