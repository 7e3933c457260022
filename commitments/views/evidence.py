from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commitments.models import Evidence
from departments.access import scope

PICTURES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


@login_required
@require_safe
def picture(request: HttpRequest, pk: int) -> FileResponse:
    """A photo to be seen inside a page; its content was checked against its name when it was kept."""
    evidence = get_object_or_404(scope(Evidence.objects.exclude(file=""), request.user), pk=pk)
    if not evidence.is_picture:
        raise Http404
    return _file(evidence, PICTURES[evidence.kind_of_file], as_attachment=False)


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """An evidence file under the name it was given; never shown inside a page."""
    evidence = get_object_or_404(scope(Evidence.objects.exclude(file=""), request.user), pk=pk)
    return _file(evidence, "application/octet-stream", as_attachment=True)


def _file(evidence: Evidence, content_type: str, *, as_attachment: bool) -> FileResponse:
    try:
        stream = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stream, as_attachment=as_attachment, filename=evidence.name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
