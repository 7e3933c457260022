"""`/people/stand-ins/`: who acts for whom, and until when."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config import clock
from departments import people
from departments.access import can, scope, units
from departments.forms import StandInForm
from departments.http import SignedIn, sent
from departments.models import Role, StandIn, User
from house.forms import refuse
from house.paging import LongPaginator


@login_required
def stand_ins(request: SignedIn) -> HttpResponse:
    on = clock.today()
    absentees = User.objects.active().filter(pk=request.user.pk)
    if can(request.user, "manage_people", User):
        absentees = User.objects.active()
    elif led := units(request.user, Role.HEAD):
        absentees = absentees | User.objects.active().filter(department__in=led)
    form = StandInForm(*sent(request), people=absentees, initial={"person": request.user, "from_on": on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            people.name_stand_in(
                data["person"],
                data["deputy"],
                from_on=data["from_on"],
                until_on=data["until_on"],
                actor=request.user,
                at=clock.now(),
            )
        except people.PersonInvalid as wrong:
            refuse(form, wrong.fields)
        else:
            messages.success(
                request, _("%(deputy)s stands in for %(person)s.") % {"deputy": data["deputy"], "person": data["person"]}
            )
            return redirect("stand_ins")
    pairs = scope(StandIn.objects.select_related("person__department", "deputy__department"), request.user)
    page = LongPaginator(pairs.order_by(F("until_on").desc(nulls_first=True), "-pk"), 50).get_page(request.GET.get("page"))
    for pair in page.object_list:
        pair.is_over = bool(pair.until_on and pair.until_on < on)  # type: ignore[attr-defined]
        pair.may_end = not pair.is_over and bool(can(request.user, "name_stand_in", pair.person))  # type: ignore[attr-defined]
    context = {"form": form, "page": page, "on": on}
    return render(request, "departments/stand_ins.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    pair = get_object_or_404(scope(StandIn.objects.select_related("person"), request.user), pk=pk)
    people.end_stand_in(pair, actor=request.user, at=clock.now(), on=clock.today())
    messages.success(request, _("Nobody stands in for %(person)s any more.") % {"person": pair.person})
    return redirect("stand_ins")
