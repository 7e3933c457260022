"""Reading the person of a session, with what every page asks of him."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from .access import stands_in
from .models import User


class SessionBackend(ModelBackend):
    """Django's own, which tells at once whether the person stands in for anybody (`is_deputy`): most do not."""

    def get_user(self, user_id: Any) -> User | None:
        people = User.objects.annotate(is_deputy=stands_in("pk"))
        user = people.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
