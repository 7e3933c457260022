"""What a person has just reported and may still withdraw, kept in his session so that other pages need not ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from commitments.models import Commitment, ProgressReport
from commitments.rules import rules
from commitments.workflow.reporting import is_newest

KEY = "reported"


@dataclass(frozen=True)
class Undo:
    code: str
    title: str
    report: int
    until: datetime

    @property
    def href(self) -> str:
        return reverse("commitments:action", args=[self.code, "withdraw_report"])


def remember(request: HttpRequest, commitment: Commitment, report: ProgressReport) -> None:
    until = report.at + timedelta(minutes=rules().withdraw_minutes)
    request.session[KEY] = {
        "code": commitment.code,
        "title": commitment.title,
        "report": report.pk,
        "until": until.isoformat(),
    }


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def undoable(request: HttpRequest, *, at: datetime) -> Undo | None:
    """What may be withdrawn at the instant `at`: nobody acted on it since; the workflow has the last word."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if not kept:
        return None
    undo = Undo(kept["code"], kept["title"], kept["report"], datetime.fromisoformat(kept["until"]))
    if at > undo.until:
        return None
    report = ProgressReport.objects.select_related("commitment").filter(pk=undo.report).first()
    return undo if report and is_newest(report) else None
