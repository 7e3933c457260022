"""Who may look at the board and let bulletins out. Registered with `departments.access`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commitments.policy import UNIT_ROLES
from departments.access import Capacity, has_role, posts, rule, units, visible
from departments.models import Department, Post, Role, User

from .models import Bulletin, BulletinItem, DayCount

WHOLE_CITY = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)


@rule(DayCount, "see_board")
def _sees_board(capacity: Capacity, user: User, count: Any) -> bool | str:
    if capacity.role in (*WHOLE_CITY, Role.LEADER, Role.HEAD):
        return True
    return _("Supervisors, leaders, the auditor and heads of units see the board; your own work stands under Today.")


def counted_leads(user: User, units_known: Iterable[Department]) -> frozenset[int] | None:
    """The lead departments whose items a person's board counts: a leader's area, a head's unit; None: the whole city."""
    if has_role(user, *WHOLE_CITY):
        return None
    mine, areas = units(user, Role.HEAD), posts(user)
    return frozenset(unit.pk for unit in units_known if unit.pk in mine or unit.post_id in areas)


@visible(Bulletin)
def _bulletins(user: User) -> Q:
    """Released ones are for everybody in the house; drafts for those who supervise."""
    return Q() if has_role(user, Role.SUPERVISOR, Role.AUDITOR) else Q(state=Bulletin.State.RELEASED)


@visible(BulletinItem)
def _bulletin_items(user: User) -> Q:
    """The items of a draft: the unit's own, the leader's area; those of a released bulletin stand in it for all."""
    if has_role(user, Role.SUPERVISOR, Role.AUDITOR):
        return Q()
    own = Q(department__in=units(user, *UNIT_ROLES)) | Q(department__post__in=posts(user))
    return own | Q(bulletin__state=Bulletin.State.RELEASED)


@rule(Bulletin, "draft_bulletin", "edit_bulletin", "release_bulletin")
def _supervises(capacity: Capacity, user: User, bulletin: Any) -> bool | str:
    return capacity.role == Role.SUPERVISOR or _("A supervisor does this.")


@rule(BulletinItem, "explain_item")
def _explains(capacity: Capacity, user: User, item: BulletinItem) -> bool | str:
    if capacity.role == Role.SUPERVISOR:
        return True
    if capacity.role in UNIT_ROLES and capacity.department_id == item.department_id:
        return True
    return _("The lead department gives the reason and its reply.")


@rule(DayCount, "hold_meeting")
def _meets(capacity: Capacity, user: User, count: Any) -> bool | str:
    if capacity.role in {Role.SUPERVISOR, Role.LEADER, Role.AUDITOR}:
        return True
    return _("Meetings are held by supervisors and the responsible leaders.")


def meeting_posts(user: User) -> QuerySet[Post]:
    """The areas whose meeting a person may hold: a leader's own, every one for supervisors and the auditor."""
    if has_role(user, Role.SUPERVISOR, Role.AUDITOR):
        return Post.objects.all()
    return Post.objects.filter(pk__in=posts(user))
