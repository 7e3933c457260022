"""What the HTTP channels share: one POST, and a verdict from the body – HTTP 200 with an error code is a failure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from json import loads
from time import monotonic
from typing import Any, ClassVar

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from commitments.messages import Letter
from commitments.models import Delivery, Gateway

from .base import Failure

TIMEOUT = (5, 15)  # seconds to connect, to answer
READING = 15  # seconds a whole answer may take
LONGEST = 64 * 1024  # bytes of an answer


class HttpCarrier(ABC):
    """One gateway. Subclasses say where to, what, and how the other side says yes."""

    base_url: ClassVar[str]  # the name of the setting
    needs: ClassVar[str] = "token"  # the field without which the other side takes nothing
    limit: ClassVar[int] = 2000  # bytes of text the other side takes

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no netrc of the machine
        self._down: Failure | None = None

    @abstractmethod
    def request(self, delivery: Delivery, letter: Letter) -> dict[str, Any]:
        """The arguments of the POST: url and what `requests` knows."""

    @abstractmethod
    def refusal(self, body: dict[str, Any]) -> str:
        """Empty where `body` says it was taken, else why not, with its code."""

    def url(self, path: str) -> str:
        return getattr(settings, self.base_url).rstrip("/") + path

    def carry(self, delivery: Delivery, letter: Letter) -> Failure | None:
        if self._down:
            return self._down
        try:
            with self._session.post(
                timeout=TIMEOUT, allow_redirects=False, stream=True, **self.request(delivery, letter)
            ) as answer:
                content = _read(answer)
        except (requests.ConnectTimeout, requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
            return self._out(error, is_doubtful=False)
        except requests.RequestException as error:
            return self._out(error, is_doubtful="refused" not in str(error) and "resolve" not in str(error))
        if answer.status_code >= 500:
            return Failure(f"HTTP {answer.status_code}", is_outage=True)
        if answer.status_code >= 300:
            return Failure(f"HTTP {answer.status_code} {content.decode(errors='replace')[:120]}".strip())
        if not content.strip():
            return Failure(_("The answer is empty."))
        try:
            body = loads(content)
        except ValueError:
            return Failure(_("The answer is not JSON: %(text)s") % {"text": content.decode(errors="replace")[:120]})
        refusal = self.refusal(body) if isinstance(body, dict) else str(body)[:120]
        return Failure(refusal) if refusal else None

    def _out(self, error: Exception, *, is_doubtful: bool) -> Failure:
        """Nobody there: the rest of the round is not kept waiting."""
        self._down = Failure(f"{type(error).__name__}: {self.gateway.name}", is_outage=True)
        return Failure(self._down.reason, is_outage=True, is_doubtful=is_doubtful)

    def close(self) -> None:
        self._session.close()

    def words(self, letter: Letter) -> str:
        """The digest as plain text within the other side's limit; what does not fit is counted, never silently cut."""
        lines = [f"{line.code} {line.title}: {line.sentence}" for line in letter.lines]
        text = letter.subject
        for number, line in enumerate(lines):
            rest = _("… and %(count)s more: %(address)s") % {"count": len(lines) - number, "address": self._address()}
            if len(f"{text}\n{line}\n{rest}".encode()) > self.limit:
                return f"{text}\n{rest}"
            text = f"{text}\n{line}"
        return f"{text}\n{self._address()}"

    def _address(self) -> str:
        return f"{settings.BASE_URL.rstrip('/')}/my/"


def _read(answer: requests.Response) -> bytes:
    """What it says. A byte now and then keeps no round waiting: the time for the whole answer is limited, and its length."""
    content, until = bytearray(), monotonic() + READING
    for part in answer.iter_content(1):  # one at a time: a larger piece would be waited for
        content += part
        if len(content) > LONGEST or monotonic() > until:
            raise requests.ReadTimeout(f"{len(content)} bytes and no end")
    return bytes(content)


def error_code(body: dict[str, Any], code: str, text: str) -> str:
    """The usual shape: a code that is 0 when all is well, and a text."""
    if body.get(code) == 0:
        return ""
    return f"{code} {body.get(code, '?')}: {body.get(text, '')}".strip(": ")
