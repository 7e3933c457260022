"""The 2021 report against its registry, which was read by hand, sentence by sentence (fixtures/)."""

import json
from pathlib import Path

import pytest

from drafting import Drafted, read_report
from drafting.rules import LOOSE, RULES
from drafting.scoring import load_marks, score

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="module")
def text() -> str:
    return (FIXTURES / "liaocheng_2021.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def marks(text):
    return load_marks(text, json.loads((FIXTURES / "liaocheng_2021.json").read_text("utf-8"))["commitments"])


@pytest.fixture(scope="module")
def drafted(text) -> Drafted:
    return read_report(text, with_ongoing=True)


def test_every_number_of_the_registry_is_drafted_with_value_comparator_unit_and_deadline(drafted, marks):
    result = score(drafted.drafts, marks, "quantified")
    assert (result.right, result.exact, result.extra, result.missed) == (66, 66, 0, 0), result.differences
    assert result.mean_overlap > 0.95


def test_deliverables_of_the_registry_are_drafted_but_for_those_explained_in_the_document(drafted, marks):
    result = score(drafted.drafts, marks, "deliverable")
    extra = [line for line in result.differences if line.startswith("+")]
    assert extra == ["+ 主要经济指标年均增速高于全省平均水平"]  # a five-year aim: the registry begins with the tasks of 2021
    assert result.missed <= 5, result.differences


def test_most_standing_efforts_are_drafted_on_demand(drafted, marks):
    assert score(drafted.drafts, marks, "ongoing").recall > 0.65


def test_the_review_of_the_report_yields_nothing(text, drafted):
    plan = text.index("三、2021年目标任务和重点工作")
    aims = text.index("二、“十四五”时期面临的形势和主要任务")
    assert not [item for item in drafted.drafts if item.start < aims]
    assert not [item for item in drafted.drafts if item.start < plan and item.kind == "quantified"]


def test_every_reason_given_is_one_of_the_rules(drafted):
    assert {reason.rule for item in drafted.drafts for reason in item.because} <= set(RULES)
    assert {number.reason for number in drafted.loose_numbers} <= set(LOOSE)
