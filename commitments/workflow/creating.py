"""A record comes into being: always as a draft, always with its first event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from commitments import search, targets
from commitments.models import Commitment, DeadlineVersion, Site, Stage, SupportingDuty
from departments.models import Department, User
from history import ledger

from .base import told


def create(
    *,
    actor: User | None,
    at: datetime,
    supporting: Iterable[Department] = (),
    site_names: Iterable[str] = (),
    source: Mapping[str, str] | None = None,
    **fields: Any,
) -> Commitment:
    """Create a draft commitment with its original deadline, suggested supporting units and named sites.

    `source` names in the event what it was drafted from, where that is not the report.
    """
    with transaction.atomic():
        row = Commitment(stage=Stage.DRAFT, **fields)
        row.original_deadline = row.deadline
        row.base_value = targets.base_value(row.value, row.unit)
        row.search = search.words(row)
        row.light_on = localdate(at)
        row.clean_fields(exclude=["report", "lead"])  # the constraints of the database do the rest
        row.save(force_insert=True)
        DeadlineVersion.objects.create(
            commitment=row, number=1, deadline=row.deadline, origin=DeadlineVersion.Origin.REPORT, at=at
        )
        SupportingDuty.objects.bulk_create([SupportingDuty(commitment=row, department=unit) for unit in supporting])
        Site.objects.bulk_create([Site(commitment=row, name=name, in_report=True) for name in site_names])
        ledger.record(
            row.stream,
            "create",
            actor=actor,
            at=at,
            data={
                **(source or {}),
                "quote": row.quote,
                "changed": {name: value for name, value in told(row).items() if value not in ("", None)},
            },
        )
    return row
