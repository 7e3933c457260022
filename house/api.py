"""What every API view shares: pages of rows, refusals as problems, and how both are described."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from .refusals import answer_to

PROBLEM = "application/problem+json"
ROWS = (200, "application/json")  # a key like those of `problems`: drf-spectacular takes the smallest for what makes a list
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="sent again with the same key, a request answers as it did the first time and changes nothing",
)


class Pages(PageNumberPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"


class Problem(serializers.Serializer):
    """How every refusal is answered. `fields` names what was wrong with which input, nested ones as `evidence.0.url`."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {
            "code": serializers.CharField(help_text="a word for programs"),
            "detail": serializers.CharField(help_text="a sentence for people"),
            "fields": serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False),
        }


class ModelRecord(serializers.ModelSerializer):
    """Rows of a model as they are answered; the model is asked once which fields it has, not for every answer."""

    _kept: ClassVar[dict[str, serializers.Field]]

    def get_fields(self) -> dict[str, serializers.Field]:
        own = type(self)
        if "_kept" not in vars(own):
            own._kept = super().get_fields()
        return copy.deepcopy(own._kept)


class CurrentState(serializers.Serializer):
    version = serializers.IntegerField()
    stage = serializers.CharField(required=False)
    current_value = serializers.CharField(required=False, allow_blank=True)
    deadline = serializers.CharField(required=False)


class ConflictProblem(Problem):
    """409: not possible now, or somebody else was faster; then `current` holds the version that stands."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"current": CurrentState(required=False)}


def problems(*statuses: int) -> dict[tuple[int, str], Any]:
    """The refusals an operation declares; whoever is not signed in gets 401 from every one."""
    kinds = {409: ConflictProblem}
    return {(status, PROBLEM): kinds.get(status, Problem) for status in (401, 406, *statuses)}


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as `{"code", "detail", "fields"?}`."""
    if answer := answer_to(error):
        return Response(answer.body, status=answer.status, content_type=PROBLEM)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        fields = dict(_by_name(response.data))
        sentences = [sentence for said in fields.values() for sentence in said]
        response.data = {"code": "invalid", "detail": "; ".join(sentences), "fields": fields}
    elif isinstance(error, Http404):
        response.data = {"code": "not_found", "detail": _("This is not there, or is not yours to read.")}
    else:
        detail = response.data.get("detail", "") if isinstance(response.data, dict) else str(response.data)
        response.data = {"code": _code(error), "detail": str(detail)}
    response.content_type = PROBLEM
    return response


def _code(error: Exception) -> str:
    match error:
        case PermissionDenied():
            return "permission_denied"
        case exceptions.APIException():
            return str(error.default_code)
        case _:
            return "error"


def _by_name(data: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Nested errors, each under the path of its field: `evidence.0.url`."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _by_name(value, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list) and any(isinstance(value, dict) for value in data):
        for number, value in enumerate(data):
            yield from _by_name(value, f"{name}.{number}" if name else str(number))
    elif data:
        yield name or "non_field_errors", [str(text) for text in (data if isinstance(data, list) else [data])]


def _as_problem(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    return JsonResponse({"code": code, "detail": sentence}, status=status, content_type=PROBLEM)


# How addresses for programs answer what no view of theirs answers; a room adds its own.
FOR_PROGRAMS: dict[str, Callable[[HttpRequest, int, str, str], HttpResponse]] = {"/api/": _as_problem}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address nobody knows: a refusal in the caller's format for programs, the page for people."""
    said = _for_program(request, 404, "not_found", _("There is no such address."))
    return said or defaults.page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself does not read: an enormous text, or something broken."""
    sentence = _("This request could not be read; nothing was changed.")
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
        sentence = _("More than %(most)s MB of text: nothing was saved. Go back, what you typed is still there; shorten it.")
        sentence %= {"most": most}
    said = _for_program(request, 400, "bad_request", sentence)
    return said or render(request, "400.html", {"sentence": sentence}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault: logged by Django, said without a trace of it."""
    said = _for_program(request, 500, "server_error", _("Something went wrong on our side; nothing was changed."))
    return said or defaults.server_error(request)


def _for_program(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse | None:
    for prefix, answer in FOR_PROGRAMS.items():
        if request.path.startswith(prefix):
            return answer(request, status, code, sentence)
    return None
