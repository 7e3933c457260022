from django.http import HttpRequest, HttpResponse


def review(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=503)


def urge(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=503)
