"""`/people/`: who works with the house; adding, changing, a new password, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from config import clock
from departments import people
from departments.access import can, require, scope
from departments.forms import LeaveForm, PersonForm
from departments.http import SignedIn, sent
from departments.models import Department, Role, User
from house.forms import refuse
from house.paging import LongPaginator

PAGE = 50


@login_required
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """The people one may see, by unit; units without an active clerk stand above them."""
    require(request.user, "see_people", User)
    rows = scope(User.objects.select_related("department", "post"), request.user)
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "role", "unit", "left")}
    if chosen["q"]:
        rows = rows.filter(Q(display_name__icontains=chosen["q"]) | Q(username__icontains=chosen["q"]))
    if chosen["role"]:
        rows = rows.filter(role=chosen["role"])
    if chosen["unit"]:
        rows = rows.filter(department__code=chosen["unit"])
    rows = rows.filter(is_active=chosen["left"] != "1")
    page = LongPaginator(rows.order_by("department__order", "role", "pk"), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "roles": Role.choices,
        "units": list(Department.objects.only("code", "short_name")),
        "unmanned": list(Department.objects.valid(on=clock.today()).without_active_clerk().only("code", "short_name")),
        "may_manage": bool(can(request.user, "manage_people", User)),
    }
    return render(request, "departments/people.html", context)


@login_required
def add(request: SignedIn) -> HttpResponse:
    require(request.user, "manage_people", User)
    form = PersonForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            user, password = people.add(form.person(), actor=request.user, at=clock.now())
        except people.PersonInvalid as wrong:
            refuse(form, wrong.fields)
        else:
            return first_sign_ins(request, [(user, password)])
    return _page(request, form, title=_("A new person"), submit=_("Add"), cancel=reverse("people"))


@login_required
def change(request: SignedIn, pk: int) -> HttpResponse:
    person = _find(request, pk)
    require(request.user, "manage_people", User)
    initial = {name: getattr(person, name) for name in ("display_name", "role", "department", "post", "email", "phone", "mobile")}
    form = PersonForm(*sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            differs = people.change(person, form.person(person.username), actor=request.user, at=clock.now(), whole=True)
        except people.PersonInvalid as wrong:
            refuse(form, wrong.fields)
        else:
            messages.success(request, _("%(name)s: saved.") % {"name": person} if differs else _("Nothing differs."))
            return redirect("people")
    return _page(request, form, title=str(person), submit=_("Save"), cancel=reverse("people"), person=person)


@login_required
@require_POST
def password(request: SignedIn, pk: int) -> HttpResponse:
    """A password for the next sign-in, shown once."""
    person = _find(request, pk)
    return first_sign_ins(request, [(person, people.new_password(person, actor=request.user, at=clock.now()))])


@login_required
def leave(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody leaves; what he had open goes to a successor in the same step."""
    person = _find(request, pk)
    require(request.user, "manage_people", User)
    form = LeaveForm(*sent(request), leaver=person)
    if request.method == "POST" and form.is_valid():
        try:
            handed = people.leave(
                person, successor=form.cleaned_data["successor"], actor=request.user, at=clock.now(), on=clock.today()
            )
        except people.PersonInvalid as wrong:
            refuse(form, wrong.fields)
        else:
            told = ngettext("%(count)s item handed over.", "%(count)s items handed over.", handed) % {"count": handed}
            messages.success(request, _("%(name)s has left. %(told)s") % {"name": person, "told": told})
            return redirect("people")
    last = person.role == Role.CLERK and not User.objects.of(person.department, Role.CLERK).exclude(pk=person.pk).exists()
    warning = _("After this %(unit)s has no active clerk.") % {"unit": person.department} if last else ""
    title = _("%(name)s leaves") % {"name": person}
    return _page(request, form, title=title, submit=_("Close the sign-in"), cancel=reverse("people"), warning=warning)


def _find(request: SignedIn, pk: int) -> User:
    return get_object_or_404(scope(User.objects.select_related("department", "post"), request.user), pk=pk)


def _page(request: SignedIn, form: Any, *, title: str, submit: str, cancel: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "cancel_href": cancel, **more}
    return render(request, "departments/person.html", context, status=422 if form.errors else 200)


def first_sign_ins(request: SignedIn, made: list[tuple[User, str]]) -> HttpResponse:
    """The passwords of first sign-ins, shown this once: to print and hand out. Nothing keeps this page."""
    response = render(request, "departments/first_sign_ins.html", {"made": made})
    response.headers["Cache-Control"] = "no-store"
    return response
