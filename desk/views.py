"""The doors (sign-in, password, look) and the first page of the day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from commitments import lights
from commitments.messages import lines
from commitments.models import Reminder
from commitments.views.undo import undoable
from config import clock
from departments.http import SignedIn
from house.forms import onward
from house.paging import LongPaginator, counted

from . import jumping, today
from .context import desk, unread
from .sections import sections

YEAR = 365 * 24 * 3600


class SignIn(LoginView):
    redirect_authenticated_user = False

    def get_success_url(self) -> str:
        """First the own password, then where he wanted to go."""
        onward = super().get_success_url()
        if getattr(self.request.user, "must_set_password", False):
            return f"{reverse('password')}?{urlencode({'next': onward})}"
        return onward


def favicon(request: SignedIn) -> HttpResponse:
    """Where browsers look beside a file or an answer that is no page; pages name the picture themselves."""
    return redirect(static("desk/img/brand.svg"), permanent=False)


def front(request: SignedIn) -> HttpResponse:
    return redirect("my" if request.user.is_authenticated else "login")


@sensitive_post_parameters()
@login_required
def password(request: SignedIn) -> HttpResponse:
    """Set the own password: asked for at the first sign-in, possible at any time."""
    form = SetPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.must_set_password = False
        user.save(update_fields=["password", "must_set_password"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is set."))
        return redirect(onward(request, reverse("my")))
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/password.html", {"form": form, "next": onward(request, reverse("my"))}, status=status)


@require_POST
def look(request: SignedIn) -> HttpResponse:
    """Large type, light or dark page: kept in cookies."""
    response = redirect(onward(request, reverse("my")))
    for name, known in (("large", {"0", "1"}), ("theme", {"light", "dark"})):
        if (value := request.POST.get(name)) in known:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    return response


@login_required
def my(request: SignedIn) -> HttpResponse:
    """What wants doing today, why it is here, and the action in place."""
    on = clock.today()
    lights.ensure(on)
    found = list(sections(request.user, on))
    total = sum(section.total for section in found if not section.is_overview)
    context: dict[str, Any] = {
        "on": on,
        "sections": found,
        "total": total,
        "shown": counted(total),
        "undo": undoable(request, at=clock.now()),
    }
    return render(request, "desk/my.html", context)


@login_required
@require_safe
def standing(request: SignedIn) -> HttpResponse:
    """What stands beside the day's work: a second request, so that the work need not wait for the counts."""
    on = clock.today()
    lights.ensure(on)
    return render(request, "desk/_standing.html", {"on": on, "beside": today.beside(request.user, on)})


@login_required
def notices(request: SignedIn) -> HttpResponse:
    """What was told to the person, newest first; a POST says that he has read all of it."""
    if request.method == "POST":
        unread(request.user).update(read_at=clock.real_now())
        return redirect("notices")
    mine = Reminder.objects.told().filter(recipient=request.user).select_related("commitment")
    page = LongPaginator(mine, 50).get_page(request.GET.get("page"))
    return render(request, "desk/notices.html", {"page": page, "rows": lines(list(page.object_list))})


@login_required
@require_safe
def alive(request: SignedIn) -> HttpResponse:
    """Nothing, to whom is signed in; a page asks before it sends what it may not lose (desk/js/stay.js)."""
    return HttpResponse(status=204)


@login_required
@require_safe
def jump(request: SignedIn) -> HttpResponse:
    """`?q=`: the places those words may mean; to htmx the list alone, otherwise a page of its own."""
    typed = request.GET.get("q", "")
    groups = jumping.ways(request.user, typed, desk(request)["nav"])
    context = {"q": typed[: jumping.LONGEST], "groups": groups, "total": sum(len(group.ways) for group in groups)}
    response = render(request, "desk/_ways.html" if request.headers.get("HX-Request") else "desk/jump.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
