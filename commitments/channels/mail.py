"""E-mail: the digest as a multipart mail under a stable Message-ID, over the backend of the settings."""

from __future__ import annotations

from email.policy import Compat32
from hashlib import sha256
from smtplib import SMTPAuthenticationError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import cast

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import SafeMIMEMultipart

from commitments.messages import Letter
from commitments.models import Delivery

from .base import Failure

log = structlog.get_logger(__name__)


class Mail:
    """Hands mails to the backend of the settings; over SMTP all of a round over one connection.

    A server that does not answer at all is asked once per round: the others fail with the same reason at once.
    """

    def __init__(self) -> None:
        self._connection: smtp.EmailBackend | None = None
        self._kept: list[object] = []  # a file backend names its file by the connection: one file per mail
        self._down: Failure | None = None

    def carry(self, delivery: Delivery, letter: Letter) -> Failure | None:
        if self._down:
            return self._down
        mail = message_for(delivery, letter)
        try:
            mail.connection = self._connect()
        except Exception as error:
            self._down = _judge(error, connected=False)
            return self._down
        try:
            mail.send()
        except Exception as error:
            self.close()
            return _judge(error, connected=True)
        return None

    def _connect(self) -> BaseEmailBackend:
        if self._connection:
            return self._connection
        connection = get_connection()
        if isinstance(connection, smtp.EmailBackend):
            connection.open()
            self._connection = connection
        else:
            self._kept.append(connection)
        return connection

    def close(self) -> None:
        if self._connection:
            connection, self._connection = self._connection, None
            try:
                connection.close()
            except Exception as error:
                log.info("mail connection closed badly", error=type(error).__name__)


class Encoded(Compat32):
    """Headers that Django encoded and folded when they were set: written as they stand, not parsed and folded again."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}\n".replace("\n", self.linesep).encode("ascii")


class DigestMail(EmailMultiAlternatives):
    """A mail whose boundary comes from its Message-ID, so that nobody has to search the text for a free one."""

    def message(self) -> SafeMIMEMultipart:  # type: ignore[override]  # the stubs are of Django 6
        written = cast(SafeMIMEMultipart, super().message())
        written.policy = Encoded()
        written.set_boundary(f"=_{sha256(self.extra_headers['Message-ID'].encode()).hexdigest()[:32]}")
        return written


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


def _judge(error: Exception, *, connected: bool) -> Failure:
    """What an error of the mail system says, and whether trying again is useless."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return Failure(_said(code, text), is_final=code >= 500)
    if isinstance(error, SMTPResponseException):
        # A wrong password or a greeting that turns us away is the office's to mend, not the person's fault.
        is_ours = isinstance(error, SMTPAuthenticationError) or not connected
        return Failure(
            _said(error.smtp_code, error.smtp_error), is_final=error.smtp_code >= 500 and not is_ours, is_outage=is_ours
        )
    reason = f"{type(error).__name__}: {error}".strip(": ")
    if isinstance(error, OSError) and not isinstance(error, SMTPNotSupportedError):
        # Cut off in the middle of the conversation, it may have been taken all the same.
        return Failure(reason, is_outage=True, is_doubtful=connected)
    return Failure(reason, is_final=isinstance(error, ValueError | SMTPNotSupportedError))  # an address this server cannot take


def _said(code: int, text: bytes | str) -> str:
    words = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return f"SMTP {code} {words}".strip()
