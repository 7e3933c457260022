"""Thresholds of the field, each a setting with the default of municipal practice (`settings.YANBIXING`)."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

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
    report_first_after_days: int = 10  # a first report is not asked for sooner after assignment
    # Targets
    about_tolerance: Decimal = Decimal("0.05")  # of the value, for "~", on the bad side
    # Requests
    completion_grace_working_days: int = 5
    dispute_working_days: int = 7
    plan_working_days: int = 10  # after sign-in
    head_part_days: int = 7  # a head alone moves a site or milestone so far from its original day
    # Reminders
    before_rungs: tuple[int, ...] = (30, 15, 7, 3, 1, 0)
    late_rungs: tuple[int, ...] = (1, 3, 7)
    late_weekly_from: int = 7
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
    page_size: int = 50


@cache
def _from_settings() -> Rules:
    return Rules(**getattr(settings, "YANBIXING", {}))


def rules() -> Rules:
    """The thresholds in force."""
    return _from_settings()
