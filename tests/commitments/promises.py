"""Commitments under way, made through the real services: the deadline's rungs stand alone."""

from __future__ import annotations

from datetime import date

from commitments.models import Commitment
from commitments.workflow import assigning
from departments.models import Department, Role, User
from tests.conftest import Cast, at
from tests.promises import Promises


def _promises(cast: Cast, year: int) -> Promises:
    """One report for all of a test."""
    if not hasattr(cast, "promises"):
        cast.promises = Promises(cast, year=year)  # type: ignore[attr-defined]
    return cast.promises


def assigned(cast: Cast, *, deadline: date, on: date = date(2021, 1, 4), lead: Department | None = None) -> Commitment:
    row = _promises(cast, deadline.year).draft(deadline=deadline, lead=lead or cast.education)
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
