from collections.abc import Callable
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class FirstPasswordMiddleware:
    """Who signed in with a password somebody else gave him sets his own before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.must_set_password:
            free = (reverse("password"), reverse("logout"), reverse("login"), "/i18n/", "/static/", "/api/")  # it refuses itself
            if not request.path.startswith(free):
                asked = {"next": request.get_full_path()} if request.method == "GET" else {}
                return redirect(f"{reverse('password')}?{urlencode(asked)}")
        return self.get_response(request)


class SavedMiddleware:
    """Tells the browser, in a cookie of a minute, the address of the form it has just saved.

    What the browser keeps of a form (desk/js/kept.js) may go only then: a redirect alone may as well lead to the sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        to_a_page = not request.headers.get("HX-Request")  # to htmx the answer itself tells
        if request.method == "POST" and response.status_code == 302 and to_a_page and request.user.is_authenticated:
            path = quote(request.path, safe="")
            response.set_cookie("saved", path, max_age=60, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
        return response
