"""`manage.py prepare`: what must be in place before the house opens. Every step is idempotent and quick when done."""

import fcntl
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from house import opening


class Command(BaseCommand):
    help = "Migrate, load the registry, make the first people and collect static files, each only where it is needed."

    def handle(self, *args: Any, **options: Any) -> None:
        with (settings.DATA_DIR / "prepare.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two first starts at once: the second waits, then finds all done
            call_command("migrate", verbosity=0, interactive=False)
            call_command("load_registry")
            for step in opening.PREPARATIONS:
                step(self.stdout.write)
            collect_static(self.stdout.write)


def collect_static(say: Any) -> None:
    """Collect, hash and compress, unless no file came, went or changed since.

    What a running server still hands out is never cleared away: hashed names stand side by side.
    """
    stamp = settings.DATA_DIR / "static.stamp"
    sources = sorted(
        f"{name} {os.stat(storage.path(name)).st_mtime_ns}" for finder in get_finders() for name, storage in finder.list([])
    )
    seen = "\n".join([str(settings.STATIC_ROOT), *sources])
    if stamp.exists() and stamp.read_text() == seen and Path(settings.STATIC_ROOT).is_dir():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(seen)
    say(f"{len(sources)} static files collected")
