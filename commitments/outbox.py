"""The outbox is emptied here: one digest mail per person and day, every row with a visible state.

waiting → claimed → sent | failed; waiting → dropped. A digest (`Delivery`) is claimed by one UPDATE, so two senders
never send it twice; the mail leaves outside any transaction. What failed for the moment goes back to waiting with
the reason and is tried again after a pause; a claim whose sender died is found and sent again under its Message-ID.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPResponseException

import structlog
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop

from departments.models import User

from . import messages, reminders
from .models import Delivery, Reminder, Request
from .models.reminder import DeliveryState
from .rules import rules

log = structlog.get_logger(__name__)
CHUNK = 1000
IN_APP = "app"

NO_ANSWER = gettext_noop("The sender stopped before it knew; sent again under the same Message-ID.")
NOTHING_LEFT = gettext_noop("Nothing in it is wanted any more.")


@dataclass
class Summary:
    """Reminders, not mails. `failed` counts attempts that failed now, whether or not they are tried again."""

    planned: int = 0
    sent: int = 0
    failed: int = 0
    dropped: int = 0

    def json(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Failure:
    reason: str
    is_final: bool


# Offering


class _Offer:
    """When this process last spoke to the broker (monotonic seconds): neither a storm nor a storm of warnings."""

    PAUSE = 1.0  # one offer stands for all that came in the same second
    DOWN_PAUSE = 30.0
    not_before = 0.0
    is_down = False


def offer() -> None:
    """After the commit, ask a worker to empty the outbox now.

    A broker that is down is logged once and nothing is lost: the rows wait for the next sweep.
    """
    transaction.on_commit(_ask_worker, robust=True)


def _ask_worker() -> None:
    if time.monotonic() < _Offer.not_before:
        return
    try:
        current_app.send_task("commitments.tasks.send_due", retry=False)
    except Exception as error:  # whatever the broker's client raises: the step is done, its notice waits
        _Offer.not_before = time.monotonic() + _Offer.DOWN_PAUSE
        if not _Offer.is_down:
            log.warning("broker unreachable, notices wait for the next sweep", error=type(error).__name__)
        _Offer.is_down = True
    else:
        _Offer.not_before = time.monotonic() + _Offer.PAUSE
        _Offer.is_down = False


# Sending


def is_open(at: datetime) -> bool:
    """Whether digests go out at the instant `at`: from the digest hour on, outside the quiet hours."""
    in_force, hour = rules(), localtime(at).hour
    quiet = (
        in_force.quiet_until_hour > hour or hour >= in_force.quiet_from_hour
        if in_force.quiet_from_hour > in_force.quiet_until_hour
        else in_force.quiet_from_hour <= hour < in_force.quiet_until_hour
    )
    return hour >= in_force.digest_hour and not quiet


def send(
    *,
    at: datetime,
    on: date,
    real_at: datetime | None = None,
    dry_run: bool = False,
    is_patient: bool = False,
    postman: Postman | None = None,
) -> Summary:
    """Send what waits and is due on or before the local day `on`; on a day off nothing goes out.

    `at` is noted as the time of sending; claims and pauses go by `real_at` (the real clock; `at` where none is
    given). The sweep of each minute is patient: it leaves a failed digest its pause; a person's order is not.
    """
    steps, summary, real_at = reminders.ladder(on), Summary(), real_at or at
    if not steps.calendar.is_workday(on):
        return summary
    if not dry_run:
        _free_lost_claims(real_at)
    round_ = _Round(
        at=at,
        on=on,
        real_at=real_at,
        dry_run=dry_run,
        is_patient=is_patient,
        steps=steps,
        summary=summary,
        postman=postman or Postman(),
    )
    try:
        for person in _people_waiting(on):
            try:
                round_.serve(person)
            except Exception:  # one bad row does not stop the rest
                log.exception("digest not sent", person=person.pk, day=on.isoformat())
    finally:
        round_.postman.close()
    return summary


def _free_lost_claims(real_at: datetime) -> None:
    """Claims older than the timeout: their sender died, with or without having sent."""
    lost = Q(state=DeliveryState.CLAIMED, claimed_at__lt=real_at - timedelta(minutes=rules().claim_timeout_minutes))
    with transaction.atomic():
        for delivery in Delivery.objects.filter(lost):
            if Delivery.objects.filter(lost, pk=delivery.pk).update(
                state=DeliveryState.WAITING, reason=NO_ANSWER, next_try_at=None
            ):
                delivery.reminders.filter(state=DeliveryState.CLAIMED).update(state=DeliveryState.WAITING, reason=NO_ANSWER)
        Reminder.objects.filter(lost, delivery=None).update(state=DeliveryState.WAITING, reason=NO_ANSWER)


def _people_waiting(on: date) -> QuerySet[User]:
    """Whoever has something waiting, and has not had the day's digest or has one to try again."""
    theirs = Reminder.objects.waiting(on=on).filter(recipient=OuterRef("pk"))
    digests = Delivery.objects.filter(recipient=OuterRef("pk"), channel="email")
    open_digest = digests.filter(state=DeliveryState.WAITING)
    return User.objects.filter(Exists(theirs)).filter(
        Exists(open_digest) | ~Exists(digests.filter(day=on)) | Q(email_on=False) | Q(email="")
    )


