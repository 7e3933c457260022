"""What the light would be after saving a figure that is only typed yet; nothing is written."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments import deadlines, lights, pasting
from commitments.rules import rules
from config import clock
from departments.access import require
from departments.http import SignedIn
from workdays.calendar import current

from .finding import find


@login_required
@require_safe
def forecast(request: SignedIn, code: str) -> HttpResponse:
    """`?value=38&as_of=2021-10-20` → the light and the difference to the last figure; empty where nothing can be said."""
    row = find(request.user, code)
    require(request.user, "report_progress", row)
    on = clock.today()
    value = pasting.read_figure(request.GET.get("value", ""))
    as_of = pasting.read_day(request.GET.get("as_of", "")) or on
    if value is None or row.value is None:
        return HttpResponse("")
    calendar, in_force = current(), rules()
    then = copy.copy(row)
    months = deadlines.months_between_reports(row, in_force)
    then.next_report_on = deadlines.report_due_after(months, on, in_force, asked_for=row.next_report_on)
    facts = lights.facts_of([row], on=on, calendar=calendar, rules=in_force)[row.pk]
    if as_of <= deadlines.last_month_end(on):
        facts = replace(facts, reached_at_month_end=value)
    lights.store(then, facts, on=on, calendar=calendar, rules=in_force)
    context = {
        "light": then.light,
        "cause": lights.explain(then, on=on, calendar=calendar),
        "difference": value - (row.current_value or Decimal(0)),
        "left": row.value - value if row.measure == "count" and not row.lower_is_better else None,
        "unit": row.unit,
    }
    return render(request, "commitments/_forecast.html", context)
