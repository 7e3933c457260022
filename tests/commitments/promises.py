"""Commitments made through the real services, on fixed days of 2021."""

from __future__ import annotations

from datetime import date
from itertools import count

from commitments.models import Commitment, Kind, Report
from commitments.workflow import assigning, creating
from departments.models import Department, Role, User
from tests.conftest import Cast, at

_numbers = count(1)


def draft(cast: Cast, *, deadline: date, lead: Department | None = None, kind: str = Kind.DELIVERABLE) -> Commitment:
    """A draft of 2021 led by `lead` (the education bureau where none is named)."""
    report, _ = Report.objects.get_or_create(slug="test-2021", defaults={"year": 2021, "title": "测试报告", "text": "新建大桥"})
    number = next(_numbers)
    return creating.create(
        actor=None,
        at=at(2021, 1, 4),
        report=report,
        code=f"2021-09-{number:03}",
        title=f"新建第{number}座大桥",
        quote="新建大桥",
        start=number * 10,
        end=number * 10 + 4,
        context="新建大桥",
        section="九",
        kind=kind,
        deadline=deadline,
        lead=lead or cast.education,
    )


def assigned(cast: Cast, *, deadline: date, on: date = date(2021, 1, 4), lead: Department | None = None) -> Commitment:
    row = draft(cast, deadline=deadline, lead=lead)
    return assigning.assign(row, actor=cast.supervisor, at=at(on.year, on.month, on.day))


def under_way(
    cast: Cast,
    *,
    deadline: date,
    on: date = date(2021, 1, 4),
    lead: Department | None = None,
    next_report_on: date | None = date(2030, 1, 25),
) -> Commitment:
    """Assigned and signed in; its reporting day far away, so that the deadline's rungs stand alone."""
    row = assigned(cast, deadline=deadline, on=on, lead=lead)
    clerk = User.objects.of(row.lead_id, Role.CLERK).order_by("pk")[0]
    row = assigning.sign_in(row, actor=clerk, at=at(on.year, on.month, on.day, 11))
    row.next_report_on = next_report_on
    row.save(update_fields=["next_report_on"])
    return row
