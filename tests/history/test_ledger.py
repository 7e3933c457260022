"""History: appended in the caller's transaction, refused otherwise, and every break has a name."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from history import ledger
from history.models import Event, SealedHead, StreamHead
from history.verify import OBJECTS, verify
from tests.conftest import at

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NOON = at(2021, 3, 1, 12)


@pytest.fixture(autouse=True)
def _only_our_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    for prefix in list(OBJECTS):
        monkeypatch.delitem(OBJECTS, prefix)


def tell(stream: str, count: int = 3) -> list[Event]:
    return [ledger.record(stream, "report", actor=None, at=NOON, data={"n": str(n)}) for n in range(count)]


def without_triggers() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("history_event", "history_sealedhead", "history_seal"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'history_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


def test_an_untouched_history_verifies():
    tell("commitment:a"), tell("commitment:b")
    ledger.seal_day(date(2021, 3, 1))
    verdict = verify()
    assert verdict.broken == []
    assert (verdict.streams, verdict.events, verdict.seals) == (2, 6, 1)


@pytest.mark.parametrize("statement", ["UPDATE history_event SET action = 'x'", "DELETE FROM history_event"])
def test_events_can_be_neither_changed_nor_deleted(statement):
    tell("commitment:a")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 3


def test_an_event_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError):
        ledger.record("commitment:a", "report", actor=None, at=NOON)


def test_floats_are_refused_because_two_databases_write_them_differently():
    with pytest.raises(TypeError):
        ledger.record("commitment:a", "report", actor=None, at=NOON, data={"value": 2.5})


def test_an_edited_field_is_named():
    second = tell("commitment:a")[1]
    without_triggers()
    Event.objects.filter(pk=second.pk).update(data={"n": "9"})
    [broken] = verify().broken
    assert (broken.stream, broken.seq) == ("commitment:a", 2)


def test_a_deleted_middle_event_is_named():
    second = tell("commitment:a")[1]
    without_triggers()
    Event.objects.filter(pk=second.pk).delete()
    [broken] = verify().broken
    assert (broken.seq, broken.why) == (3, "event 2 is missing before it")


def test_the_deleted_newest_event_is_named_by_the_head():
    newest = tell("commitment:a")[-1]
    without_triggers()
    Event.objects.filter(pk=newest.pk).delete()
    [broken] = verify().broken
    assert broken.seq == 3


def test_the_deleted_newest_event_is_named_by_the_seal_where_the_head_was_forged_too():
    events = tell("commitment:a")
    ledger.seal_day(date(2021, 3, 1))
    without_triggers()
    Event.objects.filter(pk=events[-1].pk).delete()
    StreamHead.objects.update(seq=2, digest=events[1].digest)
    [broken] = verify().broken
    assert broken.why == "a sealed event is missing at the end"


def test_two_swapped_events_are_named():
    first, second, _ = tell("commitment:a")
    without_triggers()
    Event.objects.filter(pk=first.pk).update(seq=99)
    Event.objects.filter(pk=second.pk).update(seq=1)
    Event.objects.filter(pk=first.pk).update(seq=2)
    assert verify().broken[0].seq == 1


def test_a_whole_object_removed_with_its_history_shows_by_the_seal():
    tell("commitment:a"), tell("commitment:b")
    ledger.seal_day(date(2021, 3, 1))
    without_triggers()
    Event.objects.filter(stream="commitment:a").delete()
    StreamHead.objects.filter(stream="commitment:a").delete()
    [broken] = verify().broken
    assert (broken.stream, broken.why) == ("commitment:a", "a sealed object is missing with its whole history")


def test_an_object_removed_while_its_history_stands_shows(monkeypatch):
    tell("commitment:a")
    monkeypatch.setitem(OBJECTS, "commitment", lambda: ["commitment:b"])
    assert {broken.why for broken in verify().broken} == {
        "the object stands without any history",
        "the object is gone, its history still stands",
    }


def test_a_forged_seal_is_named():
    tell("commitment:a")
    ledger.seal_day(date(2021, 3, 1))
    without_triggers()
    SealedHead.objects.update(digest="0" * 64)
    assert "seal" in {broken.stream for broken in verify().broken}


def test_sealing_twice_seals_nothing_new():
    tell("commitment:a")
    assert ledger.seal_day(date(2021, 3, 1)) is not None
    assert ledger.seal_day(date(2021, 3, 2)) is None
