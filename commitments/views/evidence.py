from django.http import HttpRequest, HttpResponse


def download(request: HttpRequest, **names: object) -> HttpResponse:
    return HttpResponse(status=503)
