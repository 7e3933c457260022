from typing import Any

from django.core.management.base import BaseCommand

from config import clock
from hotline.suggesting.teaching import learn


class Command(BaseCommand):
    help = "Let the links decided since the last time teach the suggestions (idempotent: each decision teaches once)."

    def handle(self, *args: Any, **options: Any) -> None:
        decisions, lessons = learn(at=clock.now())
        self.stdout.write(f"{decisions} decisions taught; {lessons} lessons in force")
