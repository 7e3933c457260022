"""What apps hand in: requests become work orders, updates stand beside them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.workflow.table import Invalid
from departments.access import require
from hotline.forms import CountyField
from hotline.models import WorkOrder
from hotline.rules import rules
from hotline.workflow import CallerData, take_down
from hotline.workflow.base import digest, locked, record

from .answers import Refused
from .models import Open311Key, Open311Request, Open311Update
from .reading import STATUSES
from .services import known

WORDS = 4_000  # the standard's own limit


class Place(forms.Form):
    """Where it is: coordinates or a description in words, one of them at least."""

    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    long = forms.FloatField(required=False, min_value=-180, max_value=180)
    address_string = forms.CharField(required=False, max_length=120)
    county = CountyField()
    township = forms.CharField(required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lat, long = cleaned.get("lat"), cleaned.get("long")
        if self.errors:
            return cleaned
        if (lat is None) != (long is None):
            raise forms.ValidationError(_("lat and long belong together."))
        if lat is None and not cleaned["address_string"]:
            raise forms.ValidationError(_("Say where it is: lat and long, or address_string."))
        if lat is not None and long is not None and not _inside(lat, long):
            raise forms.ValidationError(_("The place lies outside the city."))
        return cleaned


class RequestForm(Place):
    description = forms.CharField(max_length=WORDS)
    media_url = forms.URLField(required=False, max_length=500, assume_scheme="https")


class UpdateForm(forms.Form):
    update_id = forms.CharField(max_length=60)
    description = forms.CharField(max_length=WORDS)
    status = forms.ChoiceField(choices=[(status, status) for status in STATUSES], required=False)
    updated_datetime = forms.DateTimeField(required=False, error_messages={"invalid": gettext_lazy("No such time.")})
    media_url = forms.URLField(required=False, max_length=500, assume_scheme="https")


def submit(key: Open311Key, sent: QueryDict, *, token: str, at: datetime) -> WorkOrder:
    """Take the request down as the key's person; `token` is the sender's own, asked again it finds the first order.

    Name and phone are sealed apart as a caller's; e-mail, device and account are passed over. Raises `Refused`.
    """
    token = token_digest(token) if token else ""
    if token and (earlier := _by_token(key, token)):
        return earlier
    code = sent.get("service_code", "")
    if not code:
        raise Refused(400, _("service_code is missing."))
    known(code)
    asked = {name: sent.get(f"attribute[{name}]", "") for name in ("county", "township")}
    given = _valid(RequestForm({**sent.dict(), **asked}))
    try:
        with transaction.atomic():
            order = take_down(
                actor=key.user,
                at=at,
                text=given["description"],
                channel=key.channel,
                nature=code,
                county=given["county"],
                township=given["township"],
                place=given["address_string"],
                source=key.source,
                source_number=token[:32] or secrets.token_hex(8),
                caller=_caller(sent),
            )
            Open311Request.objects.create(
                order=order,
                key=key,
                token=token,
                lat=_degrees(given["lat"]),
                long=_degrees(given["long"]),
                media_url=given["media_url"],
            )
    except Invalid as invalid:
        if token and (earlier := _by_token(key, token)):  # the same request, a moment earlier
            return earlier
        said = (f"{name.removeprefix('caller_')}: {sentence}" for name, sentence in invalid.fields.items())
        raise Refused(400, *said) from invalid
    return order


def update(key: Open311Key, sent: QueryDict, *, at: datetime) -> Open311Update:
    """Keep what the sender told later, once per `update_id` of his app. It changes no state: the hotline decides.

    Raises `Refused`: 404 for an order this key did not send.
    """
    number = sent.get("service_request_id", "")
    if not number:
        raise Refused(400, _("service_request_id is missing."))
    order = None if "\0" in number else WorkOrder.objects.filter(number=number, open311__key=key).first()
    if order is None:
        raise Refused(404, _("There is no service_request_id “%(number)s”.") % {"number": number[:40]})
    given = _valid(UpdateForm({**sent.dict(), "status": sent.get("status", "").lower()}))
    with transaction.atomic():
        order = locked(order)
        capacity = require(key.user, "take_down", order)
        if earlier := Open311Update.objects.filter(key=key, update_id=given["update_id"]).first():
            return earlier
        told = Open311Update.objects.create(
            order=order,
            key=key,
            update_id=given["update_id"],
            text=given["description"],
            status=given["status"] or STATUSES[0],
            media_url=given["media_url"],
            told_at=min(max(given["updated_datetime"] or at, order.received_at), at),
            received_at=at,
        )
        data = {"update": told.pk, "status": told.status, "text_digest": digest(order.words.salt, told.text)}
        record(order, "sender_update", key.user, at, capacity.holder, data)
    return told


def by_token(token: str) -> WorkOrder:
    """The order a sender's own token stands for. Raises `Refused` 404."""
    sent = Open311Request.objects.select_related("order").filter(token=token_digest(token)).order_by("pk").first()
    if sent is None:
        raise Refused(404, _("There is no such token."))
    return sent.order


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _caller(sent: QueryDict) -> CallerData:
    """Chinese names read family first and without a space."""
    given, family = sent.get("first_name", "").strip(), sent.get("last_name", "").strip()
    name = f"{given} {family}".strip() if (given + family).isascii() else family + given
    return CallerData(name=name, phone=sent.get("phone", ""))


def _by_token(key: Open311Key, token: str) -> WorkOrder | None:
    return WorkOrder.objects.filter(open311__key=key, open311__token=token).first()


def _valid(form: forms.Form) -> dict[str, Any]:
    """What a form holds; `Refused` 400 with a sentence for each bad field."""
    if form.is_valid():
        return form.cleaned_data
    raise Refused(
        400,
        *(
            str(sentence) if name == "__all__" else f"{name}: {sentence}"
            for name, sentences in form.errors.items()
            for sentence in sentences
        ),
    )


def _degrees(value: float | None) -> float | None:
    """To a decimetre."""
    return None if value is None else round(value, 6)


def _inside(lat: float, long: float) -> bool:
    bounds = rules().bounds
    if bounds is None:
        return True
    west, south, east, north = bounds
    return west <= long <= east and south <= lat <= north
