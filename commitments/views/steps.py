from django.http import HttpRequest, HttpResponse


def act(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse(status=503)
