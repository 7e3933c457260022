"""Confirmed and rejected links teach: measurably, each once, without keeping anybody's words."""

from __future__ import annotations

import pytest

from hotline import workflow
from hotline.models import Lesson, Taught, WorkOrderText
from hotline.suggesting import suggest
from hotline.suggesting.teaching import learn

from .conftest import TODAY


@pytest.fixture
def decide(cast, promise):
    """Takes down a call, links it and lets the hotline lead decide."""
    row = promise(quote="办好民生实事", title="办好民生实事", start=0, end=6)

    def call(text: str, decision):
        order = workflow.take_down(actor=cast.hotline, at=TODAY, text=text)
        made = workflow.link(order, row, actor=cast.hotline, at=TODAY, kind="asks")
        decision(made, actor=cast.hotline_lead, at=TODAY)
        return order

    call.promise = row
    return call


SAID = ["凤凰湖的栈道什么时候能修好，木板都糟了", "凤凰湖栈道木板断了，孩子踩空", "湖边栈道坏了，木板翘起来"]
NEXT = "湖边栈道的木板又断了两块，孩子差点踩空"


def test_confirmed_links_teach_words_nobody_had_written_down(decide):
    assert decide.promise.code not in [one.code for one in suggest(NEXT)]
    for text in SAID * 4:
        decide(text, workflow.confirm)
    learn(at=TODAY)
    found = {one.code: one for one in suggest(NEXT)}
    assert any("栈道" in reason or "木板" in reason for reason in found[decide.promise.code].reasons)


def test_rejected_links_speak_against_it(decide):
    for text in SAID * 4:
        decide(text, workflow.confirm)
    learn(at=TODAY)
    before = next(one.score for one in suggest(NEXT) if one.code == decide.promise.code)
    for text in SAID * 3:
        decide(text, workflow.reject)
    learn(at=TODAY)
    assert before > next((one.score for one in suggest(NEXT) if one.code == decide.promise.code), 0)


def test_a_decision_teaches_once_and_its_lesson_outlives_the_words(decide):
    decide(SAID[0], workflow.confirm)
    assert learn(at=TODAY)[0] == 1
    lessons = list(Lesson.objects.order_by("pk").values_list("word", "confirmed", "rejected"))
    WorkOrderText.objects.all().delete()
    assert learn(at=TODAY)[0] == 0
    assert list(Lesson.objects.order_by("pk").values_list("word", "confirmed", "rejected")) == lessons
    assert Taught.objects.count() == 1


def test_a_lesson_keeps_no_name_and_no_number(decide):
    decide("我叫欧阳翠花，电话13806351234，住柳园小区8号楼，凤凰湖栈道坏了", workflow.confirm)
    learn(at=TODAY)
    kept = " ".join(Lesson.objects.values_list("word", flat=True))
    assert "栈道" in kept
    assert not [secret for secret in ("欧阳", "翠花", "13806351234", "8号楼") if secret in kept]


def test_a_link_not_decided_yet_teaches_nothing(cast, promise):
    order = workflow.take_down(actor=cast.hotline, at=TODAY, text=SAID[0])
    workflow.link(order, promise(), actor=cast.hotline, at=TODAY, kind="asks")
    assert learn(at=TODAY) == (0, 0)
