"""`/workdays/`: which years are published, entering a new one with a preview, and how a date was counted."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from config import clock
from departments.access import can, require
from departments.http import SignedIn
from house.fields import DayField
from house.idempotency import once
from workdays import announcement, entering
from workdays.calendar import FRIDAY, current
from workdays.models import CalendarDay, YearArrangement

LONGEST = 400  # days shown one by one


class YearForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The notice, or a sheet of 日期,类型(休/班),名称"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Paste the State Council's notice whole, from its title to the last festival."),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"), required=False, min_value=announcement.YEARS[0], max_value=announcement.YEARS[-1]
    )
    source = forms.CharField(label=gettext_lazy("Number of the notice"), max_length=120)


class CountForm(forms.Form):
    after = DayField(label=gettext_lazy("After"))
    until = DayField(label=gettext_lazy("Until"), required=False)
    days = forms.IntegerField(label=gettext_lazy("or working days"), required=False, min_value=1, max_value=LONGEST)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("until")) == bool(data.get("days")):
            raise forms.ValidationError(_("Name the last day, or how many working days."))
        return data


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """The published years with their exceptions, newest first."""
    days: dict[int, list[CalendarDay]] = {}
    for day in CalendarDay.objects.order_by("date"):
        days.setdefault(day.date.year, []).append(day)
    years = YearArrangement.objects.select_related("entered_by").order_by("-year")
    context = {
        "years": [(year, days.get(year.year, [])) for year in years],
        "this_year": clock.today().year,
        "count": CountForm(),
        "may_enter": bool(can(request.user, "enter_year", YearArrangement)),
        "next_year": max(current().published, default=clock.today().year) + 1,
    }
    return render(request, "commitments/workdays.html", context)


@login_required
def enter(request: SignedIn) -> HttpResponse:
    """Paste, look at what would count otherwise, then enter it."""
    require(request.user, "enter_year", YearArrangement)
    form = YearForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "key": request.POST.get("idempotency_key") or uuid.uuid4().hex}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            arrangement = announcement.read(data["text"], data["year"])
        except announcement.Contradiction as wrong:
            form.add_error("text", str(wrong))
        else:
            if "confirmed" in request.POST:
                return once(request, lambda: _enter(request, arrangement, data["source"]))
            context |= {"arrangement": arrangement, "changes": entering.changes(arrangement)}
            context["moving"] = entering.would_move(arrangement)
    return render(request, "commitments/workdays_enter.html", context, status=422 if form.errors else 200)


def _enter(request: SignedIn, arrangement: announcement.Arrangement, source: str) -> HttpResponse:
    moved = entering.enter(arrangement, source=source, at=clock.now(), by=request.user)
    messages.success(
        request,
        ngettext("%(year)s is entered; %(count)s date moved.", "%(year)s is entered; %(count)s dates moved.", moved)
        % {"year": arrangement.year, "count": moved},
    )
    return redirect("commitments:workdays")


@login_required
@require_safe
def count(request: SignedIn) -> HttpResponse:
    """How a date was counted, day by day: `?after=…&until=…` or `?after=…&days=…`; htmx gets the list alone."""
    form = CountForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        calendar, after = current(), form.cleaned_data["after"]
        until: date = form.cleaned_data["until"] or calendar.add(after, form.cleaned_data["days"])
        if until < after:
            form.add_error("until", _("The last day lies before the first."))
        elif (until - after).days > LONGEST:
            form.add_error("until", _("Between the first and the last day lie at most %(days)s days.") % {"days": LONGEST})
        else:
            context |= {
                "after": after,
                "until": until,
                "steps": _numbered(calendar.steps(after, until)),
                "total": calendar.count(after, until),
                "provisional": calendar.provisional_years(after, until),
            }
    template = "commitments/_counted.html" if request.headers.get("HX-Request") else "commitments/counted.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _numbered(steps: Any) -> list[tuple[date, int, str]]:
    """(day, its number among the working days or 0, why it is as it is)."""
    numbered, number = [], 0
    for day, works, name in steps:
        number += works
        if works and day.weekday() > FRIDAY and not name.endswith("上班"):  # some years name it by its festival alone
            name = _("make-up workday for %(name)s") % {"name": name}
        numbered.append((day, number if works else 0, name or ("" if works else _("weekend"))))
    return numbered
