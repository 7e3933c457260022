import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments import lights, registry
from commitments.models import Commitment, Report
from config import clock


class Command(BaseCommand):
    help = "Export a report's registry, drafts included, as JSON, CSV or a spreadsheet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", required=True)
        parser.add_argument("--format", choices=sorted(registry.WRITERS), default="json")
        parser.add_argument("--output", type=Path)

    def handle(self, *args: Any, report: str, format: str, output: Path | None, **options: Any) -> None:
        if not Report.objects.filter(slug=report).exists():
            raise CommandError(f"no report “{report}” is stored")
        lights.ensure(clock.today())
        rows = Commitment.objects.kept().filter(report__slug=report)
        rows = rows.select_related("lead").prefetch_related("supporting__department")
        content = registry.WRITERS[format](registry.rows_for(rows.order_by("code")))
        if output is None:
            sys.stdout.buffer.write(content) if hasattr(sys.stdout, "buffer") else self.stdout.write(content.decode())
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"cannot write {output}: {error.strerror}") from error
