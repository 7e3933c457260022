"""An SMS gateway: one short text to the person's mobile number; the gateway's body says whether it took it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from commitments.messages import Letter
from commitments.models import Delivery
from departments import mobiles

from .base import Failure
from .http import HttpCarrier

# Translated where they are read.
NO_NUMBER = gettext_noop("No mobile number is on record.")
NOT_MOBILE = gettext_noop("The number on record is no mobile number.")


class Sms(HttpCarrier):
    base_url = "SMS_URL"

    def carry(self, delivery: Delivery, letter: Letter) -> Failure | None:
        if not letter.person.mobile:
            return Failure(NO_NUMBER, is_final=True)
        if not mobiles.is_mobile(letter.person.mobile):
            return Failure(NOT_MOBILE, is_final=True)
        return super().carry(delivery, letter)

    def request(self, delivery: Delivery, letter: Letter) -> dict[str, Any]:
        return {
            "url": self.url(""),
            "headers": {"Authorization": f"Bearer {self.gateway.token}"},
            "json": {"id": delivery.message_id, "phone": letter.person.mobile, "text": self.words(letter)},
        }

    def words(self, letter: Letter) -> str:
        """What fits one text message: how many, which ones, where to read on."""
        return f"{letter.subject} {settings.BASE_URL.rstrip('/')}/my/"

    def refusal(self, body: dict[str, Any]) -> str:
        code = body.get("code", body.get("errcode"))
        return "" if code in {0, "0", "OK"} else f"code {code}: {body.get('message', '')}".strip(": ")
