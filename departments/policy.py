"""Who may see and change people (DOMAIN: Who may do what)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from .access import Capacity, has_role, rule, units, visible
from .models import Department, Role, StandIn, User


@visible(User)
def _people(user: User) -> Q:
    """Administrators, supervisors and the auditor see all; a head sees his unit; everybody sees himself."""
    if has_role(user, Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR):
        return Q()
    return Q(pk=user.pk) | Q(department__in=units(user, Role.HEAD))


@visible(Department)
def _departments(user: User) -> Q:
    return Q()


@visible(StandIn)
def _stand_ins(user: User) -> Q:
    if has_role(user, Role.ADMIN, Role.AUDITOR):
        return Q()
    return Q(person=user) | Q(deputy=user) | Q(person__department__in=units(user, Role.HEAD))


@rule(User, "manage_people")
def _manages(capacity: Capacity, user: User, person: Any) -> bool | str:
    return capacity.role == Role.ADMIN or _("An administrator does this.")


@rule(User, "see_people")
def _sees(capacity: Capacity, user: User, person: Any) -> bool | str:
    if capacity.role in {Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR, Role.HEAD}:
        return True
    return _("Administrators, supervisors, the auditor and heads see the people.")


@rule(User, "name_stand_in")
def _names(capacity: Capacity, user: User, person: Any) -> bool | str:
    """For himself; a head for his unit; an administrator for anybody. A stand-in names no further stand-in."""
    if capacity.holder is not None:
        return _("A stand-in names no further stand-in.")
    if capacity.role == Role.ADMIN or person == user:
        return True
    if capacity.role == Role.HEAD and capacity.department_id == person.department_id is not None:
        return True
    return _("You name a stand-in for yourself; a head for his unit, an administrator for anybody.")
