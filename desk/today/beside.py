"""What stands beside the day's work: how the person's own part stands, and what comes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import Commitment, Stage
from commitments.models.commitment import RUNNING
from commitments.policy import UNIT_ROLES
from departments.access import posts, units
from departments.models import User


def beside(user: User, on: date) -> dict[str, Any]:
    """How the person's own part stands, and what comes in the next thirty days."""
    mine, areas = units(user, *UNIT_ROLES), posts(user)
    rows = Commitment.objects.published()
    if mine or areas:
        rows = rows.filter(Q(lead__in=mine) | Q(lead__post__in=areas))
        title = _("Led by your unit") if not areas else _("In your area") if not mine else _("Yours to answer for")
        href = f"{reverse('commitments:list')}?mine=1"
    else:
        title, href = _("All commitments"), reverse("commitments:list")
    counts: dict[str, int] = {}
    for stage, light, count in rows.order_by().values_list("stage", "light").annotate(Count("pk")):
        name = "completed" if stage == Stage.COMPLETED else light
        counts[name] = counts.get(name, 0) + count
    coming = rows.filter(stage__in=RUNNING, deadline__gte=on, deadline__lte=on + timedelta(days=30)).order_by("deadline", "code")
    return {
        "title": title,
        "href": href,
        "counts": counts,
        "total": sum(counts.values()),
        "coming": list(coming.only("code", "title", "deadline")[:6]),
    }
