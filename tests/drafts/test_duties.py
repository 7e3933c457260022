"""Whom a draft proposes: an office of another city stays by its name; the duties a city keeps decide for its own units."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import drafting
from commitments.workflow import assigning
from departments.models import Department
from drafting import Duties, rules
from drafting.precedents import Precedent, Precedents
from drafting.scoring import load_marks
from drafts import loading, review, words
from drafts.models import Mark
from history.models import Event
from tests.conftest import Cast
from tests.drafts.conftest import NOW

TEXT = "二、2022年重点工作\n\n（一）办好实事。新建水库3座，新建学校24所，建设银杏小游园12处。\n"


def read(slug: str) -> dict[str, Mark]:
    year = 2000 + len(slug)
    report, _made = loading.load(TEXT.encode(), "x.txt", slug=slug, year=year, title="x", with_drafts=True, at=NOW)
    return {row.title: row.draft_mark for row in report.commitments.select_related("draft_mark", "lead")}


def test_an_office_that_no_unit_answers_to_is_kept_by_its_name_and_shown(cast: Cast, client):
    mark = next(mark for title, mark in read("a").items() if "水库" in title)
    office = next(reason["words"] for reason in mark.because if reason["rule"] == "office")
    assert mark.commitment.lead is None and office
    client.force_login(cast.supervisor)
    assert office in client.get("/drafts/a/").content.decode()


@pytest.mark.parametrize(
    ("office", "name"),
    [
        ("人力资源社会保障部门", "某市人力资源和社会保障局"),
        ("国资监管部门", "某市国有资产监督管理委员会"),
        ("数据管理部门", "某市大数据局"),
        ("民政部门", "某市民政局"),
        ("总工会", None),
    ],
)
def test_a_kind_of_office_finds_the_unit_a_city_names_more_fully(office: str, name: str | None):
    names = ("某市人力资源和社会保障局", "某市国有资产监督管理委员会", "某市大数据局", "某市人民政府办公室", "某市民政局")
    units = loading.Units([Department(name=name, short_name=name, code=name) for name in names], Precedents([]))
    found = units.one(office)
    assert (found.name if found else None) == name


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


def test_a_confirmed_lead_is_proposed_for_the_same_words_of_the_next_report(cast: Cast, client):
    first = read("a")
    school = next(mark.commitment for title, mark in first.items() if "学校" in title)
    garden = next(mark.commitment for title, mark in first.items() if "游园" in title)
    assert school.lead == cast.education
    review.correct(school, actor=cast.supervisor, at=NOW, lead=cast.housing)  # against the words of the duties
    assigning.assign(garden, actor=cast.supervisor, at=NOW, lead=cast.education)
    again = read("bb")
    mine = next(mark for title, mark in again.items() if "学校" in title)
    assert mine.commitment.lead == cast.housing and mine.commitment.lead_suggested
    assert {"rule": "similar", "words": f"{school.code} 新建学校24所"} in mine.because
    assert next(mark for title, mark in again.items() if "游园" in title).commitment.lead == cast.education
    client.force_login(cast.supervisor)
    page = client.get("/drafts/duties/").content.decode()
    assert page.count('data-label="已确认牵头">1</td>') == 2


def test_a_proposal_nobody_confirmed_teaches_nothing(cast: Cast):
    read("a")
    assert not any(reason["rule"] == "similar" for mark in read("bb").values() for reason in mark.because)


def test_confirmed_leads_of_four_fifths_of_the_registry_mend_proposals_of_the_rest():
    """Measured on the registry of 2021: 224 of 294 leads right with what was confirmed, 221 by the general duties alone;
    where no duties are known at all, 154 by what was confirmed alone.
    """
    folder = Path(__file__).parents[2] / "fixtures"
    rows = json.loads((folder / "departments.json").read_text("utf-8"))["departments"]
    names = ("code", "name", "short_name", "aliases", "kind", "duties")
    units = [Department(pk=number, order=number, **{name: row[name] for name in names}) for number, row in enumerate(rows)]
    unlearned = [Department(pk=unit.pk, order=unit.order, code=unit.code, name=unit.name, kind=unit.kind) for unit in units]
    text = (folder / "liaocheng_2021.txt").read_text("utf-8")
    registry = json.loads((folder / "liaocheng_2021.json").read_text("utf-8"))["commitments"]
    places = {(mark.start, mark.end): row for mark, row in zip(load_marks(text, registry), registry, strict=True)}

    def right(taught: bool, units: list[Department], duties: Duties | None = None) -> int:
        count = 0
        drafts = drafting.read_report(text, with_ongoing=True, duties=duties).drafts
        for part in range(5):
            others = [row for number, row in enumerate(registry) if number % 5 != part]
            known = [Precedent(row["quote"], row["theme"], row["lead"], row["code"]) for row in others]
            here = loading.Units(units, Precedents(known if taught else []))
            for item in drafts:
                row = places.get((item.start, item.end))
                if row and row not in others:
                    lead = loading.Offices(item, here).lead
                    count += lead is not None and lead.code == row["lead"]
        return count

    assert right(True, units) >= right(False, units)
    assert right(False, unlearned, Duties({})) == 0
    assert right(True, unlearned, Duties({})) >= 147  # half


@pytest.mark.parametrize("wrong", ["市", "长" * 21])
def test_a_duty_must_tell_a_unit(cast: Cast, client, wrong):
    client.force_login(cast.admin)
    assert client.post("/drafts/duties/housing/", {"duties": wrong}).status_code == 422


def test_every_reason_of_the_engine_has_words_for_the_reader():
    assert set(rules.RULES) <= set(words.RULES) and set(rules.LOOSE) <= set(words.LOOSE)
