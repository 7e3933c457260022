"""People from a sheet: name, unit, role, e-mail, phone. First what would happen, with the errors per row; then all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from house import sheets
from house.errors import Refused

from . import mobiles, people
from .models import Department, Post, Role, User
from .people import Person

# A column is known by any of these headings.
HEADINGS = {
    "display_name": ("姓名", "名字", "name"),
    "unit": ("单位", "部门", "职务", "unit", "department", "post"),
    "role": ("角色", "role"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "e-mail", "email"),
    "phone": ("电话", "办公电话", "phone"),
    "mobile": ("手机", "手机号", "手机号码", "mobile"),
}
NEEDED = ("display_name", "unit", "role", "email")
MOST = 5_000


@dataclass(frozen=True)
class Line:
    """A row of the sheet: what it says, what it would do, or what is wrong with it."""

    number: int
    person: Person
    known: User | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    lines: list[Line]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.errors]

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if not line.errors and line.known is None]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if not line.errors and line.changes]

    @property
    def same(self) -> int:
        return len(self.lines) - len(self.wrong) - len(self.new) - len(self.changed)


def read(file: IO[bytes], name: str) -> list[tuple[int, dict[str, str]]]:
    """The rows by our column names; a sheet without a needed column is `Refused`, naming it."""
    found = iter(sheets.rows(file, name))
    _number, heading = next(found, (0, []))
    places = {key: place for place, cell in enumerate(heading) for key, words in HEADINGS.items() if cell.lower() in words}
    if missing := [HEADINGS[key][0] for key in NEEDED if key not in places]:
        raise Refused(_("%(name)s has no column %(columns)s.") % {"name": name, "columns": _(", ").join(missing)})
    rows = []
    for number, cells in found:
        rows.append((number, {key: cells[place].strip() if place < len(cells) else "" for key, place in places.items()}))
        if len(rows) > MOST:
            raise Refused(_("%(name)s has more than %(most)s rows.") % {"name": name, "most": MOST})
    if not rows:
        raise Refused(_("%(name)s has no rows below its heading.") % {"name": name})
    return rows


def preview(rows: Iterable[tuple[int, dict[str, str]]]) -> Sheet:
    """What the rows would do; three queries, whatever their number."""
    units = {
        word.lower(): unit for unit in Department.objects.all() for word in (unit.name, unit.short_name, unit.code, *unit.aliases)
    }
    posts = {word.lower(): post for post in Post.objects.all() for word in (post.name, post.code)}
    known = {}
    for user in User.objects.select_related("department", "post"):
        known[user.username.lower()] = user
        if user.email:
            known.setdefault(user.email.lower(), user)
    seen: dict[str, int] = {}
    return Sheet([_line(number, cells, units, posts, known, seen) for number, cells in rows])


def _line(
    number: int,
    cells: dict[str, str],
    units: dict[str, Department],
    posts: dict[str, Post],
    known: dict[str, User],
    seen: dict[str, int],
) -> Line:
    errors = []
    role = _roles().get(cells["role"].lower(), "")
    if not role:
        errors.append(_("“%(word)s” is no role of the house.") % {"word": cells["role"]})
    unit, post = units.get(cells["unit"].lower()), posts.get(cells["unit"].lower())
    if role != Role.LEADER and cells["unit"] and unit is None:
        errors.append(_("No unit is called “%(word)s”.") % {"word": cells["unit"]})
    if role == Role.LEADER and post is None:
        errors.append(_("No leader's post is called “%(word)s”.") % {"word": cells["unit"]})
    person = Person(
        display_name=cells["display_name"],
        role=role,
        department=None if role == Role.LEADER else unit,
        post=post if role == Role.LEADER else None,
        email=cells["email"].lower(),
        phone=cells.get("phone", ""),
        mobile=mobiles.tidied(cells.get("mobile", "")),
    )
    told = {"role", "post"} | ({"department"} if errors else set())
    errors += [sentence for name, sentence in person.problems().items() if name not in told]
    key = person.sign_in_name
    if key and (first := seen.setdefault(key, number)) != number:
        errors.append(_("The same person stands in row %(row)s.") % {"row": first})
    user = known.get(key) or known.get(person.email)
    if errors:
        return Line(number, person, user, errors=tuple(errors))
    return Line(number, person, user, people.changes(user, person) if user else {})


def take(sheet: Sheet, *, actor: User, at: datetime) -> list[tuple[User, str]]:
    """Do it, all or nothing; returns the new people with the password of their first sign-in.

    Raises `Refused` when a row is wrong: a sheet is taken whole.
    """
    if sheet.wrong:
        line = sheet.wrong[0]
        raise Refused(_("Row %(row)s: %(why)s Nothing was taken.") % {"row": line.number, "why": " ".join(line.errors)})
    with transaction.atomic():
        for line in sheet.changed:
            people.change(line.known, line.person, actor=actor, at=at)  # type: ignore[arg-type]
        return [people.add(line.person, actor=actor, at=at) for line in sheet.new]


def _roles() -> dict[str, str]:
    """Role words in both languages, and the codes."""
    words = {role.value: role.value for role in Role}
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {str(role.label).lower(): role.value for role in Role}
    return words
