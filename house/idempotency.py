"""A double click or a repeated POST makes one record: the key's row commits with the write itself.

Two at once: the second waits on the unique key, then answers as the first did.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import AnsweredRequest
from .refusals import RefusalAnswer, answers

KEPT = timedelta(days=30)  # no browser and no program sends a request again so late


class KeyReused(Exception):
    """The same key with another request: refused, nothing done."""


@answers(KeyReused)
def _key_reused(error: KeyReused) -> RefusalAnswer:
    return RefusalAnswer(409, "key_reused", _("This idempotency key was used for another request; nothing was changed."))


def key_of(request: HttpRequest) -> str:
    """The `Idempotency-Key` header, or the form's hidden field; one too long or unprintable by its digest."""
    key = request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key", "")
    return key if len(key) <= 80 and key.isprintable() else hashlib.sha256(key.encode(errors="replace")).hexdigest()


def once(request: HttpRequest, write: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer `request` by `write()` the first time, by what was answered then every other time.

    `write` raises to refuse: then its row is rolled back with it and the key is free again. Only answers
    below 400 are kept.
    """
    key = key_of(request)
    if not key:
        return write()
    try:
        with transaction.atomic():
            row = AnsweredRequest.objects.create(
                person=_person(request), key=key, fingerprint=_fingerprint(request), at=timezone.now()
            )
            response = write()
            if response.status_code >= 400:
                transaction.set_rollback(True)
                return response
            row.status = response.status_code
            row.location = response.headers.get("Location", "")
            data = getattr(response, "data", None)
            row.body = data and _jsonable(data)
            row.save()
            return response
    except IntegrityError:
        earlier = answered(request)
        if earlier is None:
            raise
    return earlier


def is_spent(request: HttpRequest) -> bool:
    """Whether something was answered to this key, by whatever request of this person."""
    key = key_of(request)
    return bool(key) and AnsweredRequest.objects.filter(person=_person(request), key=key).exists()


def answered(request: HttpRequest) -> HttpResponse | None:
    """What was answered to this key before, None where it is new; asked before checks the first write has overtaken."""
    key = key_of(request)
    row = AnsweredRequest.objects.filter(person=_person(request), key=key).first() if key else None
    if row is None:
        return None
    if row.fingerprint != _fingerprint(request):
        raise KeyReused(key)
    if row.body is not None:
        headers = {"Location": row.location} if row.location else None
        return JsonResponse(row.body, status=row.status, headers=headers)
    return HttpResponseRedirect(row.location or request.path)


def forget_old(real_at: datetime) -> int:
    """Forget what was answered longer ago than `KEPT` at the real instant `real_at`; returns how many answers."""
    return AnsweredRequest.objects.filter(at__lt=real_at - KEPT).delete()[0]


def _fingerprint(request: HttpRequest) -> str:
    return hashlib.sha256(f"{request.method} {request.path}".encode()).hexdigest()


def _person(request: HttpRequest) -> Any:
    """The signed-in person; a stranger writes nothing."""
    return request.user


def _jsonable(data: Any) -> Any:
    import json

    from rest_framework.utils.encoders import JSONEncoder

    return json.loads(json.dumps(data, cls=JSONEncoder))
