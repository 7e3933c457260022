"""The annotated report: nothing of the speech is lost, days that are past are told from the events, cards tell in short."""

from __future__ import annotations

import re
from datetime import date

import pytest

from commitments import speech
from commitments.models import Commitment, Report
from desk.templatetags.annotated import annotated
from tests.conftest import Cast, at
from tests.pages import signed_in, text_of
from tests.promises import Promises

URL = "/reports/town-2021/"


@pytest.fixture(autouse=True)
def _on_a_day_in_may(settings):
    settings.BUSINESS_DATE = "2021-05-20"


@pytest.fixture
def promises(cast: Cast) -> Promises:
    return Promises(cast)


def speech_of(page: str) -> str:
    """The words on the paper, without what the tool adds beside them."""
    paper = page[page.index("data-paper>") + len("data-paper>") : page.index('<svg class="spine')]
    paper = re.sub(r'<span class="margin-note"[^>]*>(<span>.*?</span>)*</span>', "", paper, flags=re.S)
    paper = re.sub(r"<(\w+)[^>]*data-aside[^>]*>.*?</\1>", "", paper, flags=re.S)
    return re.sub(r"<[^>]+>", "", paper)


def test_not_a_character_of_the_speech_is_changed(cast, promises):
    promises.in_progress()
    promises.completed()
    text = Report.objects.get().text
    shown = speech_of(text_of(signed_in(cast.clerk).get(URL)))
    assert shown.replace("\n", "").strip() == text.replace("\n", "").strip()


def test_no_word_of_the_speech_or_of_a_title_becomes_html():
    text = "<b>新建</b>学校&医院。"
    rows = [
        Commitment(pk=n, code=f"2021-01-00{n}", title="<i>学校", start=0, end=end, light="red") for n, end in ((1, 9), (2, 9))
    ]
    for row in rows:  # the second one's words are all under the first: it is named by a sign
        row.mark, row.moved = "red", 1  # type: ignore[attr-defined]
    page = annotated(speech.lay_out(text, rows), "?on=2021-05-01&compare=2021-04-01")
    assert "&lt;b&gt;新建&lt;/b&gt;" in page and "学校&amp;医院" in page and "&lt;i&gt;学校" in page
    assert page.count('data-card="/commitments/2021-01-001/card/?on=2021-05-01&amp;compare=2021-04-01"') == 1
    assert not re.search("<[bi]>", page) and 'class="promise promise-red promise-moved"' in page and 'id="c-2021-01-002"' in page


def test_the_filters_fade_the_rest(cast, promises):
    kept = promises.in_progress(kind="ongoing", on=at(2021, 5, 6))
    faded = promises.in_progress(on=at(2021, 5, 6))
    page = signed_in(cast.clerk).get(f"{URL}?kind=ongoing")
    marks = {row.code: row.mark for block in page.context["blocks"] for piece in block.pieces if (row := piece.row)}
    assert marks == {kept.code: "green", faded.code: "faded"}
    assert page.context["total"] == 1


def test_a_past_day_is_told_from_the_events(cast, promises):
    row = promises.in_progress(deadline=date(2021, 4, 30))
    client = signed_in(cast.supervisor)
    assert client.get(URL).context["counts"]["red"] == 1
    then = client.get(f"{URL}?on=2021-04-15").context
    assert then["counts"]["red"] == 0
    assert then["counts"]["yellow"] == 1  # fifteen days before its deadline
    before = client.get(f"{URL}?on=2021-02-25").context
    assert before["counts"]["none"] == 1  # a draft: no clock ran
    assert promises.fresh(row).light == "red"


def test_two_days_are_compared(cast, promises):
    promises.in_progress(deadline=date(2021, 4, 30))
    promises.in_progress(on=at(2021, 5, 6))  # a draft on the day compared with
    page = signed_in(cast.supervisor).get(f"{URL}?compare=2021-04-15")
    moved = {chip["light"]: chip["moved"] for chip in page.context["chips"]}
    assert moved == {"red": 1, "yellow": -1, "green": 1, "completed": 0, "none": -1}
    assert page.context["moved"] == 2
    assert "有2项亮灯不同" in text_of(page)


@pytest.mark.parametrize("query", ["on=never", "on=1999-01-01", "on=2099-01-01", "compare=x", "compare=2099-12-31&on=2021-02-30"])
def test_a_day_that_is_none_is_today_and_the_page_says_so(cast, promises, query):
    promises.in_progress()
    page = signed_in(cast.clerk).get(f"{URL}?{query}")
    assert page.status_code == 200
    assert page.context["on"] == date(2021, 5, 20)
    assert text_of(page).count('role="alert"') == query.count("=")


def test_a_day_that_is_one_is_not_remarked_upon(cast, promises):
    promises.in_progress()
    assert not signed_in(cast.clerk).get(f"{URL}?on=2021-05-01&compare=2021-04-01").context["no_days"]


@pytest.mark.parametrize(("light", "said"), [("green", True), ("red", False)])
def test_an_item_that_has_been_red_says_so(cast, promises, light, said):
    row = promises.in_progress()
    stands = {"light": light, "light_on": date(2021, 5, 20), "light_changes_on": date(2021, 12, 1)}
    Commitment.objects.filter(pk=row.pk).update(was_red=True, **stands)
    assert ("曾亮红灯" in text_of(signed_in(cast.clerk).get(row.get_absolute_url()))) is said


def test_the_card_tells_in_short_how_it_stands_and_stood(cast, promises):
    row = promises.figure(promises.in_progress(**promises.schools(), deadline=date(2021, 4, 30)), 9, on=at(2021, 4, 1))
    client = signed_in(cast.other_clerk)
    now = text_of(client.get(f"{row.get_absolute_url()}card/?compare=2021-04-15"))
    assert "红灯" in now
    assert "市教育和体育局" in now
    assert "黄灯" in now  # on the day compared with
    then = text_of(client.get(f"{row.get_absolute_url()}card/?on=2021-03-15"))
    assert "红灯" not in then
    assert "<html" not in now


def test_the_card_of_a_draft_is_not_for_strangers(cast, promises):
    row = promises.draft()
    assert signed_in(cast.other_clerk).get(f"{row.get_absolute_url()}card/").status_code == 404
