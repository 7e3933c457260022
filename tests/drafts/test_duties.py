"""Whom a draft proposes: an office of another city stays by its name; the duties a city keeps decide for its own units."""

from __future__ import annotations

import pytest

from drafting import rules
from drafts import loading, words
from drafts.models import Mark
from history.models import Event
from tests.conftest import Cast
from tests.drafts.conftest import NOW

TEXT = "二、2022年重点工作\n\n（一）办好实事。新建污水处理厂3座，新建学校24所，建设银杏小游园12处。\n"


def read(slug: str) -> dict[str, Mark]:
    year = 2000 + len(slug)
    report, _made = loading.load(TEXT.encode(), "x.txt", slug=slug, year=year, title="x", with_drafts=True, at=NOW)
    return {row.title: row.draft_mark for row in report.commitments.select_related("draft_mark", "lead")}


def test_an_office_that_no_unit_answers_to_is_kept_by_its_name_and_shown(cast: Cast, client):
    mark = next(mark for title, mark in read("a").items() if "污水" in title)
    office = next(reason["words"] for reason in mark.because if reason["rule"] == "office")
    assert mark.commitment.lead is None and office
    client.force_login(cast.supervisor)
    assert office in client.get("/drafts/a/").content.decode()


def test_a_duty_added_speaks_in_the_next_report_and_gives_its_reason(cast: Cast, client):
    client.force_login(cast.supervisor)
    answer = client.post("/drafts/duties/housing/", {"duties": "银杏小游园\n\n银杏小游园\n绿色建筑"})
    assert answer.status_code == 302
    cast.housing.refresh_from_db()
    assert cast.housing.duties == ["银杏小游园", "绿色建筑"]
    assert Event.objects.get(stream="department:housing").data["duties"] == [[], ["银杏小游园", "绿色建筑"]]
    marks = read("b")
    mine = next(mark for title, mark in marks.items() if "游园" in title)
    assert mine.commitment.lead == cast.housing
    assert {"rule": "own duty", "words": "银杏小游园"} in mine.because
    assert next(mark for title, mark in marks.items() if "学校" in title).commitment.lead == cast.education


@pytest.mark.parametrize("wrong", ["市", "长" * 21])
def test_a_duty_must_tell_a_unit(cast: Cast, client, wrong):
    client.force_login(cast.admin)
    assert client.post("/drafts/duties/housing/", {"duties": wrong}).status_code == 422


def test_every_reason_of_the_engine_has_words_for_the_reader():
    assert set(rules.RULES) <= set(words.RULES) and set(rules.LOOSE) <= set(words.LOOSE)
