"""`/my/` and what stands around every page: today's work per role, notices, the look, the doors."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from commitments.models import Reminder
from commitments.models.reminder import DeliveryState
from commitments.workflow import assigning, reporting, requests, urging
from tests.conftest import Cast, at
from tests.pages import signed_in, text_of
from tests.promises import Promises


@pytest.fixture(autouse=True)
def _on_a_day_in_may(settings):
    settings.BUSINESS_DATE = "2021-05-20"


@pytest.fixture
def promises(cast: Cast) -> Promises:
    return Promises(cast)


def blocks(client: Client) -> dict[str, list[str]]:
    return {section.title: [item.kind for item in section.items] for section in client.get("/my/").context["sections"]}


def test_each_item_stands_once_in_the_block_of_what_presses_most(cast, promises):
    returned = promises.released(promises.in_progress())
    requests.send_back(returned, actor=cast.supervisor, at=at(2021, 5, 7), reason="缺台账")
    late = promises.in_progress(deadline=date(2021, 4, 30))
    new = promises.assigned()
    due = promises.in_progress()
    quiet = promises.in_progress(kind="ongoing", on=at(2021, 5, 6))
    found = blocks(signed_in(cast.clerk))
    assert found["被退回"] == [returned.commitment.code]
    assert found["超期"] == [late.code]
    assert found["待签收"] == [new.code]
    assert found["待填报"] == [due.code]
    assert quiet.code not in str(found)


def test_a_block_counts_all_and_shows_the_first_ten_or_twenty_where_no_page_shows_the_rest(cast, promises):
    for _n in range(23):
        promises.assigned(supporting=[cast.housing])
    (led,) = signed_in(cast.clerk).get("/my/").context["sections"]
    assert (led.total, len(led.items), led.all_href) == (23, 10, "/commitments/?mine=1&stage=assigned")
    (supported,) = signed_in(cast.other_clerk).get("/my/").context["sections"]
    assert (supported.total, len(supported.items), supported.all_href) == (23, 20, "")


def test_signing_in_is_one_click_and_leads_back(cast, promises):
    row = promises.assigned()
    client = signed_in(cast.clerk)
    (section,) = client.get("/my/").context["sections"]
    (item,) = section.items
    response = client.post(item.action_href, item.hidden)
    assert response.headers["Location"] == "/my/"
    assert promises.fresh(row).stage == "in_progress"
    assert "已办：签收" in text_of(client.get("/my/"))


def test_a_supporting_unit_signs_in_for_its_duty(cast, promises):
    row = promises.in_progress(supporting=[cast.housing])
    assert blocks(signed_in(cast.other_clerk)) == {"待签收的配合任务": [row.code]}


def test_a_unit_finds_its_urging_notes(cast, promises):
    row = promises.in_progress()
    urging.urge([row], actor=cast.supervisor, at=at(2021, 5, 19), demand="请报进度", reply_by=date(2021, 5, 24))
    assert "待回复的催办单" in blocks(signed_in(cast.clerk))
    assert "待回复的催办单" not in blocks(signed_in(cast.other_clerk))


def test_a_head_releases_plans_and_requests(cast, promises):
    planned = promises.in_progress(**promises.schools())
    reporting.file_plan(planned, {date(2021, 12, 1): 24}, actor=cast.clerk, at=at(2021, 5, 10, 7))
    asked = promises.asked(promises.in_progress(), on=at(2021, 5, 10))
    head = signed_in(cast.head)
    found = blocks(head)
    assert "5月10日报送" in text_of(head.get("/my/")), "the local day, before eight in the morning as well"
    assert found["待放行的计划"] == [planned.code]
    assert asked.commitment.code in found["待放行的申请"][0]


def test_a_supervisor_sees_what_waits_and_what_nobody_urged(cast, promises):
    silent = promises.in_progress(deadline=date(2021, 4, 30))
    urged = promises.in_progress(deadline=date(2021, 4, 30))
    urging.urge([urged], actor=cast.supervisor, at=at(2021, 5, 19), demand="请报进度", reply_by=date(2021, 5, 24))
    promises.draft()
    waiting = promises.released(promises.in_progress())
    found = blocks(signed_in(cast.supervisor))
    assert found["超期待催办"] == [silent.code]
    assert waiting.commitment.code in found["待复核"][0]
    assert len(found["待交办"]) == 1


def test_a_unit_without_an_active_clerk_is_shown_to_supervisors(cast, promises):
    assigning.assign(promises.draft(lead=cast.office), actor=cast.supervisor, at=at(2021, 3, 1))
    page = text_of(signed_in(cast.supervisor_2).get("/my/"))
    assert "没有在岗承办员的单位" in page


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "auditor", "admin", "hotline", "hotline_lead"])
def test_an_empty_day_says_so_and_leads_on(cast, who):
    page = signed_in(getattr(cast, who)).get("/my/")
    assert page.status_code == 200
    assert "今天没有等您办的事" in text_of(page)


def test_the_banner_names_the_day_that_is_set(cast):
    assert "业务日期2021年5月20日" in text_of(signed_in(cast.clerk).get("/my/")).replace(
        '<time datetime="2021-05-20">', ""
    ).replace("</time>", "")


# Notices


def notice(cast: Cast, promises: Promises, **fields: object) -> Reminder:
    row = promises.in_progress()
    given = {
        "item": row.stream,
        "commitment": row,
        "rung": "before-7",
        "recipient": cast.clerk,
        "due_on": date(2021, 5, 19),
        "state": DeliveryState.SENT,
        "planned_at": at(2021, 5, 19),
        "facts": {"deadline": "2021-05-26"},
    }
    return Reminder.objects.create(**given | fields)


def test_the_bell_counts_what_was_not_looked_at(cast, promises):
    notice(cast, promises)
    client = signed_in(cast.clerk)
    assert "条未读消息" in text_of(client.get("/my/"))
    assert client.post("/my/notices/").status_code == 302
    assert "条未读消息" not in text_of(client.get("/my/"))


@pytest.mark.parametrize(
    ("rung", "facts", "said"),
    [
        ("late-week-2", {"deadline": "2021-04-30"}, "已超期"),
        ("dispatch-DH-1", {"due": "2021-05-26", "again": False, "href": "/hotline/handling/1/"}, "2021年5月26日"),
    ],
)
def test_a_notice_is_a_sentence_and_never_the_name_of_its_rung(cast, promises, rung, facts, said):
    notice(cast, promises, rung=rung, facts=facts)
    page = text_of(signed_in(cast.clerk).get("/my/notices/"))
    assert said in page and rung not in page and "week-" not in page


def test_nobody_reads_anothers_notices(cast, promises):
    told = notice(cast, promises)
    page = text_of(signed_in(cast.other_clerk).get("/my/notices/"))
    assert told.commitment.title not in page
    assert "还没有消息" in page


# The look and the doors


def test_large_type_and_theme_are_kept_and_nothing_else_is(cast):
    client = signed_in(cast.clerk)
    client.post("/my/look/", {"large": "1", "theme": "dark", "next": "/my/"})
    page = text_of(client.get("/my/"))
    assert "data-large" in page
    assert 'data-theme="dark"' in page
    client.post("/my/look/", {"theme": '"><script>'})
    assert "<script>alert" not in text_of(client.get("/my/"))
    assert 'data-theme="dark"' in text_of(client.get("/my/"))


def test_a_wrong_password_is_a_sentence(cast):
    response = Client().post("/accounts/login/", {"username": "clerk", "password": "wrong"})
    assert response.status_code == 200
    assert "用户名" in text_of(response)
    assert 'role="alert"' in text_of(response)


def test_the_first_sign_in_sets_the_own_password(cast):
    cast.clerk.must_set_password = True
    cast.clerk.save(update_fields=["must_set_password"])
    client = Client()
    response = client.post("/accounts/login/", {"username": "clerk", "password": "test-password"})
    assert response.headers["Location"].startswith("/accounts/password/")
    assert client.get("/commitments/").headers["Location"].startswith("/accounts/password/")
    short = client.post("/accounts/password/", {"new_password1": "kurz", "new_password2": "kurz"})
    assert short.status_code == 422
    new = {"new_password1": "聊城-承诺-2021", "new_password2": "聊城-承诺-2021"}
    assert client.post("/accounts/password/", new).status_code == 302
    assert client.get("/my/").status_code == 200
