"""What waits for a leader, and what auditor and administrator look at."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import lights
from commitments.models import Commitment, Request
from commitments.models.commitment import RUNNING
from departments.access import has_role, posts
from departments.models import Role, User
from desk.sections import Item, Listing, register
from workdays.calendar import current

from .rows import act, asked, item, listing, requests, told


@register
def leaders_work(user: User, on: date) -> list[Listing]:
    areas = posts(user)
    if not areas:
        return []
    waiting = requests(Request.State.WITH_LEADER).filter(commitment__lead__post__in=areas)
    late = Commitment.objects.filter(lead__post__in=areas, stage__in=RUNNING, red_from__lte=on).order_by("red_from", "code")
    return [
        listing(
            _("Waiting for your decision"), waiting, lambda request: asked(request, user), whole=told, is_urgent=True, order=10
        ),
        _overview(_("Overdue in your area"), late, on, f"{reverse('commitments:list')}?mine=1&overdue=1", instruct=True),
    ]


@register
def overview(user: User, on: date) -> list[Listing]:
    """Auditor and administrator: nothing to do here, but how it stands."""
    if not has_role(user, Role.AUDITOR, Role.ADMIN) or has_role(user, Role.SUPERVISOR):
        return []
    late = Commitment.objects.filter(stage__in=RUNNING, red_from__lte=on, is_published=True).order_by("red_from", "code")
    return [_overview(_("Overdue"), late, on, f"{reverse('commitments:list')}?overdue=1")]


def _overview(title: str, rows: QuerySet[Commitment], on: date, all_href: str, *, instruct: bool = False) -> Listing:
    calendar = current()

    def make(row: Commitment) -> Item:
        why = f"{row.lead} · {lights.explain(row, on=on, calendar=calendar)}"
        return item(row, why, action_label=_("Instruct") if instruct else "", action_href=act(row, "instruct"))

    return listing(title, rows, make, is_overview=True, order=60, all_href=all_href)
