"""From the decisions of the hotline to lessons: each confirmed or rejected link, each dismissed suggestion, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from hotline.models import Lesson, Link, Offer, Taught

from .learning import Example, Tally, tally
from .ready import forget, reader


def learn(*, at: datetime) -> tuple[int, int]:
    """Add to the lessons what was decided since; returns how many decisions taught and how many lessons there are."""
    with transaction.atomic():
        examples = list(_untaught())
        for commitment, counts in tally(reader(), examples).items():
            _add(commitment, counts)
        Taught.objects.bulk_create(
            [Taught(order_id=one.order, commitment_id=one.commitment, is_right=one.is_right, taught_at=at) for one in examples],
            batch_size=1000,
        )
    forget()
    return len(examples), Lesson.objects.count()


def _untaught() -> Iterator[Example]:
    """Decisions that have not taught yet and whose words still stand. Of a pair the link's decision is the last word."""
    taught = Taught.objects.filter(order=OuterRef("order"), commitment=OuterRef("commitment"))
    readable = {"order__words__isnull": False}
    links = Link.objects.exclude(state=Link.State.LINKED).filter(~Exists(taught), **readable)
    for order, text, commitment, state in links.values_list("order", "order__words__text", "commitment", "state").iterator():
        yield Example(order, text, commitment, state == Link.State.CONFIRMED)
    linked = Link.objects.filter(order=OuterRef("order"), commitment=OuterRef("commitment"))
    offers = Offer.objects.exclude(dismissed_at=None).filter(~Exists(taught), ~Exists(linked), **readable)
    for order, text, commitment in offers.values_list("order", "order__words__text", "commitment").iterator():
        yield Example(order, text, commitment, False)


def _add(commitment: int, counts: Tally) -> None:
    standing = {row.word: row for row in Lesson.objects.select_for_update().filter(commitment=commitment)}
    new = []
    for word in {*counts.confirmed, *counts.rejected}:
        row = standing.get(word)
        if row is None:
            row = Lesson(commitment_id=commitment, word=word)
            new.append(row)
        row.confirmed += counts.confirmed[word]
        row.rejected += counts.rejected[word]
    Lesson.objects.bulk_create(new, batch_size=1000)
    Lesson.objects.bulk_update(list(standing.values()), ["confirmed", "rejected"], batch_size=1000)
