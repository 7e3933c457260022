"""The history of rows made in bulk: each object's first event and the head that names it, chains that verify."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from history.ledger import event_digest
from history.models import Event, StreamHead
from house import bulk


def first_events(told: list[tuple[str, str, dict[str, Any]]], *, at: datetime) -> None:
    """An event for each (stream, action, data)."""
    events, heads = [], []
    for stream, action, data in told:
        event = Event(stream=stream, seq=1, action=action, at=at, recorded_at=at, data=data)
        event.digest = event_digest("", event)
        events.append(event)
        heads.append(StreamHead(stream=stream, seq=1, digest=event.digest))
    bulk.insert(heads)
    bulk.insert(events)
