"""What every API view shares: pages of rows, refusals as problems."""

from typing import Any

from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from .refusals import answer_to


class Pages(PageNumberPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as `{"code", "detail", "fields"?}`."""
    if answer := answer_to(error):
        return Response(answer.body, status=answer.status, content_type="application/problem+json")
    response = exception_handler(error, context)
    if response is None:
        return None
    code = getattr(error, "default_code", "error")
    if isinstance(error, exceptions.ValidationError):
        response.data = {"code": "invalid", "detail": "; ".join(_flat(response.data)), "fields": response.data}
    else:
        detail = response.data.get("detail", "") if isinstance(response.data, dict) else str(response.data)
        response.data = {"code": code, "detail": detail}
    response.content_type = "application/problem+json"
    return response


def _flat(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for value in data.values() for text in _flat(value)]
    if isinstance(data, list | tuple):
        return [text for value in data for text in _flat(value)]
    return [str(data)]
