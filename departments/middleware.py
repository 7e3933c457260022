from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config import clock

from .access import act_on


class ActingMiddleware:
    """Loads, once per request, for whom the signed-in person stands in today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            act_on(request.user, clock.today())
        return self.get_response(request)
