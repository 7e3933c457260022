"""`rotate_caller_keys`: after a new key was put first in CALLER_KEYS; the old one may go once this says 0."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hotline.callers.keys import sealing_key
from hotline.callers.rotating import rotate
from hotline.callers.sealing import Unreadable


class Command(BaseCommand):
    help = "Seal caller data anew with the first key of CALLER_KEYS; safe to stop and to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rotate()
        except Unreadable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} callers sealed anew with key {sealing_key().id}")
