"""飞书群机器人, signed: the signature is HMAC-SHA256 of nothing under the time in seconds and the secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from commitments.messages import Letter
from commitments.models import Delivery

from .http import HttpCarrier, error_code


def signature(secret: str, seconds: int) -> str:
    return base64.b64encode(hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


class Feishu(HttpCarrier):
    base_url = "FEISHU_URL"
    limit = 18_000

    def request(self, delivery: Delivery, letter: Letter) -> dict[str, Any]:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": self.words(letter)}}
        if self.gateway.secret and delivery.claimed_at:
            seconds = int(delivery.claimed_at.timestamp())
            body |= {"timestamp": str(seconds), "sign": signature(self.gateway.secret, seconds)}
        return {"url": self.url(f"/open-apis/bot/v2/hook/{self.gateway.token}"), "json": body}

    def refusal(self, body: dict[str, Any]) -> str:
        return error_code(body, "code" if "code" in body else "StatusCode", "msg" if "msg" in body else "StatusMessage")
