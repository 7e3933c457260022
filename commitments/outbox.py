"""The outbox is emptied here: one digest per person and day, every row with a visible state.

waiting → claimed → sent | failed; waiting → dropped. A batch of people is claimed in one short transaction under a
lock on each, so two senders never send a digest twice; what is carried leaves outside any transaction. What failed
for the moment goes back to waiting with the reason and is tried again after a pause; a claim whose sender died is
found and sent again as it was, under its Message-ID.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop

from departments.models import User

from . import channels, packing, reminders
from .channels.base import Failure
from .messages import Events, Letter
from .models import Delivery, Digest, Preference, Reminder
from .models.reminder import DeliveryState
from .packing import Parcel
from .rules import rules

log = structlog.get_logger(__name__)
BATCH = 100  # people claimed at once
SETTLE_WAITS = (0.5, 1, 2, 4, 8)  # seconds a database may be away after a digest went out
OPEN = (DeliveryState.WAITING, DeliveryState.CLAIMED)

NO_ANSWER = gettext_noop("The sender stopped before it knew; sent again under the same Message-ID.")


@dataclass
class Summary:
    """Reminders, not mails. `failed` counts attempts that failed now, whether or not they are tried again."""

    planned: int = 0
    sent: int = 0
    failed: int = 0
    dropped: int = 0

    def json(self) -> str:
        return json.dumps(asdict(self))


def is_open(at: datetime) -> bool:
    """Whether digests go out at the instant `at`: from the digest hour on, outside the quiet hours."""
    return localtime(at).hour in rules().sending_hours


def send(
    *,
    at: datetime,
    on: date,
    real_at: datetime | None = None,
    dry_run: bool = False,
    would_send: Callable[[Parcel], None] | None = None,
    is_patient: bool = False,
    fleet: channels.Fleet | None = None,
) -> Summary:
    """Send what waits and is due on or before the local day `on`; on a day off nothing goes out.

    `at` is noted as the time of sending; claims and pauses go by `real_at` (the real clock; `at` where none is
    given). The sweep of each minute is patient: it leaves a failed digest its pause; a person's order is not.
    """
    steps, summary, real_at = reminders.ladder(on), Summary(), real_at or at
    if not steps.calendar.is_workday(on):
        return summary
    if not dry_run:
        free_lost_claims(real_at)
    round_ = _Round(at=at, on=on, real_at=real_at, dry_run=dry_run, is_patient=is_patient, steps=steps, summary=summary)
    round_.would_send = would_send  # told of each parcel of a dry run
    patience = rules().claim_timeout_minutes * 60 / 2  # seconds; a claim grows no older in our hands
    with fleet or channels.Fleet() as carriers:
        for parcels in round_.batches():
            events, claimed = Events(row for parcel in parcels for row in parcel.rows), time.monotonic()
            for parcel in parcels:
                if time.monotonic() - claimed < patience:
                    round_.carry(parcel, carriers, events)
                else:
                    round_.release(parcel)
    return summary


def free_lost_claims(real_at: datetime) -> None:
    """Claims older than the timeout: their sender died, with or without having sent."""
    lost = Q(state=DeliveryState.CLAIMED, claimed_at__lt=real_at - timedelta(minutes=rules().claim_timeout_minutes))
    for delivery in Delivery.objects.filter(lost):
        with transaction.atomic():
            mine = Delivery.objects.filter(lost, pk=delivery.pk, attempts=delivery.attempts)
            if mine.update(state=DeliveryState.WAITING, reason=NO_ANSWER, is_doubtful=True, next_try_at=None):
                claimed = Reminder.objects.filter(digest=delivery.digest_id, state=DeliveryState.CLAIMED)
                claimed.update(state=DeliveryState.WAITING, reason=NO_ANSWER)


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
    would_send: Callable[[Parcel], None] | None = None

    # Claiming

    def batches(self) -> Iterator[list[Parcel]]:
        """Each person once, in order; whoever is served by another sender just now is left to it."""
        last, skip = 0, connection.features.has_select_for_update_skip_locked
        while True:
            with transaction.atomic():
                people = self._people().filter(pk__gt=last).order_by("pk")
                if not self.dry_run:
                    people = people.select_for_update(of=("self",), no_key=True, skip_locked=skip)
                batch = list(people[:BATCH])
                parcels = self._claim(batch) if batch else []
            if not batch:
                return
            last = batch[-1].pk
            yield parcels

    def _people(self) -> QuerySet[User]:
        """Whoever has something waiting and has not had the day's digest, or has one to try again."""
        theirs = Reminder.objects.waiting(on=self.on).filter(recipient=OuterRef("pk"))
        again = Delivery.objects.filter(digest__recipient=OuterRef("pk"), state=DeliveryState.WAITING)
        if self.is_patient:
            again = again.filter(Q(next_try_at=None) | Q(next_try_at__lte=self.real_at))
        had = Digest.objects.filter(recipient=OuterRef("pk"), day=self.on)
        people = User.objects.filter(Exists(again) | (Exists(theirs) & ~Exists(had)))
        hour = localtime(self.at).hour
        # Who wants his digest later in the day; the last hour is everybody's, for rules may have left his behind.
        if self.is_patient and hour not in rules().sending_hours[-1:]:
            people = people.exclude(Exists(Preference.objects.filter(person=OuterRef("pk"), digest_hour__gt=hour)))
        return people

    def _claim(self, batch: list[User]) -> list[Parcel]:
        """What goes to the people of `batch` (locked), written down as claimed."""
        packed = packing.pack(batch, self.steps, on=self.on, due_at=self.real_at if self.is_patient else None)
        self.summary.dropped += sum(map(len, packed.dropped.values()))
        self.summary.failed += sum(map(len, packed.broken.values()))
        self.summary.sent += len(packed.in_app)
        if self.dry_run:
            return packed.parcels
        for reason, rows in packed.dropped.items():
            _these(rows).update(state=DeliveryState.DROPPED, reason=reason)
        for reason, rows in packed.broken.items():
            _these(rows).update(state=DeliveryState.FAILED, reason=reason)
        _these(packed.in_app).update(state=DeliveryState.SENT, sent_at=self.at, reason="")
        for reason, idle in packed.idle.items():
            known = [delivery.pk for delivery in idle if delivery.pk]
            Delivery.objects.filter(pk__in=known, state=DeliveryState.WAITING).update(state=DeliveryState.DROPPED, reason=reason)
        Digest.objects.bulk_update(packed.moved, ["day"])
        return self._write_claims(packed.parcels)

    def _write_claims(self, parcels: list[Parcel]) -> list[Parcel]:
        Digest.objects.bulk_create(
            {id(digest): digest for parcel in parcels if not (digest := parcel.delivery.digest).pk}.values()
        )
        new: list[Delivery] = []
        claimed: list[Parcel] = []
        for parcel in parcels:
            delivery = parcel.delivery
            delivery.digest = delivery.digest  # takes over the key just given
            before, delivery.attempts = delivery.attempts, delivery.attempts + 1
            delivery.state, delivery.claimed_at = DeliveryState.CLAIMED, self.real_at
            delivery.first_tried_at = delivery.first_tried_at or self.real_at
            if delivery.pk is None:
                new.append(delivery)
            elif not Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=before).update(
                state=delivery.state,
                first_tried_at=delivery.first_tried_at,
                claimed_at=delivery.claimed_at,
                attempts=delivery.attempts,
                address=delivery.address,
                message_id=delivery.message_id,
            ):
                continue  # a slow sender, thought lost, has just said it was sent
            claimed.append(parcel)
        Delivery.objects.bulk_create(new)
        self._claim_rows(claimed)
        return claimed

    def _claim_rows(self, parcels: list[Parcel]) -> None:
        """The rows in hand with their parcels; what is new goes into the one digest of its recipient that takes more."""
        growing = [parcel.delivery.digest for parcel in parcels if any(row.digest_id is None for row in parcel.rows)]
        keys, days = {digest.pk for digest in growing}, {digest.day for digest in growing}
        # By recipient and day, as digests are indexed: among the keys each row would be looked for in all of them.
        theirs = Digest.objects.filter(recipient=OuterRef("recipient"), day__in=days, number=1, pk__in=keys).values("pk")
        _these(row for parcel in parcels for row in parcel.rows).filter(state=DeliveryState.WAITING).update(
            state=DeliveryState.CLAIMED,
            claimed_at=self.real_at,
            digest=Coalesce("digest", theirs, output_field=BigIntegerField()),
        )

    # Carrying

    def carry(self, parcel: Parcel, fleet: channels.Fleet, events: Events) -> None:
        """Send one parcel and write down what became of it."""
        if self.dry_run:
            self.summary.sent += sum(row.state == DeliveryState.WAITING for row in parcel.rows)
            if self.would_send:
                self.would_send(parcel)
            for row in parcel.rows:  # counted once, over however many channels
                row.state = DeliveryState.CLAIMED
            return
        letter = Letter(parcel.person, parcel.rows, self.on, self.steps.calendar, events)
        try:
            failure = fleet.carrier(parcel.delivery.channel).carry(parcel.delivery, letter)
        except Exception as error:  # one bad digest does not stop the rest
            log.exception("digest cannot be carried", delivery=parcel.delivery.pk)
            failure = Failure(f"{type(error).__name__}: {error}")
        self._settle(parcel, failure)

    def release(self, parcel: Parcel) -> None:
        """Give a claim back untouched: it would grow too old in our hands."""
        self._settle(parcel, Failure("", is_outage=True), pause=timedelta())

    def _settle(self, parcel: Parcel, failure: Failure | None, pause: timedelta | None = None) -> None:
        """Write it down, also over a database that is away for a moment: forgotten, the digest would come twice."""
        for wait in (*SETTLE_WAITS, None):
            try:
                self._write_down(parcel, failure, pause)
            except (OperationalError, InterfaceError):
                if wait is None or connection.in_atomic_block:
                    raise
                connection.close()
                time.sleep(wait)
            else:
                return

    def _write_down(self, parcel: Parcel, failure: Failure | None, pause: timedelta | None) -> None:
        delivery = parcel.delivery
        if failure is None:
            self.summary.sent += _mark_sent(delivery, parcel.rows, at=self.at)
            return
        state, changes = self._after(delivery, failure, pause)
        with transaction.atomic():
            ours = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED, attempts=delivery.attempts)
            if not ours.update(state=state, **changes):
                return
            rows = _these(parcel.rows)
            others = Delivery.objects.filter(digest=delivery.digest_id, state__in=OPEN).exclude(pk=delivery.pk)
            if state == DeliveryState.FAILED and others.exists():
                state = DeliveryState.WAITING
            count = rows.filter(state__in=OPEN).update(state=state, reason=changes["reason"])
            self.summary.failed += count if failure.reason else 0
        if failure.reason:
            log.warning("digest failed", delivery=delivery.pk, reason=failure.reason, attempt=delivery.attempts, state=str(state))

    def _after(self, delivery: Delivery, failure: Failure, pause: timedelta | None) -> tuple[DeliveryState, dict[str, Any]]:
        """How a digest stands after a failure: waiting for its next try, or given up."""
        in_force = rules()
        refusals = delivery.refusals + (not failure.is_outage)
        gives_up = failure.is_final or refusals >= in_force.attempts
        if pause is None:
            pauses = in_force.backoff_minutes
            minutes = in_force.outage_pause_minutes if failure.is_outage else pauses[min(refusals, len(pauses)) - 1]
            pause = timedelta(minutes=minutes)
        changes = {
            "reason": _printable(failure.reason)[:200],
            "refusals": refusals,
            "is_doubtful": delivery.is_doubtful or failure.is_doubtful,
            "next_try_at": None if gives_up else self.real_at + pause,
        }
        return (DeliveryState.FAILED if gives_up else DeliveryState.WAITING), changes


