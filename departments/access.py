"""The frame of the one policy: may he, and which rows.

Each room registers its rules in its own `policy.py`; pages, API, admin, exports and commands ask only
`can`, `require` and `scope`. "Not readable" is a 404 by `scope`; "readable but not allowed" is `Denied`, a
403 with a sentence; "not possible now" is the workflow's answer, never this module's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from .models import Role, StandIn, User

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Capacity:
    """One way a person may act: as himself, or for `holder` whose stand-in he is."""

    role: str
    department_id: int | None
    post_id: int | None
    holder: User | None = None


class Denied(Exception):
    """Readable but not his to do. `str()` is the sentence to show."""


Rule = Callable[[Capacity, User, Any], bool | str]
_RULES: dict[tuple[type, str], Rule] = {}
_SCOPES: dict[type, Callable[[User], Q]] = {}


@dataclass(frozen=True)
class Answer:
    """Truthy when allowed; `capacity` says as whom, `why` why not."""

    capacity: Capacity | None
    why: str = ""

    def __bool__(self) -> bool:
        return self.capacity is not None


def stands_in(person: str) -> Exists:
    """Whether the person at `person` stands in for anybody on any day: asked with whoever signs in, for most do not."""
    return Exists(StandIn.objects.filter(deputy=OuterRef(person)))


def act_on(user: User, on: date) -> User:
    """Load whom `user` stands in for on the local day `on`; one query at most, once per request."""
    own = Capacity(user.role, user.department_id, user.post_id)
    if getattr(user, "is_deputy", True) is False:  # the sign-in has asked already
        user.acting = (own,)  # type: ignore[attr-defined]
        return user
    pairs = StandIn.objects.filter(Q(until_on=None) | Q(until_on__gte=on), deputy=user, from_on__lte=on)
    others = [
        Capacity(pair.person.role, pair.person.department_id, pair.person.post_id, pair.person)
        for pair in pairs.select_related("person")
        if pair.person.is_active
    ]
    user.acting = (own, *others)  # type: ignore[attr-defined]
    return user


def capacities(user: Any) -> tuple[Capacity, ...]:
    """All capacities of `user`; only the own one where nobody called `act_on`; none for a stranger."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ()
    return getattr(user, "acting", None) or (Capacity(user.role, user.department_id, user.post_id),)


def rule(model: type[models.Model], *actions: str) -> Callable[[Rule], Rule]:
    """Register who may do `actions` on a `model`: the rule answers True, or False / a sentence why not."""

    def register(function: Rule) -> Rule:
        for action in actions:
            if (model, action) in _RULES:
                raise RuntimeError(f"two rules for {action} on {model.__name__}")
            _RULES[model, action] = function
        return function

    return register


def visible(model: type[models.Model]) -> Callable[[Callable[[User], Q]], Callable[[User], Q]]:
    """Register which rows of `model` a person may read, as a `Q`."""

    def register(function: Callable[[User], Q]) -> Callable[[User], Q]:
        _SCOPES[model] = function
        return function

    return register


def can(user: Any, action: str, obj: Any) -> Answer:
    """May `user` do `action` on `obj` (or, for what does not exist yet, on the model class)?"""
    model = obj if isinstance(obj, type) else type(obj)
    if (model, action) not in _RULES:
        raise LookupError(f"no rule for {action} on {model.__name__}")
    why = ""
    for capacity in capacities(user):
        answer = _RULES[model, action](capacity, user, obj)
        if answer is True:
            return Answer(capacity)
        why = why or (answer if isinstance(answer, str) else "")
    return Answer(None, why or _("This is not yours to do."))


def require(user: Any, action: str, obj: Any) -> Capacity:
    """The capacity in which `user` may do `action`, else `Denied` with the sentence."""
    answer = can(user, action, obj)
    if answer.capacity is None:
        raise Denied(answer.why)
    return answer.capacity


def scope(queryset: models.QuerySet[M], user: Any) -> models.QuerySet[M]:
    """The rows of `queryset` that `user` may read."""
    if not capacities(user):
        return queryset.none()
    return queryset.filter(_SCOPES[queryset.model](user))


def units(user: Any, *roles: str) -> set[int]:
    """Ids of the units `user` acts for in any of `roles` (all roles where none is named)."""
    return {c.department_id for c in capacities(user) if c.department_id and (not roles or c.role in roles)}


def posts(user: Any) -> set[int]:
    """Ids of the leaders' posts `user` acts in."""
    return {c.post_id for c in capacities(user) if c.post_id and c.role == Role.LEADER}


def has_role(user: Any, *roles: str) -> bool:
    return any(c.role in roles for c in capacities(user))
