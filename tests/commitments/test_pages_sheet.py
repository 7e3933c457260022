"""Ongoing commitments reported on together: only filled lines count, all of them or none."""

from __future__ import annotations

import pytest

from commitments.models import Commitment, ProgressReport
from commitments.workflow import deciding, reporting
from tests.conftest import Cast, at
from tests.pages import queries, signed_in, text_of
from tests.promises import Promises

pytestmark = pytest.mark.django_db
URL = "/my/sheet/"


@pytest.fixture
def promises(cast: Cast, settings) -> Promises:
    settings.BUSINESS_DATE = "2021-05-20"
    return Promises(cast)


def ongoing(promises: Promises, many: int) -> list[Commitment]:
    return [promises.in_progress(kind="ongoing") for _n in range(many)]


def filled(rows: list[Commitment], *texts: str) -> dict[str, object]:
    lines = {f"{row.code}-narrative": text for row, text in zip(rows, texts, strict=True)}
    return {"code": [row.code for row in rows], **{f"{row.code}-version": row.version for row in rows}, **lines}


def test_the_sheet_shows_his_ongoing_items_with_what_was_told_last(cast, promises):
    row, other = ongoing(promises, 2)
    reporting.report_progress(row, actor=cast.clerk, at=at(2021, 4, 9), narrative="四月已巡查三次")
    promises.in_progress(title="一座桥")
    page = text_of(signed_in(cast.clerk).get(URL))
    assert "四月已巡查三次" in page and other.code in page and "一座桥" not in page
    assert row.code not in text_of(signed_in(cast.other_clerk).get(URL))


def test_only_filled_lines_are_saved_as_reports_like_any_other(cast, promises):
    rows = ongoing(promises, 3)
    client = signed_in(cast.clerk)
    data = filled(rows, "巡查四次", "", "培训两期") | {"idempotency_key": "sheet"}
    assert client.post(URL, data).status_code == client.post(URL, data).status_code == 302
    told = ProgressReport.objects.order_by("commitment__code").values_list("commitment__code", "narrative", "author__username")
    assert list(told) == [(rows[0].code, "巡查四次", "clerk"), (rows[2].code, "培训两期", "clerk")]
    after = Commitment.objects.get(pk=rows[0].pk)
    assert after.version == rows[0].version + 1 and after.last_report_on is not None


def test_one_bad_line_keeps_all_from_being_saved_and_every_bad_line_says_why(cast, promises):
    rows = ongoing(promises, 3)
    reporting.report_progress(rows[0], actor=cast.head, at=at(2021, 5, 19), narrative="单位负责人已报")
    deciding.suspend(rows[1], actor=cast.leader, at=at(2021, 5, 19), reason="政策调整")
    client = signed_in(cast.clerk)
    answer = client.post(URL, filled(rows, "甲", "乙", "丙"))
    assert answer.status_code == 422
    wrong = {line.row.code: line.form.errors.get("narrative") for line in answer.context["lines"]}
    assert wrong[rows[0].code] and wrong[rows[1].code] and not wrong[rows[2].code]
    page = text_of(answer)
    assert "单位负责人已报" in page and all(f"{text}</textarea>" in page for text in "甲乙丙")
    assert ProgressReport.objects.count() == 1


@pytest.mark.parametrize("texts", [("", ""), ("x" * 10_001, "丙")])
def test_nothing_or_too_much_is_a_sentence(cast, promises, texts):
    rows = ongoing(promises, 2)
    answer = signed_in(cast.clerk).post(URL, filled(rows, *texts))
    assert answer.status_code == 422 and "form-wrong" in text_of(answer)
    assert not ProgressReport.objects.exists()


def test_anothers_item_is_no_line(cast, promises):
    rows = ongoing(promises, 1)
    assert signed_in(cast.other_clerk).post(URL, filled(rows, "别家的")).status_code == 422
    assert not ProgressReport.objects.exists()


def test_the_sheet_asks_the_same_queries_however_long_it_is(cast, promises):
    client = signed_in(cast.clerk)
    ongoing(promises, 1)
    few = queries(client, URL)
    ongoing(promises, 4)
    assert queries(client, URL) == few <= 15
