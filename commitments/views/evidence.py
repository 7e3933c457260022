from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commitments.models import Evidence
from departments.access import scope


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """An evidence file under the name it was given; never shown inside a page."""
    evidence = get_object_or_404(scope(Evidence.objects.exclude(file=""), request.user), pk=pk)
    try:
        stream = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stream, as_attachment=True, filename=evidence.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
