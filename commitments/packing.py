"""What goes to whom now: the rows still wanted, the digest that carries them, the channels left to try.

Decides and writes nothing; `commitments.outbox` writes it down under the locks it holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parseaddr
from functools import cache

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

from departments.models import User

from . import channels
from .models import Commitment, Delivery, Digest, Reminder, Request
from .models.reminder import DeliveryState
from .reminders import FIELDS, Ladder

log = structlog.get_logger(__name__)

NOTHING_LEFT = gettext_noop("Nothing in it is wanted any more.")
NOT_CHOSEN = gettext_noop("The person does not use this channel any more.")


@dataclass
class Parcel:
    """A digest to carry now over one channel, with the rows that are still wanted."""

    person: User
    delivery: Delivery
    rows: list[Reminder]


@dataclass
class Packed:
    """The decision for a batch of people. Digests and deliveries without a key are new."""

    parcels: list[Parcel] = field(default_factory=list)
    in_app: list[Reminder] = field(default_factory=list)  # for people who read the bell only
    dropped: dict[str, list[Reminder]] = field(default_factory=lambda: defaultdict(list))  # by reason
    broken: dict[str, list[Reminder]] = field(default_factory=lambda: defaultdict(list))  # rows nobody can judge
    moved: list[Digest] = field(default_factory=list)  # never taken by anybody: they go as today's
    idle: dict[str, list[Delivery]] = field(default_factory=lambda: defaultdict(list))  # nothing to carry, by reason


def pack(people: list[User], steps: Ladder, *, on: date, due_at: datetime | None) -> Packed:
    """What goes to `people` on the local day `on`; six queries. `due_at` leaves what failed its pause until then."""
    ids = [person.pk for person in people]
    waiting = Delivery.objects.filter(digest=OuterRef("pk"), state=DeliveryState.WAITING)
    digests: dict[int, list[Digest]] = defaultdict(list)
    found = Digest.objects.filter(Q(day=on) | Exists(waiting), recipient__in=ids)
    for digest in found.order_by("day", "pk").prefetch_related("deliveries"):
        digests[digest.recipient_id].append(digest)
    opened = [digest.pk for several in digests.values() for digest in several]
    rows: dict[int, list[Reminder]] = defaultdict(list)
    asked = Reminder.objects.filter(
        Q(state=DeliveryState.WAITING, due_on__lte=on) | Q(state=DeliveryState.SENT, digest__in=opened), recipient__in=ids
    )
    for row in _with_items(asked.order_by("pk")):
        rows[row.recipient_id].append(row)
    packer = _Packer(steps, on, due_at, _requests(row for several in rows.values() for row in several))
    ways = channels.ways(people)
    for person in people:
        packer.person(person, rows[person.pk], digests[person.pk], ways[person.pk])
    return packer.packed


def _with_items(asked: Iterable[Reminder]) -> list[Reminder]:
    """The rows with their commitments, one object for all who are told of it."""
    rows = list(asked)
    items = Commitment.objects.only(*FIELDS, "title").in_bulk({row.commitment_id for row in rows if row.commitment_id})
    for row in rows:
        row.commitment = items[row.commitment_id] if row.commitment_id else None
    return rows


def _requests(rows: Iterable[Reminder]) -> dict[int, Request]:
    asked = {row.facts.get("request") for row in rows if row.rung.startswith("review-")}
    asked = {pk for pk in asked if isinstance(pk, int)}
    return Request.objects.select_related("commitment__lead").in_bulk(asked) if asked else {}


@dataclass
class _Packer:
    steps: Ladder
    on: date
    due_at: datetime | None
    requests: dict[int, Request]
    packed: Packed = field(default_factory=Packed)

    def person(self, person: User, rows: list[Reminder], digests: list[Digest], ways: dict[str, str]) -> None:
        wanted = [row for row in rows if self._is_wanted(row, person)]
        had = any(digest.day == self.on for digest in digests)
        todays = next((digest for digest in digests if _takes_more(digest)), None)
        if todays and todays.day < self.on and not had:
            todays.day = self.on
            self.packed.moved.append(todays)
            for delivery in todays.deliveries.all():
                delivery.message_id = message_id(person, todays, delivery.channel)
        fresh = [row for row in wanted if row.digest_id is None]
        if todays is None and fresh and not had:
            if not ways:
                self.packed.in_app += fresh
                return
            todays = Digest(recipient=person, day=self.on)
            digests = [*digests, todays]
        for digest in digests:
            theirs = [row for row in wanted if digest.pk and row.digest_id == digest.pk]
            if digest is todays:
                self._digest(person, digest, theirs + fresh, ways, takes_more=True)
            elif any(delivery.state == DeliveryState.WAITING for delivery in digest.deliveries.all()):
                self._digest(person, digest, theirs, ways, takes_more=False)

    def _is_wanted(self, row: Reminder, person: User) -> bool:
        row.recipient = person
        try:
            reason = self.steps.why_not(row, self.requests)
        except Exception as error:  # one bad row does not stop the rest
            log.exception("reminder cannot be judged", reminder=row.pk)
            self.packed.broken[f"{type(error).__name__}: {error}"[:200]].append(row)
            return False
        if reason and row.state == DeliveryState.WAITING:
            self.packed.dropped[reason].append(row)
        return not reason

    def _digest(self, person: User, digest: Digest, rows: list[Reminder], ways: dict[str, str], *, takes_more: bool) -> None:
        known = list(digest.deliveries.all()) if digest.pk else []
        if takes_more:
            named = {delivery.channel for delivery in known}
            known += [
                Delivery(digest=digest, channel=channel, message_id=message_id(person, digest, channel))
                for channel in ways
                if channel not in named
            ]
        chosen = []
        for delivery in known:
            if delivery.state != DeliveryState.WAITING:
                continue
            if delivery.channel not in ways or not rows:
                self.packed.idle[NOTHING_LEFT if delivery.channel in ways else NOT_CHOSEN].append(delivery)
                continue
            delivery.address = ways[delivery.channel]
            chosen.append(delivery)
        if not chosen:
            self.packed.in_app += [row for row in rows if row.state == DeliveryState.WAITING]
        self.packed.parcels += [Parcel(person, delivery, rows) for delivery in chosen if self._is_due(delivery)]

    def _is_due(self, delivery: Delivery) -> bool:
        return self.due_at is None or delivery.next_try_at is None or delivery.next_try_at <= self.due_at


def _takes_more(digest: Digest) -> bool:
    """Nobody has seen it yet, so that it can grow: not sent, not under way, not in doubt."""
    deliveries = digest.deliveries.all()
    seen = {DeliveryState.SENT, DeliveryState.CLAIMED}
    return (
        digest.number == 1
        and any(delivery.state == DeliveryState.WAITING for delivery in deliveries)
        and not any(delivery.is_doubtful or delivery.state in seen for delivery in deliveries)
    )


def message_id(person: User, digest: Digest, channel: str) -> str:
    """The same however often a digest is sent over a channel, another one in every installation."""
    domain = _domain(settings.DEFAULT_FROM_EMAIL)
    name = f"{channel.replace(':', '-')}.{digest.day:%Y%m%d}.{person.pk}.{digest.number}"
    return f"<{name}.{salted_hmac('commitments.outbox', name).hexdigest()[:16]}@{domain}>"


@cache
def _domain(sender: str) -> str:
    """The domain of the sender's address."""
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
