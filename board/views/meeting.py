"""Meeting mode: a full screen per responsible leader, one item at a time, decided on the spot.

The decisions are the steps of the commitment itself (`commitments:action`); this page only brings their forms up and
comes back to the same item.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from board import meeting
from board.models import DayCount
from board.policy import meeting_posts
from commitments import lights
from config import clock
from departments.access import require
from departments.http import SignedIn
from workdays.calendar import current


@login_required
def index(request: SignedIn) -> HttpResponse:
    """The areas a meeting can be held on."""
    require(request.user, "hold_meeting", DayCount)
    lights.ensure(clock.today())
    return render(request, "board/meetings.html", {"areas": meeting.areas(meeting_posts(request.user))})


@login_required
def held(request: SignedIn, post: str) -> HttpResponse:
    """The agenda of one leader; without a script all points stand one below the other."""
    require(request.user, "hold_meeting", DayCount)
    on = clock.today()
    lights.ensure(on)
    found = get_object_or_404(meeting_posts(request.user), code=post)
    points = meeting.agenda(found, request.user, on=on, calendar=current(), **_decided(request))
    here = reverse("board:meeting", args=[found.code])
    slides = [
        {
            "point": point,
            "acts": [{"act": act, "href": _step(here, place, point.row.code, act)} for act in point.acts],
        }
        for place, point in enumerate(points)
    ]
    context = {"post": found, "slides": slides, "on": on, "full": len(points) == meeting.MOST}
    return render(request, "board/meeting.html", context)


def _decided(request: SignedIn) -> dict[str, Any]:
    """The item a decision was just taken on, and where it stood, out of the address `_step` leads back to."""
    place = request.GET.get("place", "")
    return {
        "kept": request.GET.get("at", "")[:20],
        "place": int(place) if place.isdecimal() and len(place) < 4 else 0,
    }


def _step(here: str, place: int, code: str, act: meeting.Act) -> str:
    """The step's form, with the way back to this item.

    The way back is a new address each time: going to the one a browser is at, with another fragment, would not load the
    page anew.
    """
    back = f"{here}?{urlencode({'at': code, 'place': place, 'after': uuid4().hex[:6]})}#c-{code}"
    return f"{reverse('commitments:action', args=[code, act.name])}?{urlencode({'next': back, **act.prefilled})}"
