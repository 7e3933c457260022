"""API sign-in by token or session; whoever signs in also acts for those whose stand-in he is today."""

from typing import Any

from rest_framework.authentication import SessionAuthentication, TokenAuthentication

from config import clock

from .access import act_on


class ActingTokenAuthentication(TokenAuthentication):
    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        user, token = super().authenticate_credentials(key)
        return act_on(user, clock.today()), token


class ActingSessionAuthentication(SessionAuthentication):
    def authenticate_header(self, request: Any) -> str:
        """A stranger gets 401, not 403."""
        return "Session"
