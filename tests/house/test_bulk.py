"""Many rows at once: as `bulk_create` writes them, by COPY where the engine has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from history.models import Event, StreamHead
from house import bulk

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MANY = bulk.WORTH_COPYING + 1
MORNING = datetime(2021, 10, 14, 9, 30, tzinfo=UTC)


def test_rows_written_at_once_read_as_they_were_made():
    said = {"words": '制表符\t换行\n引号"反斜线\\N', "count": 3, "nothing": None}
    made = [Event(stream=f"x:{n}", seq=1, action="made", at=MORNING, recorded_at=MORNING, data=said) for n in range(MANY)]
    bulk.insert(made)
    read = Event.objects.in_bulk([event.pk for event in made])
    assert len(read) == MANY
    assert {(event.data["words"], event.data["nothing"], event.at, event.actor) for event in read.values()} == {
        (said["words"], None, MORNING, None)
    }
    assert [read[event.pk].stream for event in made] == [f"x:{n}" for n in range(MANY)]


def test_a_row_that_is_there_already_stops_them_all():
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(StreamHead(stream=f"x:{n % (MANY - 1)}") for n in range(MANY))
    assert not StreamHead.objects.exists()
