"""Refusals as answers: one place turns what the rooms raise into 403, 409 and field errors, for pages and API.

A room registers its exceptions with `answers`; `house` itself knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class RefusalAnswer:
    status: int
    code: str
    detail: str
    fields: dict[str, Any] | None = None
    extra: dict[str, Any] | None = None

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"code": self.code, "detail": self.detail}
        if self.fields:
            body["fields"] = self.fields
        return body | (self.extra or {})


_ANSWERS: dict[type[Exception], Callable[[Any], RefusalAnswer]] = {}


def answers(kind: type[Exception]) -> Callable[[Callable[[Any], RefusalAnswer]], Callable[[Any], RefusalAnswer]]:
    """Register how exceptions of `kind` are answered."""

    def register(function: Callable[[Any], RefusalAnswer]) -> Callable[[Any], RefusalAnswer]:
        _ANSWERS[kind] = function
        return function

    return register


def answer_to(error: Exception) -> RefusalAnswer | None:
    """The answer to a registered refusal, by its nearest class; None for anything else."""
    for kind in type(error).__mro__:
        if kind in _ANSWERS:
            return _ANSWERS[kind](error)
    return None


class RefusalMiddleware:
    """Pages: a refusal that reaches the top becomes a page with its sentence and its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        answer = answer_to(error)
        if answer is None:
            return None
        template = "403.html" if answer.status == 403 else "409.html"
        return render(request, template, {"answer": answer, "sentence": answer.detail}, status=answer.status)


class NothingHasNulMiddleware:
    """No address and no filter of the house holds a NUL, which PostgreSQL cannot even look for: a 404.

    Forms name it at their fields; one that came past them, where the database stumbled over it, is a 400.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        if "\0" in request.path or any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        if any("\0" in value for _name, values in request.POST.lists() for value in values):
            raise BadRequest("NUL in a form") from error


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An expired form: a sentence, not a puzzle."""
    sentence = _("This form has expired. Go back, reload the page and send it again; nothing was changed.")
    return render(request, "403.html", {"answer": RefusalAnswer(403, "expired_form", sentence), "sentence": sentence}, status=403)
