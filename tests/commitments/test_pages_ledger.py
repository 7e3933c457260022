"""The ledger: counts beside the filters, columns, groups, kept views, and an export of exactly what is shown."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from commitments import ledger
from commitments.models import SavedView
from commitments.rules import rules
from commitments.views import listing
from house import paging
from tests.conftest import Cast, at
from tests.pages import queries, signed_in, text_of
from tests.promises import Promises

URL = "/commitments/"


@pytest.fixture(autouse=True)
def _on_a_day_in_may(settings):
    settings.BUSINESS_DATE = "2021-05-20"


@pytest.fixture
def promises(cast: Cast) -> Promises:
    return Promises(cast)


def lines(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_counts_are_those_each_filter_would_leave(cast, promises):
    promises.in_progress(deadline=date(2021, 4, 30))
    promises.completed()
    promises.assigned(on=at(2021, 5, 6))
    client = signed_in(cast.clerk)
    client.get(URL)  # the day's lights
    chips = {chip["word"]: chip["count"] for chip in client.get(f"{URL}counts/?q=承诺").context["chips"]}
    assert chips["红灯"] == 1
    assert chips["已办结"] == 1
    assert chips["办理中"] == 1
    assert client.get(f"{URL}?q=承诺&light=red").context["page"].paginator.count == 1


def test_the_counts_ask_few_queries(cast, promises):
    promises.in_progress()
    assert queries(signed_in(cast.clerk), f"{URL}counts/?light=red") <= 8


def test_columns_are_chosen_in_the_offices_order(cast, promises):
    row = promises.in_progress()
    client = signed_in(cast.clerk)
    page = client.get(f"{URL}?columns=stage&columns=category&columns=nonsense")
    assert page.context["columns"] == ["category", "stage"]
    body = text_of(page).partition("<tbody>")[2].partition("</tbody>")[0]
    assert row.title in body
    assert row.lead.short_name not in body
    assert client.get(URL).context["columns"] == ledger.STANDARD


@pytest.mark.parametrize(
    ("group", "names"), [("lead", ["市教育和体育局", "市住房和城乡建设局"]), ("section", ["第一部分", "第二部分"])]
)
def test_rows_stand_under_their_group(cast, promises, group, names):
    promises.in_progress(section="一")
    promises.draft(lead=cast.housing, section="二")
    groups = signed_in(cast.supervisor).get(f"{URL}?group={group}").context["groups"]
    assert [part["name"] for part in groups] == names


@pytest.mark.engine
@pytest.mark.parametrize("most", [1_000, 1])
@pytest.mark.parametrize("group", ["lead", "section"])
def test_a_grouped_export_has_the_rows_as_they_stand_and_the_group_as_a_column(cast, promises, group, most, monkeypatch):
    """The few are sorted, of many the groups are walked: alike, page by page."""
    monkeypatch.setattr(paging, "MOST", most)
    monkeypatch.setattr(listing, "rules", lambda: replace(rules(), page_size=2))
    for section, place, lead in [("七", 7, cast.housing), ("二", 2, cast.education), ("目标", 0, cast.housing), ("三", 3, None)]:
        promises.draft(lead=lead, section=section, code=f"2021-{place:02}-900")
    promises.draft(lead=cast.education, section="三", code="2021-03-901")
    client = signed_in(cast.supervisor)
    query = f"group={group}&columns=progress"
    pages = [client.get(f"{URL}?{query}&page={n}").context["groups"] for n in (1, 2, 3)]
    shown = [row.code for groups in pages for part in groups for row in part["rows"]]
    head, *rows = lines(client.get(f"{URL}export/?{query}&format=csv"))
    assert [row[0] for row in rows] == shown and len(shown) == 5
    column = [row[head.index({"lead": "牵头单位", "section": "部分"}[group])] for row in rows]
    assert len(set(column)) == sum(1 for here, before in zip(column, [None, *column], strict=False) if here != before)
    if group == "section":
        assert column == ["目标", "二", "三", "三", "七"]


def test_the_export_is_exactly_what_is_shown(cast, promises):
    kept = promises.in_progress(kind="ongoing", title="常态化工作")
    promises.in_progress()
    client = signed_in(cast.clerk)
    query = "kind=ongoing&columns=lead&columns=kind"
    head, line = lines(client.get(f"{URL}export/?{query}&format=csv"))
    assert head == ["编号", "标题", "类型", "牵头单位", "亮灯"]
    assert line[:4] == [kept.code, "常态化工作", "常态化", "市教育和体育局"]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{URL}export/?{query}").content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [head, line]


def test_the_export_holds_what_the_person_may_read_and_no_more(cast, promises):
    draft = promises.draft()
    assert len(lines(signed_in(cast.other_clerk).get(f"{URL}export/?format=csv"))) == 1
    assert draft.code in str(lines(signed_in(cast.supervisor).get(f"{URL}export/?format=csv")))


def test_ticked_rows_are_previewed_then_the_file_holds_exactly_them(cast, promises):
    rows = [promises.in_progress(title=f"事项{number}") for number in range(3)]
    hidden = promises.draft()
    client = signed_in(cast.other_clerk)
    ticked = {"query": "order=-deadline&columns=lead", "code": [rows[0].code, rows[2].code, hidden.code, "a\0b"]}
    preview = client.post(f"{URL}export/", ticked)
    assert (preview.context["count"], preview.context["gone"]) == (2, 1)
    assert preview.context["head"] == ["编号", "标题", "牵头单位", "亮灯"]
    assert hidden.title not in text_of(preview)
    form = ticked | {"seen": preview.context["seen"], "columns": ["", "stage"], "format": "csv"}
    answer = client.post(f"{URL}export/", form)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")  # a name browsers read
    head, *told = lines(answer)
    assert head == ["编号", "标题", "阶段", "亮灯"]
    assert [line[0] for line in told] == [row.code for row in (rows[0], rows[2])]


def test_all_that_the_filters_find_are_previewed_and_a_change_meanwhile_shows_the_preview_again(cast, promises):
    promises.in_progress(kind="ongoing")
    promises.in_progress()
    client = signed_in(cast.supervisor)
    every = {"query": "kind=ongoing", "all": "1", "columns": ""}
    preview = client.post(f"{URL}export/", every)
    assert (preview.context["count"], preview.context["internal"]) == (1, 0)
    promises.draft(kind="ongoing")
    form = every | {"seen": preview.context["seen"], "format": "xlsx"}
    again = client.post(f"{URL}export/", form)
    assert again.status_code == 409
    assert (again.context["count"], again.context["internal"]) == (2, 1)
    form["seen"] = again.context["seen"]
    sheet = openpyxl.load_workbook(io.BytesIO(client.post(f"{URL}export/", form).content)).active
    assert sheet.max_row == 3


def test_nothing_ticked_is_no_file(cast):
    assert signed_in(cast.clerk).post(f"{URL}export/", {"query": "light=red"}).url == f"{URL}?light=red"


def test_no_cell_begins_a_formula(cast, promises):
    promises.draft(title='=HYPERLINK("http://example.invalid")')
    client = signed_in(cast.supervisor)
    assert lines(client.get(f"{URL}export/?format=csv"))[1][1].startswith("'=")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{URL}export/").content)).active
    assert sheet["B2"].data_type == "s"


@pytest.mark.parametrize("query", ["format=exe", "light=purple", "columns=", "group=mood", "order=-code"])
def test_a_hand_edited_address_breaks_nothing(cast, promises, query):
    promises.in_progress()
    client = signed_in(cast.clerk)
    assert client.get(f"{URL}?{query}").status_code == 200
    assert client.get(f"{URL}export/?{query}").status_code == 200
    assert client.get(f"{URL}counts/?{query}").status_code == 200


# Kept views


def test_a_view_keeps_the_address_and_is_replaced_by_its_name(cast):
    client = signed_in(cast.clerk)
    client.post(f"{URL}views/", {"name": "红灯", "query": "light=red&page=3&columns=lead"})
    assert SavedView.objects.get().query == "light=red&columns=lead"
    client.post(f"{URL}views/", {"name": "红灯", "query": "light=red"})
    assert SavedView.objects.get().query == "light=red"


def test_a_shared_view_is_seen_by_all_and_dropped_by_its_owner_alone(cast):
    signed_in(cast.supervisor).post(f"{URL}views/", {"name": "全市红灯", "query": "light=red", "is_shared": "on"})
    signed_in(cast.supervisor).post(f"{URL}views/", {"name": "我的", "query": "mine=1"})
    view = SavedView.objects.get(name="全市红灯")
    other = signed_in(cast.clerk)
    assert [view.name for view in other.get(URL).context["views"]] == ["全市红灯"]
    assert other.post(f"{URL}views/{view.pk}/drop/").status_code == 404
    assert signed_in(cast.supervisor).post(f"{URL}views/{view.pk}/drop/").status_code == 302


@pytest.mark.parametrize("data", [{"name": ""}, {"name": "长" * 41}, {"name": "x", "query": "q=" + "长" * 2_000}])
def test_a_broken_view_is_a_sentence_and_never_a_broken_list(cast, promises, data):
    client = signed_in(cast.clerk)
    response = client.post(f"{URL}views/", data)
    assert response.status_code == 302
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_views_name_with_html_is_text(cast):
    client = signed_in(cast.clerk)
    client.post(f"{URL}views/", {"name": "<b>红</b>"})
    assert "&lt;b&gt;红&lt;/b&gt;" in text_of(client.get(URL))
