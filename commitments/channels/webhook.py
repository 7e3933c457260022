"""A generic webhook: JSON, signed with HMAC-SHA256 over time and body, answered with `{"ok": true}` or a code of 0."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from commitments.messages import Letter
from commitments.models import Delivery

from .http import HttpCarrier


def signature(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


class Webhook(HttpCarrier):
    base_url = "WEBHOOK_URL"
    needs = "secret"
    limit = 60_000

    def request(self, delivery: Delivery, letter: Letter) -> dict[str, Any]:
        body = json.dumps(self.body(delivery, letter), ensure_ascii=False).encode()
        seconds = int(delivery.claimed_at.timestamp()) if delivery.claimed_at else 0
        signed = f"t={seconds},v1={signature(self.gateway.secret, seconds, body)}"
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Yanbixing-Signature": signed}
        return {"url": self.url(f"/{self.gateway.token}" if self.gateway.token else ""), "data": body, "headers": headers}

    def body(self, delivery: Delivery, letter: Letter) -> dict[str, Any]:
        return {
            "id": delivery.message_id,
            "recipient": {"username": letter.person.username, "name": str(letter.person), "phone": letter.person.phone},
            "day": letter.on.isoformat(),
            "subject": letter.subject,
            "text": self.words(letter),
            "items": [{"code": line.code, "title": line.title, "sentence": line.sentence} for line in letter.lines],
        }

    def refusal(self, body: dict[str, Any]) -> str:
        if body.get("ok") is True or body.get("success") is True or body.get("code") == 0:
            return ""
        return json.dumps(body, ensure_ascii=False)[:150]
