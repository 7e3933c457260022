from django.http import HttpRequest, HttpResponse


def bulk(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse(status=503)
