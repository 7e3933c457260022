"""The review queue: a line for each thing that waits, the first of them – or the one asked for – unfolded."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from commitments import lights
from commitments.models import Commitment
from commitments.rules import rules
from commitments.workflow.table import NotPossible
from config import clock
from departments.access import require
from departments.http import SignedIn
from house.paging import LongPaginator
from workdays.calendar import current

from . import waiting

BLOCKS = {"asked": "r", "plans": "p", "disputes": "d", "contested": "c"}  # in the page's order


@login_required
@require_safe
def review(request: SignedIn) -> HttpResponse:
    """The queue of a head, a supervisor or a leader; the auditor reads all of it."""
    require(request.user, "see_review_queue", Commitment)
    lights.ensure(clock.today())
    return _queue(request)


@login_required
@require_safe
def item(request: SignedIn, key: str) -> HttpResponse:
    """One thing that waits: to htmx what its line unfolds, otherwise the queue with it unfolded."""
    require(request.user, "see_review_queue", Commitment)
    on = clock.today()
    lights.ensure(on)
    found = waiting.opened(request.user, key, on, current())
    if request.headers.get("HX-Request"):
        response = render(request, "commitments/_review_inside.html", {"on": on, "item": found, **_place(request)})
    else:
        response = _queue(request, found)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _queue(request: SignedIn, found: waiting.Waiting | None = None) -> HttpResponse:
    user, on, calendar = request.user, clock.today(), current()
    most = rules().page_size
    page = LongPaginator(waiting.requests(user).values_list("pk", flat=True), most).get_page(request.GET.get("page"))
    blocks = {name: waiting.queue(letter, user, on, calendar, most=most) for name, letter in BLOCKS.items() if name != "asked"}
    total = page.paginator.count + sum(map(len, blocks.values()))
    blocks = {"asked": waiting.requests_of(list(page.object_list), on, calendar)} | blocks
    first = next((line for lines in blocks.values() for line in lines), None)
    if found is None and first is not None:
        with suppress(NotPossible):  # decided by a second person since the line was read
            found = waiting.opened(user, first.key, on, calendar)
    if found is not None:
        _put(blocks[next(name for name, letter in BLOCKS.items() if found.key.startswith(letter))], found)
    context: dict[str, Any] = {"on": on, "page": page, **blocks, "total": total, **_place(request)}
    return render(request, "commitments/review.html", context)


def _put(lines: list[waiting.Waiting], found: waiting.Waiting) -> None:
    """The opened item in place of its line; above the others where it stands on another page of the queue."""
    place = next((index for index, line in enumerate(lines) if line.key == found.key), None)
    if place is None:
        lines.insert(0, found)
    else:
        lines[place] = found


def _place(request: SignedIn) -> dict[str, str]:
    """The page of the queue he is on, and the address a decision leads back to: the same page, its first item unfolded."""
    asked = request.GET.get("page", "")
    query = f"?page={asked}" if asked.isdecimal() and len(asked) < 7 else ""
    return {"page_query": query, "back": f"{reverse('commitments:review')}{query}"}