@dataclass
class _Round:
    """One pass of one sender."""

    at: datetime
    on: date
    real_at: datetime
    dry_run: bool
    is_patient: bool
    steps: reminders.Ladder
    summary: Summary
    postman: Postman

    def serve(self, person: User) -> None:
        """Drop what is not wanted any more and send the rest in one digest (or only in the bell)."""
        digest = Delivery.objects.filter(recipient=person, channel="email", state=DeliveryState.WAITING).order_by("day").first()
        by_mail = reminders.by_mail(person)
        if by_mail and not self._may_go(person, digest):
            return
        waiting = Reminder.objects.waiting(on=self.on).filter(recipient=person).select_related("commitment", "recipient")
        if digest and digest.reason == NO_ANSWER:  # perhaps it was read: nothing new under its Message-ID
            waiting = waiting.filter(delivery=digest)
        wanted = self._drop_unwanted(list(waiting.order_by("pk")))
        if self.dry_run:
            self.summary.sent += len(wanted)
        elif not by_mail:
            for ids in _chunks(wanted):
                self.summary.sent += ids.update(state=DeliveryState.SENT, sent_at=self.at, reason="")
            self._close_empty(digest)
        elif wanted:
            went = self._send(person, wanted, digest)
            if went and digest and digest.day < self.on:  # the day's own digest is still to go
                self.serve(person)
        else:
            self._close_empty(digest)

    def _may_go(self, person: User, digest: Delivery | None) -> bool:
        if digest is None:
            return not Delivery.objects.filter(recipient=person, channel="email", day=self.on).exists()
        return not (self.is_patient and digest.next_try_at and digest.next_try_at > self.real_at)

    def _drop_unwanted(self, waiting: list[Reminder]) -> list[Reminder]:
        asked = {
            reminder.facts["request"]
            for reminder in waiting
            if "request" in reminder.facts and reminder.rung.startswith("review-")
        }
        requests = Request.objects.select_related("commitment__lead").in_bulk(asked)
        wanted: list[Reminder] = []
        for reminder in waiting:
            reason = self.steps.why_not(reminder, requests)
            if not reason:
                wanted.append(reminder)
            elif self.dry_run:
                self.summary.dropped += 1
            else:
                row = Reminder.objects.filter(pk=reminder.pk, state=DeliveryState.WAITING)
                self.summary.dropped += row.update(state=DeliveryState.DROPPED, reason=reason)
        return wanted

    def _close_empty(self, digest: Delivery | None) -> None:
        if digest and not self.dry_run:
            Delivery.objects.filter(pk=digest.pk, state=DeliveryState.WAITING).update(
                state=DeliveryState.DROPPED, reason=NOTHING_LEFT
            )

    def _send(self, person: User, wanted: list[Reminder], digest: Delivery | None) -> bool:
        claimed = self._claim(person, wanted, digest)
        if claimed is None:
            return False
        claim, mine = claimed
        failure = self.postman.send(message_for(claim, person, mine, on=self.on))
        self._settle(claim, mine, failure)
        return failure is None

    def _claim(self, person: User, wanted: list[Reminder], digest: Delivery | None) -> tuple[Delivery, list[Reminder]] | None:
        """The digest and the rows of it that are ours to send; None when another sender has them."""
        with transaction.atomic():
            if digest is None:
                digest, _created = Delivery.objects.get_or_create(
                    recipient=person,
                    day=self.on,
                    channel="email",
                    number=1,
                    defaults={"message_id": message_id(person, self.on, 1)},
                )
            elif (
                digest.reason != NO_ANSWER
                and digest.day < self.on
                and not Delivery.objects.filter(recipient=person, channel="email", day=self.on).exists()
            ):
                digest.day = self.on  # never taken by a server: it goes as today's
            ours = Delivery.objects.filter(pk=digest.pk, state=DeliveryState.WAITING).update(
                state=DeliveryState.CLAIMED,
                claimed_at=self.real_at,
                address=person.email,
                day=digest.day,
                attempts=digest.attempts + 1,
            )
            if not ours:
                return None
            for ids in _chunks(wanted):
                ids.filter(state=DeliveryState.WAITING).update(
                    state=DeliveryState.CLAIMED, claimed_at=self.real_at, delivery=digest
                )
            mine = set(Reminder.objects.filter(delivery=digest, state=DeliveryState.CLAIMED).values_list("pk", flat=True))
            digest.refresh_from_db()
            return digest, [reminder for reminder in wanted if reminder.pk in mine]

    def _settle(self, digest: Delivery, mine: list[Reminder], failure: Failure | None) -> None:
        in_force = rules()
        if failure is None:
            state, reason, sent_at, next_try_at = DeliveryState.SENT, "", self.at, None
        else:
            gives_up = failure.is_final or digest.attempts >= in_force.attempts
            state = DeliveryState.FAILED if gives_up else DeliveryState.WAITING
            pauses = in_force.backoff_minutes
            pause = timedelta(minutes=pauses[min(digest.attempts, len(pauses)) - 1])
            reason, sent_at, next_try_at = failure.reason[:200], None, None if gives_up else self.real_at + pause
        with transaction.atomic():
            still_ours = Delivery.objects.filter(pk=digest.pk, state=DeliveryState.CLAIMED, claimed_at=digest.claimed_at).update(
                state=state, reason=reason, sent_at=sent_at, next_try_at=next_try_at
            )
            if not still_ours:  # we were too slow, another sender took the claim over
                return
            for ids in _chunks(mine):
                ids.update(state=state, reason=reason, sent_at=sent_at)
        if failure is None:
            self.summary.sent += len(mine)
        else:
            self.summary.failed += len(mine)
            log.warning("digest failed", person=digest.recipient_id, reason=reason, attempt=digest.attempts, state=str(state))


