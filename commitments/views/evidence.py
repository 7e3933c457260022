from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commitments import pictures
from commitments.models import Evidence
from departments.access import scope


@login_required
@require_safe
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    """A photo as it stands in a list."""
    return _shown(request, pk, pictures.THUMBNAIL)


@login_required
@require_safe
def picture(request: HttpRequest, pk: int) -> FileResponse:
    """A photo as large as a screen."""
    return _shown(request, pk, pictures.SCREEN)


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """An evidence file as it was given, under its own name; never shown inside a page."""
    evidence = _readable(request, pk)
    try:
        stream = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return _guarded(FileResponse(stream, as_attachment=True, filename=evidence.name, content_type="application/octet-stream"))


def _readable(request: HttpRequest, pk: int) -> Evidence:
    return get_object_or_404(scope(Evidence.objects.exclude(file=""), request.user), pk=pk)


def _shown(request: HttpRequest, pk: int, side: int) -> FileResponse:
    evidence = _readable(request, pk)
    if not evidence.is_picture:
        raise Http404
    try:
        drawn = pictures.shown(evidence, side)
    except (pictures.NotDrawable, FileNotFoundError):
        raise Http404 from None
    name = f"{Path(evidence.name).stem}.webp"
    return _guarded(FileResponse(drawn.open("rb"), filename=name, content_type="image/webp"))


def _guarded(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
