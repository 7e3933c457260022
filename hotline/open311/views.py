"""The resources of the standard; each handler answers the root element and what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from config import clock
from departments.access import Denied

from . import keys, reading, services, taking
from .answers import Refused, answer, refusal
from .models import Open311Key

Handler = Callable[..., tuple[str, Any]]
Scope = Open311Key.Scope


def resource(**handlers: Handler) -> Callable[..., HttpResponse]:
    """A view that answers by method, in the format of its address; no session and no cookie play a part."""

    @csrf_exempt
    def view(request: HttpRequest, form: str, **named: str) -> HttpResponse:
        try:
            handler = handlers.get("GET" if request.method == "HEAD" else request.method or "")
            if handler is None:
                raise Refused(405, _("This address answers %(methods)s.") % {"methods": ", ".join(handlers)})
            sent = _sent(request)
            _jurisdiction(sent)
            text = sent.get("api_key") or request.GET.get("api_key", "")
            key = keys.recognise(text, now=clock.real_now(), today=clock.real_today())
            root, content = handler(request, sent, key, **named)
        except Denied as denied:
            return refusal(form, Refused(403, str(denied)))
        except Refused as refused:
            return refusal(form, refused)
        return answer(form, root, content)

    return view


def _sent(request: HttpRequest) -> QueryDict:
    if request.method != "POST":
        return request.GET
    try:
        return request.POST
    except (SuspiciousOperation, MultiPartParserError):  # too large, too many fields, or no form at all
        raise Refused(400, _("The form sent is too large or cannot be read.")) from None


def _jurisdiction(sent: QueryDict) -> None:
    named = sent.get("jurisdiction_id", "")
    if named and settings.OPEN311_JURISDICTION and named != settings.OPEN311_JURISDICTION:
        raise Refused(404, _("There is no jurisdiction_id “%(name)s”.") % {"name": named[:40]})


def discovery(request: HttpRequest, sent: QueryDict, key: Open311Key | None) -> tuple[str, Any]:
    return "discovery", services.discovery()


def service_list(request: HttpRequest, sent: QueryDict, key: Open311Key | None) -> tuple[str, Any]:
    return "services", services.services()


def service(request: HttpRequest, sent: QueryDict, key: Open311Key | None, *, code: str) -> tuple[str, Any]:
    return "service_definition", services.definition(code)


def requests(request: HttpRequest, sent: QueryDict, key: Open311Key | None) -> tuple[str, Any]:
    return "service_requests", reading.as_requests(reading.requests(sent, at=clock.now()), key)


def one(request: HttpRequest, sent: QueryDict, key: Open311Key | None, *, number: str) -> tuple[str, Any]:
    return "service_requests", reading.as_requests([reading.find(number)], key)


def submit(request: HttpRequest, sent: QueryDict, key: Open311Key | None) -> tuple[str, Any]:
    """The sender's `Idempotency-Key` is his token: sent again, it finds the first order, here and under `tokens/`."""
    key = keys.demand(key, Scope.SUBMIT)
    order = taking.submit(key, sent, token=request.headers.get("Idempotency-Key", ""), at=clock.now())
    said = _("Received by the hotline as %(number)s. Name and phone are kept sealed and shown to nobody here.")
    notice = said % {"number": order.number}
    return "service_requests", [{"service_request_id": order.number, "service_notice": notice, "account_id": None}]


def token(request: HttpRequest, sent: QueryDict, key: Open311Key | None, *, token: str) -> tuple[str, Any]:
    return "service_requests", [{"service_request_id": taking.by_token(token).number, "token": token}]


def updates(request: HttpRequest, sent: QueryDict, key: Open311Key | None) -> tuple[str, Any]:
    return "service_request_updates", reading.updates(sent, at=clock.now())


def update(request: HttpRequest, sent: QueryDict, key: Open311Key | None) -> tuple[str, Any]:
    told = taking.update(keys.demand(key, Scope.UPDATE), sent, at=clock.now())
    return "service_request_updates", [{"update_id": str(told.pk)}]


def unknown(request: HttpRequest, sent: QueryDict, key: Open311Key | None, *, rest: str = "") -> tuple[str, Any]:
    raise Refused(404, _("There is no such address."))
