from django.http import HttpRequest, HttpResponse


def detail(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse(status=503)
