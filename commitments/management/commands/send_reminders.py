from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commitments import outbox, reminders, rules
from commitments.management import arguments
from commitments.packing import Parcel
from config import clock


class Command(BaseCommand):
    help = "Send the reminders that wait, one digest per person; the last line is a JSON summary."

    def add_arguments(self, parser: CommandParser) -> None:
        arguments.add_day(parser, "act as at the digest hour of this local day, whatever the clock and quiet hours")
        parser.add_argument("--dry-run", action="store_true", help="write, claim and mail nothing; print who would get what")

    def handle(self, *args: Any, on: Any, dry_run: bool, **options: Any) -> None:
        rules.refresh()
        on = arguments.day(on)
        at = reminders.digest_time(on) if on else clock.now()
        summary = outbox.Summary()
        if on or outbox.is_open(at):
            summary = outbox.send(
                at=at,
                on=on or clock.today(),
                real_at=clock.real_now(),
                dry_run=dry_run,
                would_send=self._tell if dry_run else None,
                is_patient=not on,
            )
        self.stdout.write(summary.json())

    def _tell(self, parcel: Parcel) -> None:
        """One line: who, over which channel to which address, which items."""
        codes = sorted({row.commitment.code if row.commitment else row.item for row in parcel.rows})
        self.stdout.write(f"{parcel.person} · {parcel.delivery.channel} {parcel.delivery.address} · {'、'.join(codes)}")
