from django.http import HttpRequest, HttpResponse


def index(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse(status=503)
