from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class FirstPasswordMiddleware:
    """Who signed in with a password somebody else gave him sets his own before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.must_set_password:
            free = (reverse("password"), reverse("logout"), reverse("login"), "/i18n/", "/static/", "/api/")
            if not request.path.startswith(free):
                return redirect(f"{reverse('password')}?next={request.path}" if request.method == "GET" else "password")
        return self.get_response(request)