def _chunks(rows: list[Reminder]) -> Iterable[QuerySet[Reminder]]:
    for start in range(0, len(rows), CHUNK):
        yield Reminder.objects.filter(pk__in=[row.pk for row in rows[start : start + CHUNK]])


# The mail


def message_id(person: User, on: date, number: int) -> str:
    """The digest's Message-ID: the same however often it is sent, another one in every installation."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    proof = salted_hmac("commitments.outbox", f"{person.pk} {on} {number}").hexdigest()[:16]
    return f"<digest.{on:%Y%m%d}.{person.pk}.{number}.{proof}@{domain}>"


def message_for(digest: Delivery, person: User, rows: list[Reminder], *, on: date) -> EmailMultiAlternatives:
    """The mail that carries `rows`, in the person's language."""
    words = messages.digest(person, rows, on=on)
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        to=[digest.address],
        headers={"Message-ID": digest.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(words.html, "text/html")
    return mail


class Postman:
    """Hands mails to the backend of the settings (or the one named); over SMTP all of a round over one connection.

    A server that does not answer at all is asked once per round: the others fail with the same reason at once.
    """

    def __init__(self, backend: str | None = None) -> None:
        self._backend = backend
        self._connection: smtp.EmailBackend | None = None
        self._kept: list[object] = []  # a file backend names its file by the connection: one file per mail
        self._down: Failure | None = None

    def send(self, mail: EmailMultiAlternatives) -> Failure | None:
        if self._down:
            return self._down
        try:
            mail.connection = self._connect()
        except Exception as error:
            self._down = _judge(error)
            return self._down
        try:
            mail.send()
        except Exception as error:
            self.close()
            return _judge(error)
        return None

    def _connect(self) -> BaseEmailBackend:
        if self._connection:
            return self._connection
        connection = get_connection(self._backend)
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


def _judge(error: Exception) -> Failure:
    """What an error of the mail system says, and whether trying again is useless."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return Failure(_said(code, text), code >= 500)
    if isinstance(error, SMTPResponseException):
        # A wrong password is ours to mend, not the person's fault: it is tried again.
        final = error.smtp_code >= 500 and not isinstance(error, SMTPAuthenticationError)
        return Failure(_said(error.smtp_code, error.smtp_error), final)
    is_final = isinstance(error, ValueError)  # an address or header no server would take
    return Failure(f"{type(error).__name__}: {error}".strip(": "), is_final)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return f"SMTP {code} {words}".strip()
