"""Writing history: the only place that appends an event or seals a day."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from house import bulk

from .models import Event, Seal, SealedHead, StreamHead

SEAL_BATCH = 5_000


def event_digest(before: str, event: Event) -> str:
    """The digest of `event` in a chain whose digest so far is `before` (hex SHA-256)."""
    content = {
        "stream": event.stream,
        "seq": event.seq,
        "action": event.action,
        "actor": event.actor_id,
        "on_behalf_of": event.on_behalf_of_id,
        "at": _instant(event.at),
        "recorded_at": _instant(event.recorded_at),
        "data": event.data,
    }
    return _sha256(before, content)


def record(
    stream: str,
    action: str,
    *,
    actor: Any,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    on_behalf_of: Any = None,
) -> Event:
    """Append one event to `stream`; part of the caller's transaction.

    `data` holds JSON text, whole numbers, booleans, lists and objects: a float or a Decimal does not
    survive two databases unchanged and is refused with `TypeError`. Figures go in as strings.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of what it tells of")
    data = dict(data or {})
    _refuse_floats(data)
    head, _ = StreamHead.objects.select_for_update().get_or_create(stream=stream)
    event = Event(
        stream=stream,
        seq=head.seq + 1,
        action=action,
        actor=actor,
        on_behalf_of=on_behalf_of,
        at=at,
        recorded_at=timezone.now(),  # the real clock by intent: events keep both
        data=data,
    )
    event.digest = event_digest(head.digest, event)
    event.save(force_insert=True)
    head.seq, head.digest = event.seq, event.digest
    head.save(update_fields=["seq", "digest"])
    return event


def record_first(
    action: str, told: Iterable[tuple[str, Mapping[str, Any]]], *, actor: Any, at: datetime, on_behalf_of: Any = None
) -> None:
    """Begin many streams at once, each `(stream, data)` with the same action: bulk work, part of the caller's transaction.

    A stream that exists already raises `IntegrityError`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of what it tells of")
    recorded_at = timezone.now()  # the real clock by intent: events keep both
    events = []
    for stream, data in told:
        _refuse_floats(dict(data))
        event = Event(
            stream=stream, seq=1, action=action, actor=actor, on_behalf_of=on_behalf_of, at=at, recorded_at=recorded_at, data=data
        )
        event.digest = event_digest("", event)
        events.append(event)
    bulk.insert([StreamHead(stream=event.stream, seq=1, digest=event.digest) for event in events])
    bulk.insert(events)


def seal_digest(before: str, day: date, heads: list[tuple[str, int, str]]) -> str:
    """The digest of a seal over `heads` (stream, seq, digest), sorted by stream."""
    return _sha256(before, {"day": day.isoformat(), "heads": sorted(heads)})


def seal_day(day: date) -> Seal | None:
    """Chain the heads that moved since the last seal; None when nothing moved.

    Safe to run twice and beside writers: a head that moves meanwhile waits for the next seal.
    """
    with transaction.atomic():
        last = Seal.objects.select_for_update().order_by("-number").first()
        moved = list(
            StreamHead.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
            .filter(seq__gt=F("sealed_seq"))
            .order_by("stream")
        )
        if not moved:
            return None
        heads = [(head.stream, head.seq, head.digest) for head in moved]
        seal = Seal.objects.create(
            number=last.number + 1 if last else 1,
            day=day,
            sealed_at=timezone.now(),
            digest=seal_digest(last.digest if last else "", day, heads),
        )
        SealedHead.objects.bulk_create(
            [SealedHead(seal=seal, stream=s, seq=n, digest=d) for s, n, d in heads], batch_size=SEAL_BATCH
        )
        for head in moved:
            head.sealed_seq = head.seq
        StreamHead.objects.bulk_update(moved, ["sealed_seq"], batch_size=500)
        return seal


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _sha256(before: str, content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def _refuse_floats(value: Any) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case dict():
            for key, inner in value.items():
                if not isinstance(key, str):
                    raise TypeError(f"event data: key {key!r} is not text")
                _refuse_floats(inner)
        case list() | tuple():
            for inner in value:
                _refuse_floats(inner)
        case _:
            raise TypeError(f"event data: {value!r} is a {type(value).__name__}; write figures and dates as text")
