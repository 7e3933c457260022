"""A request goes by the rules as the administrators have them now."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import rules


class RulesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            rules.refresh(at_once=False)
        return self.get_response(request)
