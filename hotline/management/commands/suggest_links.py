import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from commitments.models import Report
from config import clock
from hotline.suggesting import suggest
from house.errors import Refused, refusing


class Command(BaseCommand):
    help = "JSON lines of complaints in, JSON lines of suggested commitments out, in the same order."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help='lines {"id", "text", "county"?}; standard input where none is given')
        parser.add_argument("--report", required=True, help="slug")
        parser.add_argument("--top", type=int, default=5)

    def handle(self, *args: Any, file: str | None, report: str, top: int, **options: Any) -> None:
        with refusing():
            if top < 1:
                raise Refused(f"--top {top}: at least 1")
            if not Report.objects.filter(slug=report).exists():
                raise Refused(f"no report “{report}”; load it with load_registry or load_report")
            complaints = list(_complaints(file))
            with translation.override("zh-hans"):
                for complaint in complaints:
                    found = suggest(complaint["text"], complaint.get("county"), report, top, on=clock.today())
                    answer = {"id": complaint["id"], "suggestions": [one.as_json() for one in found]}
                    self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _complaints(file: str | None) -> Iterator[dict[str, Any]]:
    """The complaints of the input; `Refused`, naming the line, where one cannot be read."""
    name = file or "standard input"
    try:
        content = Path(file).read_bytes() if file else sys.stdin.buffer.read()
        lines = content.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise Refused(f"{name}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Refused(f"{name}: not UTF-8 at byte {error.start}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            complaint = json.loads(line)
        except ValueError:
            raise Refused(f"{name}, line {number}: not JSON") from None
        if not isinstance(complaint, dict) or not {"id", "text"} <= complaint.keys():
            raise Refused(f"{name}, line {number}: an object with “id” and “text” is needed")
        if not isinstance(complaint["text"], str) or not isinstance(complaint.get("county"), str | None):
            raise Refused(f"{name}, line {number}: “text” and “county” are strings")
        yield complaint
