"""`/drafts/duties/`: which words of a report speak for which unit."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config import clock
from departments.access import require
from departments.http import SignedIn, sent
from departments.models import Department
from drafts import duties
from drafts.forms import DutiesForm


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    require(request.user, "edit_duties", Department)
    units = list(Department.objects.valid(on=clock.today()).exclude(kind__in=[Department.Kind.COUNTY, Department.Kind.ZONE]))
    confirmed = duties.confirmed_of(units)
    return render(request, "drafts/duties.html", {"units": [(unit, confirmed.get(unit.pk, 0)) for unit in units]})


@login_required
def change(request: SignedIn, code: str) -> HttpResponse:
    require(request.user, "edit_duties", Department)
    unit = get_object_or_404(Department, code=code)
    data, _files = sent(request)
    form = DutiesForm(data, initial={"duties": "\n".join(unit.duties)})
    if request.method == "POST" and form.is_valid():
        if duties.change(unit, form.cleaned_data["duties"], actor=request.user, at=clock.now()):
            messages.success(request, _("The duties of %(unit)s are kept; the next report is read by them.") % {"unit": unit})
        return redirect("drafts:duties")
    return render(request, "drafts/duties_change.html", {"unit": unit, "form": form}, status=422 if form.errors else 200)
