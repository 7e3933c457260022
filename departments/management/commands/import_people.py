from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import clock
from departments import people_sheet
from departments.models import Role, User
from house.errors import refusing


class Command(BaseCommand):
    help = "Take people from a sheet (.xlsx or .csv: name, unit, role, e-mail, phone); all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="name", help="sign-in name of the administrator who does it (default: the first)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    def handle(self, *args: Any, file: Path, name: str | None, dry_run: bool, **options: Any) -> None:
        actor = User.objects.active().filter(role=Role.ADMIN, **({"username": name} if name else {})).order_by("pk").first()
        if actor is None:
            raise CommandError(f"no active administrator {name or ''}".strip())
        try:
            stream = file.open("rb")
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror}") from error
        with stream, refusing():
            sheet = people_sheet.preview(people_sheet.read(stream, file.name))
            for line in sheet.wrong:
                self.stderr.write(f"row {line.number}: {' '.join(line.errors)}")
            made = [] if dry_run else people_sheet.take(sheet, actor=actor, at=clock.now())
        for user, password in made:
            self.stdout.write(f"{user.username}\t{password}")
        counts = f"{len(sheet.new)} new, {len(sheet.changed)} changed, {sheet.same} unchanged, {len(sheet.wrong)} with errors"
        self.stdout.write(f"{counts}{'; nothing written' if dry_run else ''}")
