from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NoCookiesMiddleware:
    """The public pages neither read nor set a cookie, whoever looks: any cache may keep them for everybody."""

    PUBLIC = "/public/"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(self.PUBLIC):
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        if response.has_header("Vary"):
            kept = [name for name in response.headers["Vary"].split(",") if name.strip().lower() != "cookie"]
            if kept:
                response.headers["Vary"] = ",".join(kept)
            else:
                del response.headers["Vary"]
        return response
