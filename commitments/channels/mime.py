"""A digest as a mail: text and HTML under a few headers, written at once.

Its form never changes, so that no tree of parts is built and walked for it: that took a third of a sender's time.
"""

from __future__ import annotations

import re
from base64 import b64encode, encodebytes
from email.message import Message
from email.utils import formatdate, parseaddr
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from commitments.messages import Letter
from commitments.models import Delivery

LINE_MAX = 998  # octets a server must take in a line (RFC 5322)
PLAIN_MAX = 66  # characters of a header that are written on one line as they are
PLAIN_ADDRESS = re.compile(r"[\w+-]+(\.[\w+-]+)*@[\w-]+(\.[\w-]+)*", re.ASCII)  # one that needs no parsing
WORD = 11  # characters of an encoded word: at four octets each it stays under the 75 that RFC 2047 allows


class DigestMail(EmailMultiAlternatives):
    """What the backends of the settings take; one recipient, one alternative."""

    def message(self) -> Written:  # type: ignore[override]  # of a mail the backends ask its bytes alone
        """The mail as it leaves; raises ValueError for an address that is none."""
        boundary = f"=_{sha256(self.extra_headers['Message-ID'].encode()).hexdigest()[:32]}"
        headers = {
            "Content-Type": f'multipart/alternative; boundary="{boundary}"',
            "MIME-Version": "1.0",
            "Subject": encoded(str(self.subject)),
            "From": address(self.from_email),
            "To": address(self.to[0]),
            "Date": formatdate(localtime=settings.EMAIL_USE_LOCALTIME),
            **self.extra_headers,
        }
        head = "".join(f"{name}: {value}\n" for name, value in headers.items())
        parts = (_part("plain", str(self.body)), _part("html", str(self.alternatives[0][0])))
        between = f"\n--{boundary}\n".encode()
        return Written(head.encode("ascii") + b"".join(between + part for part in parts) + f"\n--{boundary}--\n".encode())


class Written(Message):
    """A mail of which the bytes are known."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content

    def as_bytes(self, unixfrom: bool = False, policy: object = None, *, linesep: str = "\n") -> bytes:
        return self._content.replace(b"\n", linesep.encode())


def message_for(delivery: Delivery, letter: Letter) -> DigestMail:
    """The mail that carries `letter`."""
    mail = DigestMail(
        subject=letter.subject,
        body=letter.text,
        to=[delivery.address],
        headers={"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


@lru_cache(maxsize=16)
def address(text: str) -> str:
    """As it stands in a header; raises ValueError where it is none."""
    return text if PLAIN_ADDRESS.fullmatch(text) else sanitize_address(text, "utf-8")


@lru_cache(maxsize=16)
def envelope(text: str) -> str:
    """The bare address of it, for the server."""
    return text if PLAIN_ADDRESS.fullmatch(text) else parseaddr(address(text))[1]


def encoded(words: str) -> str:
    """The value of a header, in encoded words where it is long or not of ASCII."""
    if words.isascii() and words.isprintable() and len(words) <= PLAIN_MAX:
        return words
    pieces = (words[start : start + WORD].encode() for start in range(0, len(words), WORD))
    return "\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in pieces)


def _part(kind: str, text: str) -> bytes:
    content = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    is_long = max(map(len, content.split(b"\n"))) > LINE_MAX
    head = f'Content-Type: text/{kind}; charset="utf-8"\nContent-Transfer-Encoding: {"base64" if is_long else "8bit"}\n\n'
    return head.encode() + (encodebytes(content) if is_long else content)
