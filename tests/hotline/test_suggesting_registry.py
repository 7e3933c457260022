"""Suggesting over the registry of 2021, loaded once for all tests here: reasons, silence, the command, an edit's effect."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from commitments.models import Commitment, Report
from departments.access import Denied
from departments.models import Role
from history.models import Event
from hotline.models import Concept
from hotline.suggesting import editing, loading, suggest
from tests.conftest import Cast

from . import complaints
from .conftest import TODAY

pytestmark = pytest.mark.django_db  # so that the database is made when this file runs alone
LEAKING = "我们楼三十多年了，外墙掉皮下水道老堵"


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Report]:
    with django_db_blocker.unblock(), complaints.registry_loaded() as row:
        yield row


@pytest.fixture
def report(loaded: Report) -> Iterator[Report]:
    """The registry; what a test writes is gone after it."""
    with transaction.atomic():
        yield loaded
        transaction.set_rollback(True)


def test_reasons_can_be_checked_in_the_complaint_and_in_the_report(report):
    best = suggest(LEAKING, report=report, on=TODAY.date())[0]
    said = [word for reason in best.reasons[:1] for word in reason.split("“")[1:]]
    assert said and all(word.split("”")[0] in LEAKING for word in said[:-1])
    assert any("老旧小区" in reason and "报告" in reason for reason in best.reasons)
    assert "老旧小区" in best.quote and 0 < best.score <= 1


def test_what_is_excluded_is_never_offered(report):
    offered = [one.code for one in suggest(LEAKING, report=report)]
    assert offered[0] == "2021-06-025"
    assert offered[0] not in [one.code for one in suggest(LEAKING, report=report, exclude={offered[0]})]


def test_merged_and_cancelled_commitments_are_not_offered(report):
    Commitment.objects.filter(code="2021-06-025").update(stage="cancelled", version=99)
    assert "2021-06-025" not in [one.code for one in suggest(LEAKING, report=report)]


def test_silence_and_an_unknown_report(report):
    assert suggest("", report=report) == suggest("   \n", report=report) == []
    with pytest.raises(Report.DoesNotExist):
        suggest(LEAKING, report="nowhere-1999")


class TestCommand:
    def run(self, tmp_path: Any, lines: list[str], **options: Any) -> list[dict[str, Any]]:
        source, out = tmp_path / "complaints.jsonl", io.StringIO()
        source.write_text("\n".join(lines), encoding="utf-8")
        call_command("suggest_links", str(source), report=complaints.SLUG, stdout=out, **options)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_answers_in_the_order_asked_and_is_silent_where_nothing_fits(self, report, tmp_path):
        asked = [{"id": "z", "text": LEAKING, "county": "东昌府区"}, {"id": 7, "text": "快递丢了客服不管"}]
        answers = self.run(tmp_path, [json.dumps(one, ensure_ascii=False) for one in asked], top=2)
        assert [one["id"] for one in answers] == ["z", 7]
        assert answers[1]["suggestions"] == []
        assert len(answers[0]["suggestions"]) == 2
        first = answers[0]["suggestions"][0]
        assert set(first) == {"code", "quote", "score", "reasons"} and first["quote"] == "改造老旧小区172个"

    @pytest.mark.parametrize(
        "line, sentence",
        [("not json", "line 1: not JSON"), ('{"id": 1}', "line 1: an object"), ('{"id": 1, "text": 5}', "line 1: “text”")],
    )
    def test_a_broken_line_is_named(self, report, tmp_path, line, sentence):
        with pytest.raises(CommandError, match=sentence):
            self.run(tmp_path, [line])


def test_loaded_or_not_the_answers_are_the_same(report):
    before = [one.as_json() for one in suggest(LEAKING, report=report)]
    loading.load(at=TODAY)
    assert [one.as_json() for one in suggest(LEAKING, report=report)] == before


def test_an_expression_added_by_the_lead_counts_at_once_and_one_dropped_no_longer(report):
    loading.load(at=TODAY)
    strange = "咱这骨灰级筒子房咋整"
    assert suggest(strange, report=report) == []
    concept = Concept.objects.get(code="old-compounds")
    given: dict[str, Any] = {"actor": Cast.person("lead", Role.HOTLINE_LEAD, None), "at": TODAY}
    terms = [editing.add_expression(concept, kind="spoken", text=text, **given) for text in ("骨灰级", "筒子房", "骨灰级+筒子房")]
    assert suggest(strange, report=report)[0].code == "2021-06-025"
    for term in terms:
        editing.switch_expression(term, is_active=False, **given)
    assert suggest(strange, report=report) == []
    assert Event.objects.filter(stream="concept:old-compounds").count() == 6
    with pytest.raises(Denied):
        editing.add_expression(concept, kind="spoken", text="破楼", actor=Cast.person("agent", Role.HOTLINE, None), at=TODAY)
