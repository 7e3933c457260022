"""An SMS gateway: one short text to the person's phone number; the gateway's body says whether it took it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from commitments.messages import Letter
from commitments.models import Delivery

from .base import Failure
from .http import HttpCarrier


class Sms(HttpCarrier):
    base_url = "SMS_URL"

    def carry(self, delivery: Delivery, letter: Letter) -> Failure | None:
        if not delivery.address:
            return Failure(_("No phone number is on record."), is_final=True)
        if not delivery.address.lstrip("+").isdigit():
            return Failure(_("“%(address)s” is no phone number.") % {"address": delivery.address}, is_final=True)
        return super().carry(delivery, letter)

    def request(self, delivery: Delivery, letter: Letter) -> dict[str, Any]:
        return {
            "url": self.url(""),
            "headers": {"Authorization": f"Bearer {self.gateway.token}"},
            "json": {"id": delivery.message_id, "phone": delivery.address, "text": self.words(letter)},
        }

    def words(self, letter: Letter) -> str:
        """What fits one text message: how many, which ones, where to read on."""
        return f"{letter.subject} {settings.BASE_URL.rstrip('/')}/my/"

    def refusal(self, body: dict[str, Any]) -> str:
        code = body.get("code", body.get("errcode"))
        return "" if code in {0, "0", "OK"} else f"code {code}: {body.get('message', '')}".strip(": ")
