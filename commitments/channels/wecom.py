"""企业微信群机器人: a text to the group of its key, the person mentioned by his mobile number."""

from __future__ import annotations

from typing import Any

from commitments.messages import Letter
from commitments.models import Delivery

from .http import HttpCarrier, error_code


class WeCom(HttpCarrier):
    base_url = "WECOM_URL"
    limit = 2048

    def request(self, delivery: Delivery, letter: Letter) -> dict[str, Any]:
        text: dict[str, Any] = {"content": self.words(letter)}
        if letter.person.mobile:
            text["mentioned_mobile_list"] = [letter.person.mobile]
        return {
            "url": self.url("/cgi-bin/webhook/send"),
            "params": {"key": self.gateway.token},
            "json": {"msgtype": "text", "text": text},
        }

    def refusal(self, body: dict[str, Any]) -> str:
        return error_code(body, "errcode", "errmsg")
