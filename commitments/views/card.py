"""The card of a promise in the annotated report: how it stands in a few lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments import asof, lights, speech
from commitments.models import Commitment
from commitments.models.commitment import RUNNING
from commitments.rules import rules
from config import clock
from departments.http import SignedIn
from workdays.calendar import current

from .finding import find, shown_light
from .report import read_day
from .standing import figures


@login_required
@require_safe
def card(request: SignedIn, code: str) -> HttpResponse:
    """`?on=` as it stood on a day; `?compare=` says what light it showed on another."""
    today, calendar = clock.today(), current()
    lights.ensure(today)
    row = find(request.user, code)
    first = row.report.given_on or date(row.report.year, 1, 1)
    on = read_day(request.GET.get("on", ""), first, today) or today
    compare = read_day(request.GET.get("compare", ""), first, today)
    shown, was = row, None
    if on != today or compare:
        (story,) = asof.stories([row], calendar=calendar, rules=rules())
        shown = story.on(on) or row if on != today else row
        was = story.on(compare) if compare else None
    context: dict[str, Any] = {
        "commitment": shown,
        "on": on,
        "is_past": on != today,
        "light": shown_light(shown),
        "cause": _cause(shown, on),
        "figures": figures(shown, on),
        "compare": compare,
        "was": speech.shown_light(was) if was else "",
    }
    return render(request, "commitments/_card.html", context)


def _cause(row: Commitment, on: date) -> str:
    return lights.explain(row, on=on, calendar=current()) if row.stage in RUNNING else ""
