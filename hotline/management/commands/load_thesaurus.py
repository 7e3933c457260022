from typing import Any

from django.core.management.base import BaseCommand

from hotline.suggesting import ready, thesaurus


class Command(BaseCommand):
    help = "Load the thesaurus of the suggestions from fixtures/thesaurus/ (idempotent; what people changed stays)."

    def handle(self, *args: Any, **options: Any) -> None:
        concepts, terms = thesaurus.load()
        ready.forget()
        self.stdout.write(f"thesaurus: {concepts} concepts and {terms} expressions new")
