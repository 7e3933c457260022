"""The first person of a new installation."""

import secrets
from collections.abc import Callable

from django.db import transaction

from .models import Role, User

NAME = "admin"


def make_first_administrator(say: Callable[[str], object]) -> None:
    """Where nobody can administer the house yet, make one who sets his own password at the first sign-in."""
    with transaction.atomic():
        if User.objects.active().filter(role=Role.ADMIN).exists():
            return
        password = secrets.token_urlsafe(9)
        User.objects.create_user(
            username=NAME,
            password=password,
            display_name="系统管理员",
            role=Role.ADMIN,
            is_staff=True,
            is_superuser=True,
            must_set_password=True,
        )
    say(f"First administrator: {NAME}, password {password} – to be changed at the first sign-in.")
