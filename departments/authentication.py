"""API sign-in by token or session; whoever signs in also acts for those whose stand-in he is today."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from config import clock

from .access import Denied, act_on, stands_in
from .models import ApiToken, User

PREFIX = "ybx_"  # so that a leaked key is recognised by whoever finds it


def make_token(user: User, *, name: str, at: datetime, expires_on: date | None = None) -> str:
    """A new key of `user`, answered once and never again; several may be valid beside each other."""
    key = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, name=name, digest=digest(key), made_at=at, expires_on=expires_on)
    return key


def digest(key: str) -> str:
    """256 random bits need no slow hash: nobody guesses them from their SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()


class ActingTokenAuthentication(TokenAuthentication):
    """`Authorization: Token ybx_…`."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        known = ApiToken.objects.annotate(is_deputy=stands_in("user")).select_related("user")
        token = known.filter(digest=digest(key)).first()
        if token is None or token.has_expired(on=clock.real_today()) or not token.user.is_active:
            raise AuthenticationFailed(_("This token is unknown, expired or its person has left."))
        token.user.is_deputy = token.is_deputy  # type: ignore[attr-defined]
        return act_on(token.user, clock.today()), token


class ActingSessionAuthentication(SessionAuthentication):
    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        """Raises `Denied` for whoever still goes by the password somebody else gave him."""
        found = super().authenticate(request)
        if found and found[0].must_set_password:
            raise Denied(_("Set your own password first."))
        return found

    def authenticate_header(self, request: Any) -> str:
        """A stranger gets 401, not 403."""
        return "Session"
