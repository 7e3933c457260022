"""Who may look at the board and let bulletins out. Registered with `departments.access`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from departments.access import Capacity, has_role, posts, rule, units
from departments.models import Department, Role, User

from .models import DayCount

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
