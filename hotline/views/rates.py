"""`/hotline/rates/`: response, resolution and satisfaction, recomputed from the events of a month."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config import clock
from departments.access import require
from departments.http import SignedIn
from departments.models import Department
from hotline import rates
from hotline.models import Tally


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    require(request.user, "see_trends", Tally)
    on = clock.today()
    start = _day(request.GET.get("from"), on.replace(day=1))
    end = max(_day(request.GET.get("until"), on), start)
    report = rates.recompute(start, end)
    names = dict(Department.objects.values_list("code", "short_name"))
    units = sorted(report.units.items(), key=lambda item: (item[1].response.rate is None, item[1].response.rate or 0, item[0]))
    context = {
        "on": on,
        "start": start,
        "end": end,
        "city": report.city,
        "units": [(names.get(code, code or _("not dispatched")), found) for code, found in units],
        "excluded": report.excluded,
    }
    return render(request, "hotline/rates.html", context)


def _day(text: str | None, otherwise: date) -> date:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return found if abs(found - otherwise) < timedelta(days=20_000) else otherwise
