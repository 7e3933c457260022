"""Repeats are shown while a call is taken down: the same caller, or the same thing at the same place – nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from hotline import workflow
from hotline.duplicates import repeats
from hotline.workflow import CallerData
from tests.hotline.conftest import TODAY

ON = TODAY.date()
SAID = "柳园小区停水两天了，物业说不清楚什么时候来水"


def numbers(found) -> list[str]:
    return [repeat.order.number for repeat in found]


def test_the_same_thing_at_the_same_place_is_found_and_another_is_not(cast, call):
    same = call("柳园小区已经停水两天，什么时候能来水", nature="complaint")
    call("柳园小区已经停水两天，什么时候能来水", nature="complaint", county=cast.county_2)
    call("学校门口的路灯坏了没人修", nature="complaint")
    call("柳园小区已经停水两天，什么时候能来水", nature="complaint", received_at=TODAY - timedelta(days=8))
    assert numbers(repeats(SAID, on=ON, nature="complaint", county=cast.county)) == [same.number]


@pytest.mark.parametrize(("ago", "found"), [(29, True), (31, False)])
def test_the_same_caller_is_found_whatever_is_said(call, ago, found):
    order = call("路灯坏了", caller=CallerData(phone="138 1234 5626"), received_at=TODAY - timedelta(days=ago))
    assert numbers(repeats(SAID, on=ON, phone="13812345626")) == ([order.number] if found else [])


def test_a_merged_order_is_not_offered_as_a_master(cast, call):
    master, repeat = call(SAID), call(SAID)
    workflow.merge(repeat, master, actor=cast.hotline, at=TODAY)
    assert numbers(repeats(SAID, on=ON)) == [master.number]


def test_nothing_typed_finds_nothing(call):
    call(SAID)
    assert repeats("", on=ON) == [] and repeats("，。", on=ON) == []


def test_the_fragment_names_the_order_and_why(cast, call, signed_in):
    order = call(SAID)
    page = signed_in(cast.hotline).post(reverse("hotline:repeats"), {"text": SAID, "county": "nowhere"}).content.decode()
    assert order.number in page and "说法相近" in page
    assert signed_in(cast.auditor).post(reverse("hotline:repeats"), {"text": SAID}).status_code == 403
