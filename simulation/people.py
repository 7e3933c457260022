"""The demonstration's people: the eight sign-ins, and a clerk and a head in every unit that leads or supports."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from config.keys import own_secret
from departments.models import Department, Post, Role, User

SIGN_INS = {
    # user name: (role, unit, post, name)
    "clerk": (Role.CLERK, "education-sports", None, "承办员（演示）"),
    "head": (Role.HEAD, "education-sports", None, "单位负责人（演示）"),
    "supervisor": (Role.SUPERVISOR, "office", None, "督查员（演示）"),
    "hotline": (Role.HOTLINE, "hotline", None, "热线专员（演示）"),
    "hotline_lead": (Role.HOTLINE_LEAD, "hotline", None, "热线组长（演示）"),
    "leader": (Role.LEADER, None, "education", "分管领导（演示）"),
    "auditor": (Role.AUDITOR, "audit", None, "审计人员（演示）"),
    "admin": (Role.ADMIN, "office", None, "系统管理员（演示）"),
}


@transaction.atomic
def make_people() -> None:
    """Create the demonstration's people; those already there keep what they are, the password included."""
    units = {unit.code: unit for unit in Department.objects.all()}
    posts = {post.code: post for post in Post.objects.all()}
    hashed = make_password(demo_password())
    people = [
        User(
            username=name,
            role=role,
            display_name=display,
            department=units.get(unit or ""),
            post=posts.get(post or ""),
            password=hashed,
            is_staff=role == Role.ADMIN,
            is_superuser=role == Role.ADMIN,
            email=f"{name}@example.invalid",
            is_demo=True,
        )
        for name, (role, unit, post, display) in SIGN_INS.items()
    ]
    for unit in units.values():
        for role, word in ((Role.CLERK, "承办员"), (Role.HEAD, "负责人")):
            people.append(_stand_in(f"{role}-{unit.code}", role, f"{unit.short_name}{word}（演示）", unit=unit))
    for post in posts.values():
        people.append(_stand_in(f"leader-{post.code}", Role.LEADER, f"{post.name}（演示）", post=post))
    people.append(_stand_in("supervisor-2", Role.SUPERVISOR, "督查员二（演示）"))
    standing = set(User.objects.values_list("username", flat=True))
    User.objects.bulk_create([person for person in people if person.username not in standing])


def _stand_in(name: str, role: str, display: str, unit: Department | None = None, post: Post | None = None) -> User:
    """Somebody only the simulation acts as: nobody can sign in."""
    return User(
        username=name, role=role, display_name=display, department=unit, post=post, password=make_password(None),
        email=f"{name}@example.invalid", is_demo=True,
    )  # fmt: skip


def demo_password() -> str:
    """The password of the eight sign-ins: `DEMO_PASSWORD`, else one made on the first need and kept with the data."""
    return settings.DEMO_PASSWORD or own_secret(settings.DATA_DIR / "demo_password", length=9)


def take_password_from_settings() -> None:
    """A `DEMO_PASSWORD` given later than the first start opens the doors as well."""
    one = User.objects.filter(username="clerk", is_demo=True).first()
    if settings.DEMO_PASSWORD and one and not one.check_password(settings.DEMO_PASSWORD):
        User.objects.filter(username__in=SIGN_INS, is_demo=True).update(password=make_password(settings.DEMO_PASSWORD))


def sign_in_lines() -> list[str]:
    """What the start prints: who can sign in, and with what."""
    return [
        "Demonstration sign-ins:",
        *(f"  {name:<13} {display}" for name, (_, _, _, display) in SIGN_INS.items()),
        f"  password: {demo_password()}",
    ]
