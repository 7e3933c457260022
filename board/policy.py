"""Who may look at the board and let bulletins out. Registered with `departments.access`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.access import Capacity, has_role, posts, rule, units
from departments.models import Role, User

from .models import DayCount

WHOLE_CITY = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)


@rule(DayCount, "see_board")
def _sees_board(capacity: Capacity, user: User, count: Any) -> bool | str:
    if capacity.role in (*WHOLE_CITY, Role.LEADER, Role.HEAD):
        return True
    return _("Supervisors, leaders, the auditor and heads of units see the board; your own work stands under Today.")


def area(user: User, lead: str = "lead") -> Q:
    """The rows a person's board counts, by their lead department: the city, a leader's area, a head's unit."""
    if has_role(user, *WHOLE_CITY):
        return Q()
    return Q(**{f"{lead}__in": units(user, Role.HEAD)}) | Q(**{f"{lead}__post__in": posts(user)})
