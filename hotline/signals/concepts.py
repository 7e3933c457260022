"""What an order speaks about, read by the thesaurus of the suggestions; in the background, never while a caller waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hotline.models import Concept, OrderConcept, WorkOrderText
from hotline.suggesting.language import fold
from hotline.suggesting.ready import ready

BATCH = 500
PLAIN = 1.0  # one expression of the thesaurus said outright


def concept_of() -> Callable[[str], str]:
    """A function from a text to the code of the concept it speaks of plainly, "" where it names none."""
    engine = ready(None)
    if engine is None:
        return lambda text: ""
    reader = engine.reader

    def read(text: str) -> str:
        readings = reader.read(reader.places.without(fold(text)))
        found = [(reading.score, code) for code, reading in readings.items() if reading.found and reading.score >= PLAIN]
        return max(found)[1] if found else ""

    return read


def read_new(most: int = 20_000) -> set[date]:
    """Read the orders nobody has read yet, the newest first; returns the days they were received on."""
    read, ids = concept_of(), dict(Concept.objects.values_list("code", "pk"))
    days: set[date] = set()
    done = 0
    while done < most:
        unread = WorkOrderText.objects.filter(order__spoken=None).order_by("-order_id")
        rows = list(unread.values_list("order_id", "order__received_on", "text")[:BATCH])
        if not rows:
            break
        OrderConcept.objects.bulk_create(
            [OrderConcept(order_id=order, concept_id=ids.get(read(text))) for order, _day, text in rows], ignore_conflicts=True
        )
        days |= {day for _order, day, _text in rows}
        done += len(rows)
    return days
