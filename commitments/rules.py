"""Thresholds of the field: the default of municipal practice, the installation's setting, an administrator's row.

`rules()` answers with those in force in this process; `refresh()` reads the rows again. Requests, tasks and commands
refresh as they begin, the way they read the clock; nothing below them does.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Rules:
    # Lights
    yellow_days_before: int = 30  # calendar days before a commitment's deadline
    site_yellow_working_days: int = 3
    behind_yellow_points: Decimal = Decimal(10)
    behind_red_points: Decimal = Decimal(30)
    report_yellow_days: int = 10
    report_red_days: int = 35
    # Reporting
    report_day: int = 25  # of the month, of the quarter's last month for ongoing items
    report_months: int = 1  # months between reports, where the item has no interval of its own
    ongoing_report_months: int = 3  # the same for ongoing items; divides a year
    withdraw_minutes: int = 10  # so long the author of a progress report may take it back
    report_first_after_days: int = 10  # a first report is not asked for sooner after assignment
    # Targets
    about_tolerance: Decimal = Decimal("0.05")  # of the value, for "~", on the bad side
    # Requests
    completion_grace_working_days: int = 5
    dispute_working_days: int = 7
    head_part_days: int = 7  # a head alone moves a site or milestone so far from its original day
    # Reminders
    before_rungs: tuple[int, ...] = (30, 15, 7, 3, 1, 0)
    before_roles: tuple[str, ...] = ("clerk",)
    # Working days late and who is told; each step reaches higher. After the last one it goes on weekly.
    late_steps: tuple[tuple[int, tuple[str, ...]], ...] = (
        (1, ("clerk",)),
        (3, ("clerk", "head")),
        (7, ("clerk", "head", "supervisor", "leader")),
    )
    unsigned_working_days: int = 1
    review_working_days: int = 3
    digest_hour: int = 8
    quiet_from_hour: int = 20
    quiet_until_hour: int = 8
    claim_timeout_minutes: int = 15
    attempts: int = 5  # refusals for the moment until a message is given up
    backoff_minutes: tuple[int, ...] = (1, 10, 60, 360)  # after the first, second … refusal
    outage_pause_minutes: int = 5  # where nobody answers at all; that gives up nothing
    # Urging
    urging_reply_working_days: int = 3
    # Evidence
    evidence_max_bytes: int = 20 * 1024 * 1024
    evidence_types: tuple[str, ...] = (
        "jpg",
        "jpeg",
        "png",
        "heic",
        "pdf",
        "ofd",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "wps",
        "et",
    )
    picture_max_pixels: int = 64_000_000  # a larger one is not drawn, only downloaded
    page_size: int = 50

    @property
    def sending_hours(self) -> list[int]:
        """The hours of a day in which digests go out: from the digest hour on, outside the quiet hours."""
        quiet_from, until = self.quiet_from_hour, self.quiet_until_hour
        over_midnight = quiet_from > until
        return [
            hour
            for hour in range(self.digest_hour, 24)
            if not (hour >= quiet_from or hour < until if over_midnight else quiet_from <= hour < until)
        ]


# What administrators change; all other thresholds belong to the installation.
EDITABLE = (
    "before_rungs", "before_roles", "late_steps", "unsigned_working_days", "review_working_days", "report_day",
    "digest_hour", "quiet_from_hour", "quiet_until_hour", "attempts", "backoff_minutes", "outage_pause_minutes",
    "claim_timeout_minutes", "urging_reply_working_days",
)  # fmt: skip


class _InForce:
    """The rules of this process, and when they were read (monotonic seconds)."""

    KEPT = 5.0  # a request right after another one does not read them again
    rules: Rules | None = None
    read_at = 0.0


def rules() -> Rules:
    """The thresholds in force."""
    if _InForce.rules is None:
        _InForce.rules = _from_settings()
    return _InForce.rules


def refresh(*, at_once: bool = True) -> Rules:
    """Read the administrators' rows; with `at_once` false only where the last reading is some seconds old."""
    if at_once or _InForce.rules is None or time.monotonic() - _InForce.read_at > _InForce.KEPT:
        from .models import RuleValue

        _InForce.rules = with_rows(dict(RuleValue.objects.values_list("name", "value")))
        _InForce.read_at = time.monotonic()
    return rules()


def with_rows(values: dict[str, Any]) -> Rules:
    """The installation's rules with `values` (as the rows hold them) in their place."""
    known = {field.name for field in fields(Rules)} & set(EDITABLE)
    return replace(_from_settings(), **{name: _tuples(value) for name, value in values.items() if name in known})


def _from_settings() -> Rules:
    return Rules(**getattr(settings, "YANBIXING", {}))


def _tuples(value: Any) -> Any:
    """JSON knows lists only."""
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
