"""钉钉群机器人, signed: the signature is HMAC-SHA256 over the time in milliseconds and the secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from commitments.messages import Letter
from commitments.models import Delivery

from .http import HttpCarrier, error_code


def signature(secret: str, milliseconds: int) -> str:
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class DingTalk(HttpCarrier):
    base_url = "DINGTALK_URL"
    limit = 18_000

    def request(self, delivery: Delivery, letter: Letter) -> dict[str, Any]:
        params: dict[str, Any] = {"access_token": self.gateway.token}
        if self.gateway.secret and delivery.claimed_at:
            params["timestamp"] = int(delivery.claimed_at.timestamp() * 1000)
            params["sign"] = signature(self.gateway.secret, params["timestamp"])
        numbers = [letter.person.mobile] if letter.person.mobile else []
        return {
            "url": self.url("/robot/send"),
            "params": params,
            "json": {"msgtype": "text", "text": {"content": self.words(letter)}, "at": {"atMobiles": numbers, "isAtAll": False}},
        }

    def refusal(self, body: dict[str, Any]) -> str:
        return error_code(body, "errcode", "errmsg")
