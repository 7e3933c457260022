"""Calendar feeds: one's own address and the unit's, making them anew, revoking them – and the file itself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import feeds
from commitments.models import Feed
from commitments.policy import UNIT_ROLES
from config import clock
from departments.http import SignedIn
from departments.models import Department


def _unit(request: SignedIn) -> Department | None:
    """The unit whose feed the person may make."""
    return request.user.department if request.user.role in UNIT_ROLES else None


@login_required
def mine(request: SignedIn) -> HttpResponse:
    """The addresses in force; POST makes a new one (`of` = person or unit)."""
    unit = _unit(request)
    if request.method == "POST":
        of_unit = request.POST.get("of") == "unit"
        if of_unit and unit is None:
            raise Http404
        feeds.make(actor=request.user, at=clock.now(), department=unit if of_unit else None)
        messages.success(request, _("A new address is made; the one before works no more."))
        return redirect("commitments:my_calendar")
    own = Feed.objects.filter(person=request.user, revoked_at=None).first()
    shared = Feed.objects.filter(department=unit, revoked_at=None).first() if unit else None
    context = {
        "unit": unit,
        "own": _address(request, own),
        "shared": _address(request, shared),
        "own_feed": own,
        "shared_feed": shared,
    }
    return render(request, "commitments/my_calendar.html", context)


def _address(request: SignedIn, feed: Feed | None) -> str:
    return request.build_absolute_uri(reverse("commitments:feed", args=[feed.token])) if feed else ""


@login_required
@require_POST
def revoke(request: SignedIn) -> HttpResponse:
    """The address named by `feed` stops working; only one's own or the own unit's."""
    named = request.POST.get("feed", "")
    found = get_object_or_404(Feed, pk=int(named) if named.isdecimal() and len(named) < 19 else 0)
    unit = _unit(request)
    if found.person_id != request.user.pk and (unit is None or found.department_id != unit.pk):
        raise Http404
    feeds.revoke(found, at=clock.now())
    messages.success(request, _("The address works no more."))
    return redirect("commitments:my_calendar")


@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file; whoever knows the address reads it. An unknown or revoked one is not found."""
    feed = Feed.objects.select_related("person", "department").filter(token=token).first()
    if feed is None or not feeds.is_live(feed):
        raise Http404
    content = feeds.calendar(feed, at=clock.now(), on=clock.today())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="yanbixing.ics"'
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer
