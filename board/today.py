"""What of the bulletins wants doing today (see `desk.sections`)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.policy import UNIT_ROLES
from departments.access import units
from departments.models import User
from desk.sections import Item, Listing, register

from .models import Bulletin, BulletinItem


@register
def to_explain(user: User, on: date) -> list[Listing]:
    """Items of the unit that a draft bulletin names and nobody of the unit has replied to."""
    mine = units(user, *UNIT_ROLES)
    if not mine:
        return []
    waiting = BulletinItem.objects.filter(bulletin__state=Bulletin.State.DRAFT, department__in=mine, replied_at=None)
    title = _("To explain before the bulletin is released")
    return [Listing(title, waiting, _item, lambda rows: rows.select_related("commitment"), {"order": 30})]


def _item(row: BulletinItem) -> Item:
    href = reverse("board:explain", args=[row.pk])
    named = {"verdict": row.get_verdict_display(), "finding": row.finding}
    return Item(
        title=row.commitment.title,
        why=_("The bulletin will name it as %(verdict)s. %(finding)s") % named,
        href=href,
        kind=row.commitment.code,
        action_label=_("Give the reason"),
        action_href=href,
    )
