"""The commitment's page: passage, figures, chart, sites, history – and what of it a stranger sees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commitments import charts, sentences, speech
from commitments.workflow import reporting
from commitments.workflow.table import TRANSITIONS
from tests.conftest import Cast, at
from tests.pages import signed_in, text_of
from tests.promises import Promises


@pytest.fixture(autouse=True)
def _on_a_day_in_may(settings):
    settings.BUSINESS_DATE = "2021-05-20"


@pytest.fixture
def promises(cast: Cast) -> Promises:
    return Promises(cast)


def test_the_quote_stands_in_its_paragraph_cut_at_whole_sentences():
    text = "标题\n前一句。" + "很长的一句话，" * 30 + "。新建学校24所。后一句。" + "再往后，" * 60 + "。尾句。\n下一段。"
    start = text.index("新建学校24所")
    before, quote, after = speech.passage(text, start, start + 7, around=3)
    assert quote == "新建学校24所"
    assert before.startswith("很长的一句话")  # the whole sentence before, and not the one before that
    assert after == "。后一句。"


def test_a_passage_never_leaves_its_paragraph():
    text = "第一段。\n第二段，新建学校。\n第三段。"
    start = text.index("新建学校")
    assert speech.passage(text, start, start + 4) == ("第二段，", "新建学校", "。")


def test_every_action_of_the_table_has_its_place_among_the_history_filters():
    grouped = [action for actions in sentences.GROUPS.values() for action in actions]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(TRANSITIONS) | {"create"}


def test_the_figure_moves_with_the_events(cast, promises):
    row = promises.in_progress(**promises.schools())
    for day, value in ((10, 4), (20, 9)):
        row = promises.figure(row, value, on=at(2021, 4, day))
    context = signed_in(cast.clerk).get(row.get_absolute_url()).context
    assert context["actual"] == [(date(2021, 4, 10), Decimal(4)), (date(2021, 4, 20), Decimal(9))]
    assert context["charts"]["wide"].dots[-1].text == "9"
    assert "9所" in context["finding"].replace(" ", "")


def test_a_promise_without_a_number_has_no_chart(cast, promises):
    assert signed_in(cast.clerk).get(promises.in_progress().get_absolute_url()).context["charts"] is None


def test_sites_stand_unfinished_first_and_count(cast, promises):
    row = promises.in_progress(**promises.schools(3), site_names=["一小", "二小", "三小"])
    site = row.sites.get(name="一小")
    reporting.update_site(site, actor=cast.clerk, at=at(2021, 5, 6), stage="completed", completed_on=date(2021, 5, 5))
    context = signed_in(cast.clerk).get(row.get_absolute_url()).context
    assert [site.name for site in context["sites_open"]] == ["二小", "三小"]
    assert [site.name for site in context["sites_done"]] == ["一小"]
    assert context["commitment"].current_value == Decimal(1)


def test_history_is_filtered_and_paged(cast, promises):
    row = promises.in_progress()
    for day in range(1, 20):
        for hour in (9, 15):
            reporting.report_progress(promises.fresh(row), actor=cast.clerk, at=at(2021, 4, day, hour), narrative=f"第{day}天")
    client = signed_in(cast.clerk)
    progress = client.get(f"{row.get_absolute_url()}?history=progress").context
    assert progress["history"].paginator.count == 38
    assert {told.action for told in progress["told"]} == {"report_progress"}
    second = client.get(f"{row.get_absolute_url()}?history=progress&page=2").context
    assert len(second["told"]) == 8
    part = client.get(f"{row.get_absolute_url()}?history=assignment", headers={"HX-Request": "true"})
    assert "<html" not in text_of(part)
    assert "签收" in text_of(part)


def test_a_stranger_sees_figures_and_stages_but_no_words(cast, promises):
    row = promises.figure(promises.in_progress(**promises.schools()), 9, on=at(2021, 5, 4), narrative="征地受阻")
    promises.extension(row, date(2022, 1, 31), on=at(2021, 5, 6))
    page = text_of(signed_in(cast.other_clerk).get(row.get_absolute_url()))
    assert "征地受阻" not in page
    assert "资金未到位" not in page
    assert "申请延期至" not in page
    assert "填报截至2021年5月4日的数值：9" in page


def test_english_is_complete_on_the_page(cast, promises):
    row = promises.in_progress(**promises.schools())
    client = signed_in(cast.clerk)
    client.cookies["django_language"] = "en"
    page = text_of(client.get(row.get_absolute_url()))
    assert "What happened" in page
    assert "You can now" in page
    assert "发生过什么" not in page


# The drawing


def drawing(**fields):
    given = {
        "actual": [(date(2021, 4, 1), Decimal(4)), (date(2021, 5, 1), Decimal(9))],
        "plan": [(date(2021, 4, 30), Decimal(6)), (date(2021, 12, 31), Decimal(24))],
        "target": Decimal(24),
        "since": date(2021, 3, 1),
        "deadlines": [(date(2021, 12, 31), "current")],
        "today": date(2021, 5, 20),
    }
    return charts.draw(**given | fields)


def test_the_drawing_runs_from_assignment_to_the_last_day_that_matters():
    chart = drawing()
    assert chart.uprights[-1].x == chart.right
    assert chart.uprights[0].kind == "today"
    assert chart.target_y > chart.top


def test_the_actual_line_reaches_today_and_no_further():
    chart = drawing()
    last = chart.actual.split()[-1]
    assert float(last.split(",")[0]) == chart.uprights[0].x
    assert float(last.split(",")[1]) == chart.dots[-1].y


@pytest.mark.parametrize("low", ["-3.5", "0", "100000000"])
def test_any_figure_stays_on_the_paper(low):
    chart = drawing(actual=[(date(2021, 4, 1), Decimal(low))], plan=[])
    for mark in (*chart.dots, *chart.grid):
        assert chart.top - 0.1 <= mark.y <= chart.bottom + 0.1
    assert 3 <= len(chart.grid) <= 8


def test_labels_of_near_days_stand_one_above_the_other():
    chart = drawing(deadlines=[(date(2021, 5, 25), "original"), (date(2021, 12, 31), "current")])
    today, original = chart.uprights[0], chart.uprights[1]
    assert today.row != original.row
