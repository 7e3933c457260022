"""Ctrl-K: `/my/jump/` finds commitments, departments and pages, and only those the person may see."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Cast
from tests.pages import queries, signed_in, text_of
from tests.promises import Promises


@pytest.fixture(autouse=True)
def _on_a_day_in_may(settings):
    settings.BUSINESS_DATE = "2021-05-20"


def ways(user, typed: str) -> dict[str, list[str]]:
    groups = signed_in(user).get("/my/jump/", {"q": typed}).context["groups"]
    return {group.title: [way.href for way in group.ways] for group in groups}


def test_a_word_a_code_and_a_unit_each_lead_to_their_place(cast: Cast, promises: Promises):
    row = promises.in_progress(title="新改建中小学24所", quote="新改建中小学24所")
    assert ways(cast.clerk, "小学")["承诺台账"] == [row.get_absolute_url()]
    assert ways(cast.clerk, row.code)["承诺台账"][0] == row.get_absolute_url()
    assert f"/commitments/?department={cast.education.code}" in ways(cast.clerk, cast.education.short_name)["单位"]
    assert "/commitments/" in ways(cast.clerk, "台账")["页面"]


def test_what_one_may_not_read_one_does_not_find(cast: Cast, promises: Promises):
    draft = promises.draft(title="尚未审定的大桥", quote="尚未审定的大桥")
    assert "承诺台账" not in ways(cast.other_clerk, "大桥")
    assert ways(cast.supervisor, "大桥")["承诺台账"] == [draft.get_absolute_url()]
    assert "/overdue/" not in str(ways(cast.clerk, "")), "not in his top bar"
    assert "/overdue/" in str(ways(cast.supervisor, ""))
    assert "/deliveries/" in str(ways(cast.auditor, "")) and "/deliveries/" not in str(ways(cast.clerk, ""))
    assert "/my/channels/" in str(ways(cast.clerk, "")) and "/reminders/rules/" not in str(ways(cast.supervisor, ""))


def test_what_the_bar_has_no_room_for_stands_in_the_menu(cast: Cast):
    def menu(user) -> str:
        page = signed_in(user).get("/commitments/").content.decode()
        return page[page.index("menu-user") : page.index("</details>", page.index("menu-user"))]

    everybody = {"/urging/", "/bulletins/", "/workdays/"}
    supervisor = everybody | {"/meeting/", "/deliveries/"}
    administrator = everybody | {"/deliveries/", "/reminders/rules/", "/reminders/channels/"}
    for user, places in ((cast.clerk, everybody), (cast.supervisor, supervisor), (cast.admin, administrator)):
        shown = set(re.findall(r'href="(/[a-z/]+)"', menu(user)))
        assert shown & (supervisor | administrator) == places, user


@pytest.mark.parametrize("typed", ["%", "' OR 1=1 --", "<b>", "大" * 5000])
def test_strange_words_find_nothing_and_break_nothing(cast: Cast, promises: Promises, typed):
    promises.in_progress()
    assert "承诺台账" not in ways(cast.clerk, typed)


def test_five_queries_however_much_is_found(cast: Cast, promises: Promises):
    for _n in range(12):
        promises.in_progress(title="新改建中小学24所", quote="新改建中小学24所")
    client = signed_in(cast.clerk, headers={"HX-Request": "true"})
    assert queries(client, "/my/jump/?q=小学") <= 5
    assert "<html" not in text_of(client.get("/my/jump/?q=小学"))
