"""The request of a signed-in person, as views behind `login_required` may take it for granted."""

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

from .models import User


class SignedIn(HttpRequest):
    """Only a type: what `login_required` has made sure of."""

    user: User  # type: ignore[assignment]


class SignedInApi(Request):
    """Only a type: what `IsAuthenticated` has made sure of."""

    user: User  # type: ignore[assignment]


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: data and files of a POST – an empty one too –, nothing otherwise."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
