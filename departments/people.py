"""People come, change, stand in for each other and leave: every change with its event, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history import ledger

from . import mobiles
from .access import require
from .models import Department, Post, Role, StandIn, User

TOLD = ("username", "display_name", "role", "department_id", "post_id", "email", "phone", "is_active")
NO_MOBILE = gettext_lazy("“%(number)s” is no mobile number of the mainland: eleven digits, from 13 to 19 on.")
NEEDS_UNIT = (Role.CLERK, Role.HEAD)

# What other rooms hand over when somebody leaves: (leaver, successor, actor, instant) → how many items.
HANDS_OVER: list[Callable[[User, User, User, datetime], int]] = []


class PersonInvalid(Exception):
    """What was given for a person cannot be: field name → sentence."""

    def __init__(self, **fields: str) -> None:
        self.fields = fields
        super().__init__(" ".join(fields.values()))


@dataclass(frozen=True)
class Person:
    """What a sheet or a form says of a person; `email` (or `username`) says who it is."""

    display_name: str
    role: str
    department: Department | None = None
    post: Post | None = None
    email: str = ""
    phone: str = ""
    mobile: str = ""  # tidied
    username: str = ""

    @property
    def sign_in_name(self) -> str:
        return (self.username or self.email or self.phone).strip().lower()

    @property
    def role_word(self) -> str:
        return str(Role(self.role).label)

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if not self.display_name:
            found["display_name"] = _("A person needs a name.")
        if self.role not in Role.values:
            found["role"] = _("This is no role of the house.")
        if self.role in NEEDS_UNIT and self.department is None:
            found["department"] = _("A clerk or head belongs to a unit.")
        if self.role == Role.LEADER and self.post is None:
            found["post"] = _("A leader has a post.")
        if not self.sign_in_name:
            found["email"] = _("Give an e-mail address or a phone number: one of them is the sign-in name.")
        if self.email:
            try:
                validate_email(self.email)
            except ValidationError:
                found["email"] = _("“%(address)s” is no e-mail address.") % {"address": self.email}
        if self.mobile and not mobiles.is_mobile(self.mobile):
            found["mobile"] = NO_MOBILE % {"number": self.mobile}
        return found | self._too_long()

    def _too_long(self) -> dict[str, str]:
        """What is longer than its column; the sign-in name is told at the e-mail, as which it is mostly given."""
        found = {}
        columns = {"display_name": self.display_name, "phone": self.phone, "username": self.sign_in_name}
        for column, text in columns.items():
            kept: Any = User._meta.get_field(column)
            if len(text) > kept.max_length:
                found["email" if column == "username" else column] = _("At most %(count)s characters.") % {
                    "count": kept.max_length
                }
        return found


def find(person: Person) -> User | None:
    """Who is meant: by sign-in name, else by e-mail address."""
    named = User.objects.filter(username__iexact=person.sign_in_name).first()
    return named or (User.objects.filter(email__iexact=person.email).first() if person.email else None)


def changes(user: User, person: Person, *, whole: bool = False) -> dict[str, tuple[Any, Any]]:
    """Field → (what stands, what is given), where they differ; an empty cell changes nothing, unless `whole` is given."""
    given = {
        "display_name": person.display_name,
        "role": person.role,
        "department": person.department,
        "post": person.post,
        "email": person.email,
        "phone": person.phone,
        "mobile": person.mobile,
    }
    told = {name: value for name, value in given.items() if value or whole}
    return {name: (getattr(user, name), value) for name, value in told.items() if getattr(user, name) != value}


def add(person: Person, *, actor: User, at: datetime) -> tuple[User, str]:
    """A new person, and the password for the first sign-in (shown once, then replaced by the own one)."""
    with transaction.atomic():
        require(actor, "manage_people", User)
        if problems := person.problems():
            raise PersonInvalid(**problems)
        if find(person):
            raise PersonInvalid(email=_("%(name)s is known already.") % {"name": person.sign_in_name})
        password = first_password()
        user = User.objects.create_user(
            username=person.sign_in_name,
            password=password,
            display_name=person.display_name,
            role=person.role,
            department=person.department,
            post=person.post,
            email=person.email,
            phone=person.phone,
            mobile=person.mobile,
            is_staff=person.role == Role.ADMIN,
            is_superuser=person.role == Role.ADMIN,
            must_set_password=True,
        )
        _record(user, "add_person", actor, at, {name: getattr(user, name) for name in TOLD})
    return user, password


def change(user: User, person: Person, *, actor: User, at: datetime, whole: bool = False) -> bool:
    """Bring `user` up to what is given, with `whole` also where it is empty; False where nothing differs."""
    with transaction.atomic():
        require(actor, "manage_people", User)
        user = User.objects.select_for_update().get(pk=user.pk)
        if problems := person.problems():
            raise PersonInvalid(**problems)
        differs = changes(user, person, whole=whole)
        if user.pk == actor.pk and "role" in differs:
            raise PersonInvalid(role=_("Nobody changes his own role; another administrator does."))
        if not differs:
            return False
        taken = User.objects.filter(email__iexact=person.email).exclude(pk=user.pk) if person.email else User.objects.none()
        if taken.exists():
            raise PersonInvalid(email=_("%(address)s belongs to somebody else.") % {"address": person.email})
        for name, (_old, new) in differs.items():
            setattr(user, name, new)
        user.is_staff = user.is_superuser = user.role == Role.ADMIN
        user.save()
        told = {name: [_told(name, old), _told(name, new)] for name, (old, new) in differs.items()}
        _record(user, "change_person", actor, at, told)
    return True


def new_password(user: User, *, actor: User, at: datetime) -> str:
    """A password for the next sign-in, for whoever lost his; he replaces it at once."""
    with transaction.atomic():
        require(actor, "manage_people", User)
        password = first_password()
        user.set_password(password)
        user.must_set_password = True
        user.save(update_fields=["password", "must_set_password"])
        _record(user, "new_password", actor, at, {})
    return password


def leave(user: User, *, successor: User | None, actor: User, at: datetime, on: date) -> int:
    """Somebody leaves: the sign-in is closed, open items go to `successor` in the same step; returns how many.

    A clerk's or head's successor is of the same unit; without one nothing is handed over, and a unit that is left
    without an active clerk shows in the supervisors' list.
    """
    with transaction.atomic():
        require(actor, "manage_people", User)
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            raise PersonInvalid(person=_("%(name)s has left already.") % {"name": user})
        if user.pk == actor.pk:
            raise PersonInvalid(person=_("Nobody closes his own sign-in."))
        if successor is not None and not may_succeed(successor, user):
            raise PersonInvalid(successor=_("The successor is an active person of the same unit and kind of work."))
        handed = sum(hand(user, successor, actor, at) for hand in HANDS_OVER) if successor else 0
        user.is_active = False
        user.save(update_fields=["is_active"])
        _stands_in_no_more(user, on)
        _record(user, "leave", actor, at, {"successor": successor.pk if successor else None, "items": handed})
    return handed


def _stands_in_no_more(user: User, on: date) -> None:
    """What has begun ends on the local day `on`, what has not is taken back."""
    pairs = StandIn.objects.filter(Q(until_on=None) | Q(until_on__gt=on), deputy=user)
    pairs.filter(from_on__gt=on).delete()
    pairs.update(until_on=on)


def may_succeed(person: User, leaver: User) -> bool:
    """Active, somebody else, of the same unit (or post) and – outside units – the same role."""
    if not person.is_active or person.pk == leaver.pk:
        return False
    if leaver.role in NEEDS_UNIT:
        return person.department_id == leaver.department_id and person.role in NEEDS_UNIT
    return person.role == leaver.role and person.post_id == leaver.post_id


def name_stand_in(person: User, deputy: User, *, from_on: date, until_on: date | None, actor: User, at: datetime) -> StandIn:
    """`deputy` acts for `person` in these days; what he does is recorded as done on his behalf."""
    with transaction.atomic():
        require(actor, "name_stand_in", person)
        if person == deputy:
            raise PersonInvalid(deputy=_("Nobody stands in for himself."))
        if not deputy.is_active:
            raise PersonInvalid(deputy=_("%(name)s has left already.") % {"name": deputy})
        if until_on and until_on < from_on:
            raise PersonInvalid(until_on=_("The last day lies before the first."))
        if until_on is None and person.role != Role.LEADER:
            raise PersonInvalid(until_on=_("Give the last day; only a leader's secretary acts without end."))
        pair = StandIn.objects.create(person=person, deputy=deputy, from_on=from_on, until_on=until_on)
        data = {"deputy": deputy.pk, "from": from_on.isoformat(), "until": until_on.isoformat() if until_on else None}
        _record(person, "name_stand_in", actor, at, data)
    return pair


def end_stand_in(pair: StandIn, *, actor: User, at: datetime, on: date) -> None:
    """Back earlier: from today on nobody stands in; one that has not begun is taken back."""
    with transaction.atomic():
        require(actor, "name_stand_in", pair.person)
        if pair.from_on >= on:
            pair.delete()
        else:
            pair.until_on = min(pair.until_on or on, date.fromordinal(on.toordinal() - 1))
            pair.save(update_fields=["until_on"])
        _record(pair.person, "end_stand_in", actor, at, {"deputy": pair.deputy_id})


def first_password() -> str:
    return secrets.token_urlsafe(9)


def _told(name: str, value: Any) -> Any:
    """As the history keeps it: for ever, so that a person's own number does not stand there."""
    if name == "mobile":
        return mobiles.masked(value)
    return value.pk if isinstance(value, Department | Post) else value


def _record(user: User, action: str, actor: User, at: datetime, data: dict[str, Any]) -> None:
    ledger.record(f"person:{user.pk}", action, actor=actor, at=at, data=data)
