"""Taking down: every call gets a number of its own, another platform's number is kept once, nothing half-written."""

from __future__ import annotations

import os
import threading

import pytest
from django.db import connections

from commitments.workflow.table import Conflict, Invalid
from departments.access import Denied
from history.models import Event
from history.verify import verify
from hotline import workflow
from hotline.models import DayCount, WorkOrder, WorkOrderText
from tests.conftest import Cast, at
from tests.hotline.conftest import TODAY, WORDS

two_writers = pytest.mark.skipif(os.environ.get("TEST_ENGINE") == "sqlite", reason="SQLite lets one write at a time")


def test_a_call_gets_the_days_next_number_and_an_event_without_its_words(cast, call):
    first, second = call(), call("另一通电话")
    assert (first.number, second.number) == ("DH-20211014-0001", "DH-20211014-0002")
    event = Event.objects.get(stream=first.stream)
    assert event.action == "register"
    assert "围挡" not in str(event.data)
    assert first.words.text == WORDS
    assert verify().broken == []


def test_a_number_follows_the_day_the_citizen_called(call):
    assert call(received_at=at(2021, 10, 1, 9)).number == "DH-20211001-0001"
    assert call().number == "DH-20211014-0001"


def test_numbers_grow_wider_where_a_day_brings_more_than_9999_calls(call):
    DayCount.objects.create(day=TODAY.date(), last=9_999)
    assert [call().number, call().number] == ["DH-20211014-10000", "DH-20211014-10001"]


def test_another_platforms_number_is_kept_and_unique_per_source(call):
    assert call(source="12345", source_number="LC-7").source_number == "LC-7"
    assert call(source="grid", source_number="LC-7").source_number == "LC-7"
    with pytest.raises(Invalid) as refusal:
        call(source="12345", source_number=" LC-7 ")
    assert "source_number" in refusal.value.fields
    with pytest.raises(Invalid):
        call(source="12345", source_number="")
    assert WorkOrder.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  \n"}, "text"),
        ({"source_number": "DH-20211014-0002"}, "source"),
        ({"text": "长" * 10_001}, "text"),
        ({"received_at": at(2021, 10, 15)}, "received_at"),
    ],
)
def test_what_cannot_be_taken_down_leaves_nothing(call, given, field):
    with pytest.raises(Invalid) as refusal:
        call(**given)
    assert field in refusal.value.fields
    assert not WorkOrder.objects.exists() and not WorkOrderText.objects.exists() and not DayCount.objects.exists()


def test_a_municipal_department_is_no_place(cast, call):
    with pytest.raises(Invalid):
        call(county=cast.housing)


@pytest.mark.parametrize("who", ["clerk", "supervisor", "auditor", "leader", "admin"])
def test_only_the_hotline_takes_down(cast, who):
    with pytest.raises(Denied):
        workflow.take_down(actor=getattr(cast, who), at=TODAY, text=WORDS)


def test_a_summary_changed_meanwhile_is_not_overwritten(cast, call):
    order = call()
    workflow.release_summary(order, actor=cast.hotline, at=TODAY, summary="第一句", version=order.version)
    with pytest.raises(Conflict):
        workflow.release_summary(order, actor=cast.hotline_lead, at=TODAY, summary="第二句", version=order.version)
    assert WorkOrder.objects.get(pk=order.pk).summary == "第一句"


@two_writers
def test_two_agents_at_once_get_two_numbers(transactional_db):
    cast, numbers, start = Cast(), [], threading.Barrier(2)

    def take() -> None:
        start.wait()
        try:
            for _ in range(5):
                numbers.append(workflow.take_down(actor=cast.hotline, at=TODAY, text=WORDS).number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(numbers) == [f"DH-20211014-{n:04d}" for n in range(1, 11)]


@two_writers
def test_the_same_platform_number_twice_at_once_is_taken_down_once(transactional_db):
    cast, refused, start = Cast(), [], threading.Barrier(2)

    def take() -> None:
        start.wait()
        try:
            workflow.take_down(actor=cast.hotline, at=TODAY, text=WORDS, source="12345", source_number="X-1")
        except Invalid as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert WorkOrder.objects.count() == 1 and len(refused) == 1
