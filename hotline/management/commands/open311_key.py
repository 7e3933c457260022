from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commitments.management.arguments import day
from config import clock
from departments.access import Denied
from departments.models import User
from hotline.models import Open311Key, WorkOrder
from hotline.open311 import keys
from hotline.workflow import OWN
from house.errors import Refused, refusing


class Command(BaseCommand):
    help = "Make the key of an app (printed once, only its digest is kept), end one, or list them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="?", help="the app's short name; its orders carry it")
        parser.add_argument("--name", help="the app's full name")
        parser.add_argument("--user", help="the person of the hotline who answers for it")
        parser.add_argument("--scope", action="append", choices=Open311Key.Scope.values, help="may; repeat for several")
        parser.add_argument("--channel", choices=WorkOrder.Channel.values, default=WorkOrder.Channel.APP)
        parser.add_argument("--per-minute", type=int, default=60, help="calls")
        parser.add_argument("--until", help="last day, 2026-12-31; without end where none is given")
        parser.add_argument("--end", action="store_true", help="the key of this source is valid no more")

    def handle(self, *args: Any, source: str | None, **options: Any) -> None:
        with refusing():
            if source is None:
                self.list()
            elif options["end"]:
                self.end(source)
            else:
                self.stdout.write(_make(source, **options))

    def list(self) -> None:
        for key in Open311Key.objects.select_related("user"):
            end = f"until {key.expires_on}" if key.expires_on else "without end"
            self.stdout.write(f"{key.source}\t{key.name}\t{','.join(key.scopes)}\t{key.user.username}\t{end}")

    def end(self, source: str) -> None:
        """The row stays: its orders point to it."""
        if not Open311Key.objects.filter(source=source).update(digest=f"ended {source}"):
            raise Refused(f"no key of “{source}”")
        self.stdout.write(f"ended: {source}")


def _make(source: str, *, user: str | None, name: str | None, per_minute: int, until: str | None, **options: Any) -> str:
    person = User.objects.filter(username=user or "", is_active=True).first()
    if person is None:
        raise Refused(f"--user {user}: no such person; name who of the hotline answers for the app")
    if source == OWN or Open311Key.objects.filter(source=source).exists():
        raise Refused(f"source “{source}” is taken")
    if per_minute < 1:
        raise Refused(f"--per-minute {per_minute}: at least 1")
    try:
        return keys.make(
            person,
            name=(name or source)[:60],
            source=source[:30],
            scopes=options["scope"] or [Open311Key.Scope.SUBMIT],
            at=clock.real_now(),
            channel=options["channel"],
            per_minute=per_minute,
            expires_on=day(until, name="--until"),
        )
    except Denied as denied:
        raise Refused(f"--user {user}: {denied}") from denied