def _mark_sent(delivery: Delivery, rows: list[Reminder], *, at: datetime) -> int:
    """The delivery and its rows are sent; answers how many rows. Freed as lost meanwhile, but not taken by another
    sender, it counts as well: what we know counts.

    Once per mail, so that as little as possible is forgotten when this process dies. PostgreSQL does it in one
    statement, a transaction of its own; the two that SQLite needs take three times as long there.
    """
    keys, open_ = [row.pk for row in rows], [str(state) for state in OPEN]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH ours AS (
                    UPDATE commitments_delivery SET state = 'sent', sent_at = %(at)s, next_try_at = NULL, reason = ''
                    WHERE id = %(delivery)s AND attempts = %(attempts)s AND state = ANY(%(open)s) RETURNING id
                )
                UPDATE commitments_reminder SET state = 'sent', sent_at = %(at)s, reason = ''
                WHERE id = ANY(%(rows)s) AND state = ANY(%(open)s) AND EXISTS (SELECT FROM ours)
                """,
                {"delivery": delivery.pk, "attempts": delivery.attempts, "rows": keys, "open": open_, "at": at},
            )
            return cursor.rowcount
    sent: dict[str, Any] = {"state": DeliveryState.SENT, "sent_at": at, "reason": ""}
    with transaction.atomic():
        ours = Delivery.objects.filter(pk=delivery.pk, state__in=OPEN, attempts=delivery.attempts)
        if not ours.update(next_try_at=None, **sent):
            return 0
        return _these(rows).filter(state__in=OPEN).update(**sent)


def _printable(reason: str) -> str:
    """What the other side said, fit to be stored: PostgreSQL takes no NUL, and a round would break at it."""
    return "".join(char if char.isprintable() else " " for char in reason)


def _these(rows: Iterable[Reminder]) -> QuerySet[Reminder]:
    return Reminder.objects.filter(pk__in=[row.pk for row in rows])
