"""Promises for tests, brought to a stage by the workflow itself, never by writing a field.

A day is 2021-03-01 (Monday) unless a test says otherwise; the deadline is the year's end, 2021-12-31 (Friday).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from commitments.models import Commitment, Evidence, Report, Request
from commitments.workflow import assigning, creating, deciding, reporting, requests

from .conftest import Cast, at

MARCH = at(2021, 3, 1)
APRIL = at(2021, 4, 1)
MAY = at(2021, 5, 6)
NEW_YEAR = at(2022, 1, 4)
EVERY_POINT = dict.fromkeys(requests.CHECKLIST, True)


def link(dated_on: date, shows: str = "验收报告") -> Evidence:
    """A piece of evidence that proves `dated_on`."""
    return Evidence(url="https://example.invalid/proof", shows=shows, dated_on=dated_on)


def photo(width: int = 40, height: int = 30, *, kind: str = "JPEG", exif: Image.Exif | None = None) -> bytes:
    """A photo as a phone makes it: its upper half red, the lower blue."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width, height // 2))
    file = BytesIO()
    picture.save(file, kind, exif=exif or Image.Exif())
    return file.getvalue()


class Promises:
    """Makes promises of one small report."""

    def __init__(self, cast: Cast, *, year: int = 2021) -> None:
        self.cast = cast
        self.numbers = count(1)
        self.report = Report.objects.create(
            slug=f"town-{year}", title=f"{year}年政府工作报告", year=year, text="新建学校二十四所。" * 400
        )

    def draft(self, *, supporting: Iterable[Any] = (), site_names: Iterable[str] = (), **fields: Any) -> Commitment:
        number = next(self.numbers)
        fields = {
            "report": self.report,
            "code": f"{self.report.year}-01-{number:03d}",
            "title": f"承诺{number}",
            "quote": "新建学校二十四所",
            "start": number * 9,
            "end": number * 9 + 8,
            "context": "新建学校二十四所。",
            "section": "一",
            "kind": "deliverable",
            "lead": self.cast.education,
            "deadline": date(2021, 12, 31),
            **fields,
        }
        return creating.create(actor=None, at=at(2021, 2, 20), supporting=supporting, site_names=site_names, **fields)

    def schools(self, value: int = 24, **fields: Any) -> dict[str, Any]:
        """The fields of a count: that many schools."""
        return {
            "kind": "quantified",
            "metric": "新改建学校",
            "comparator": ">=",
            "value": Decimal(value),
            "unit": "所",
            "measure": "count",
            **fields,
        }

    def assigned(self, *, on: datetime = MARCH, **fields: Any) -> Commitment:
        return assigning.assign(self.draft(**fields), actor=self.cast.supervisor, at=on)

    def in_progress(self, *, on: datetime = MARCH, **fields: Any) -> Commitment:
        return assigning.sign_in(self.assigned(on=on, **fields), actor=self.cast.clerk, at=on)

    def asked(
        self, row: Commitment, *, on: datetime = MAY, completed_on: date | None = None, head: bool = False, **fields: Any
    ) -> Request:
        """A completion request of the clerk (of the head himself: it is with the supervisor at once)."""
        day = completed_on or on.date()
        return requests.ask_completion(
            row, actor=self.cast.head if head else self.cast.clerk, at=on, completed_on=day, evidence=[link(day)], **fields
        )

    def released(self, row: Commitment, *, on: datetime = MAY, **fields: Any) -> Request:
        return requests.release(self.asked(row, on=on, **fields), actor=self.cast.head, at=on)

    def requested(self, *, on: datetime = MAY, **fields: Any) -> Commitment:
        return self.fresh(self.asked(self.in_progress(**fields), on=on).commitment)

    def completed(self, *, on: datetime = MAY, **fields: Any) -> Commitment:
        request = self.released(self.in_progress(**fields), on=on)
        requests.complete(request, actor=self.cast.supervisor, at=on, checklist=EVERY_POINT)
        return self.fresh(request.commitment)

    def suspended(self, *, on: datetime = APRIL, **fields: Any) -> Commitment:
        return deciding.suspend(self.in_progress(**fields), actor=self.cast.leader, at=on, reason="规划调整")

    def cancelled(self, *, on: datetime = APRIL, **fields: Any) -> Commitment:
        return deciding.cancel(self.in_progress(**fields), actor=self.cast.leader, at=on, reason="政策变化")

    def merged(self, *, on: datetime = APRIL, **fields: Any) -> Commitment:
        into = self.in_progress()
        return deciding.merge(self.in_progress(**fields), actor=self.cast.supervisor, at=on, into=into, reason="同一项目")

    def closed(self, *, on: datetime = NEW_YEAR, **fields: Any) -> Commitment:
        return deciding.close_year(
            self.in_progress(**fields), actor=self.cast.supervisor, at=on, outcome="not_met", reason_code="other", reason="未完成"
        )

    def figure(self, row: Commitment, value: int | str, *, on: datetime, as_of: date | None = None, **fields: Any) -> Commitment:
        """The clerk reports a figure."""
        reporting.report_progress(row, actor=self.cast.clerk, at=on, value=Decimal(value), as_of=as_of, **fields)
        return self.fresh(row)

    def extension(self, row: Commitment, to: date, *, on: datetime = APRIL, head: bool = False) -> Request:
        actor = self.cast.head if head else self.cast.clerk
        return requests.ask_extension(row, actor=actor, at=on, new_deadline=to, reason_code="resources", reason="资金未到位")

    @staticmethod
    def fresh(row: Commitment) -> Commitment:
        """The row as the database has it."""
        return Commitment.objects.select_related("lead", "report").get(pk=row.pk)

    def of_every_stage(self) -> dict[str, Commitment]:
        return {
            "draft": self.draft(),
            "assigned": self.assigned(),
            "in_progress": self.in_progress(),
            "completion_requested": self.requested(),
            "completed": self.completed(),
            "suspended": self.suspended(),
            "merged": self.merged(),
            "cancelled": self.cancelled(),
            "closed": self.closed(),
        }
