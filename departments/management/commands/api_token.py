from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.dateparse import parse_date

from config import clock
from departments.authentication import make_token
from departments.models import User
from house.errors import Refused, refusing


class Command(BaseCommand):
    help = "Make a person's API token (printed once, only its digest is kept), list his tokens or revoke one by its name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="api", help="what it is for")
        parser.add_argument("--until", help="last day it is valid, 2026-12-31; for ever where none is given")
        parser.add_argument("--revoke", action="store_true", help="remove the tokens of that name")
        parser.add_argument("--list", action="store_true", help="names and days of the person's tokens")

    def handle(self, *args: Any, username: str, name: str, until: str | None, **options: Any) -> None:
        with refusing():
            user = User.objects.filter(username=username).first()
            if user is None:
                raise Refused(f"no person “{username}”")
            if options["list"]:
                for token in user.api_tokens.all():
                    end = f"until {token.expires_on}" if token.expires_on else "until revoked"
                    self.stdout.write(f"{token.name}\tmade {token.made_at:%Y-%m-%d}\t{end}")
            elif options["revoke"]:
                count, _kinds = user.api_tokens.filter(name=name).delete()
                if not count:
                    raise Refused(f"{username} has no token “{name}”")
                self.stdout.write(f"revoked: {count}")
            elif not user.is_active:
                raise Refused(f"{username} has left; no token is made")
            else:
                key = make_token(user, name=name[:60], at=clock.real_now(), expires_on=_day(until))
                self.stdout.write(key)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Refused(f"--until {text}: no date; write 2026-12-31")
    return day
