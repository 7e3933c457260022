"""Work orders, links and suggestions over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment
from hotline import filters, workflow
from hotline.models import Link, WorkOrder
from tests.api import Api, fields_of
from tests.conftest import Cast

from .conftest import SENTENCE, TODAY, WORDS

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


def test_an_order_is_taken_down_with_its_summary(cast: Cast):
    body = {"text": WORDS, "nature": "complaint", "county": "dongchangfu", "summary": SENTENCE, "channel": "app"}
    answer = Api(cast.hotline).post("work-orders/", body)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["text"], made["summary"], made["is_released"], made["county"]) == (WORDS, SENTENCE, True, "dongchangfu")
    assert WorkOrder.objects.get(number=made["number"]).words.text == WORDS


def test_who_called_is_written_and_never_read(cast: Cast):
    caller = {"caller_name": "慕容莲花", "caller_phone": "13906350000", "caller_address": "柳园小区9号楼", "callback": "evenings"}
    made = Api(cast.hotline).post("work-orders/", {"text": WORDS, **caller})
    order = WorkOrder.objects.get()
    assert (made.status_code, order.caller.open("phone")) == (201, "13906350000")
    for reader in (cast.hotline, cast.hotline_lead, cast.auditor):
        for path in ("work-orders/", f"work-orders/{order.number}/"):
            shown = Api(reader).get(path).content.decode()
            assert not [value for value in caller.values() if value in shown]
    assert fields_of(Api(cast.hotline).post("work-orders/", {"text": WORDS, "caller_phone": "无"})) == {"caller_phone"}


def test_taking_down_asks_little_of_the_database(cast: Cast, django_assert_max_num_queries: Any):
    """Token, county, the transaction's two ends, number, order, words, caller, history's two rows: the API's rate hangs on it."""
    api = Api(cast.hotline)
    body = {"text": WORDS, "county": "dongchangfu", "caller_phone": "13906350000"}
    with django_assert_max_num_queries(10):
        assert api.post("work-orders/", body).json()["links"] == []


def test_another_platforms_number_is_kept_once(cast: Cast):
    body = {"text": WORDS, "source": "12345", "source_number": "LC-1", "received_at": "2021-10-13T08:30:00+08:00"}
    api = Api(cast.hotline)
    assert api.post("work-orders/", body).json()["received_on"] == "2021-10-13"
    assert fields_of(api.post("work-orders/", body)) == {"source_number"}
    assert WorkOrder.objects.count() == 1


@pytest.mark.parametrize(
    "body, named",
    [
        ({}, {"text"}),
        ({"text": "  "}, {"text"}),
        ({"text": "很" * 10_001}, {"text"}),
        ({"text": ["围挡"]}, {"text"}),
        ({"text": "坏\0字"}, {"text"}),
        ({"text": WORDS, "nature": "war"}, {"nature"}),
        ({"text": WORDS, "county": "mars"}, {"county"}),
        ({"text": WORDS, "county": "education"}, {"county"}),
        ({"text": WORDS, "source": "12345"}, {"source_number"}),
        ({"text": WORDS, "received_at": "tomorrow"}, {"received_at"}),
        ({"text": WORDS, "received_at": "2031-01-01T00:00:00Z"}, {"received_at"}),
        ({"text": WORDS, "received_at": "0001-01-01T00:00:00+14:00"}, {"received_at"}),
        ({"text": WORDS, "phone": "13800000000"}, {"phone"}),
        ({"text": WORDS, "summary": "很" * 301}, {"summary"}),
    ],
)
def test_a_wrong_order_is_refused_by_the_name_of_the_field_and_nothing_is_kept(cast: Cast, body: Any, named: set[str]):
    assert fields_of(Api(cast.hotline).post("work-orders/", body)) == named
    assert not WorkOrder.objects.exists()


def test_what_the_citizen_said_is_for_the_hotline_alone(cast: Cast, linked: Make):
    number = linked().order.number
    assert Api(cast.hotline).get(f"work-orders/{number}/").json()["text"] == WORDS
    assert Api(cast.auditor).get(f"work-orders/{number}/").json()["text"] is None
    for reader in (cast.clerk, cast.head, cast.supervisor, cast.leader, cast.auditor):
        for path in (f"work-orders/{number}/links/", "links/", f"work-orders/{number}/", "work-orders/"):
            assert "王大妈" not in Api(reader).get(path).content.decode(), (reader, path)


def test_a_unit_reads_of_its_links_kind_day_place_and_the_released_summary(cast: Cast, linked: Make):
    link = linked(released=False)
    path = f"work-orders/{link.order.number}/links/"
    row = Api(cast.clerk).get(path).json()["results"][0]
    assert (row["kind"], row["received_on"], row["county"], row["summary"]) == ("delay", "2021-10-14", "dongchangfu", None)
    workflow.release_summary(link.order, actor=cast.hotline, at=TODAY, summary=SENTENCE)
    assert Api(cast.clerk).get(path).json()["results"][0]["summary"] == SENTENCE
    hidden = Api(cast.other_clerk).get(path)
    assert hidden.status_code == 404 and hidden.json()["detail"] == "这里没有您要找的内容，或者您无权阅读。"
    assert Api(cast.other_clerk).get("links/").json()["results"] == []


def test_the_list_has_no_total_and_leads_on(cast: Cast, call: Make):
    numbers = [call().number for _ in range(5)]
    api = Api(cast.hotline)
    first = api.get("work-orders/", page_size=3).json()
    assert set(first) == {"next", "previous", "results"} and first["previous"] is None
    second = api.client.get(first["next"]).json()
    assert [row["number"] for row in first["results"] + second["results"]] == numbers[::-1] and second["next"] is None
    for page in ("0", "x", "-1", "99999999"):
        assert api.get("work-orders/", page=page).status_code == 404
    assert api.get("work-orders/", nature="war").json()["results"] == []


def test_the_queries_of_the_lists_do_not_grow_with_their_rows(cast: Cast, linked: Make):
    counts = []
    api = Api(cast.hotline)
    for number in (1, 6):
        for _ in range(number):
            linked()
        counts.append([])
        for path in ("work-orders/", "links/"):
            with CaptureQueriesContext(connection) as caught:
                assert api.get(path).status_code == 200
            counts[-1].append(len(caught))
    assert counts[0] == counts[1] and max(counts[0]) <= 15


def test_linking_confirming_and_answering(cast: Cast, call: Make, promise: Make):
    order, row = call(), promise()
    path = f"work-orders/{order.number}/links/"
    body = {"commitment": row.code, "kind": "delay", "rank": 1, "reasons": ["说到新建学校"]}
    made = Api(cast.hotline).post(path, body)
    assert made.status_code == 201 and made.json()["state"] == "linked"
    one = f"{path}{made.json()['id']}/"
    assert Api(cast.clerk).post(f"{one}confirm/").status_code == 403
    confirmed = Api(cast.hotline_lead).post(f"{one}confirm/", {"version": made.json()["version"]})
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "confirmed")
    assert Api(cast.hotline_lead).post(f"{one}reject/").json()["code"] == "not_possible"
    stale = Api(cast.clerk).post(f"{one}answer/", {"text": "月底启用", "version": made.json()["version"]})
    assert (stale.status_code, stale.json()["current"]["version"]) == (409, 2)
    assert Api(cast.clerk).post(f"{one}answer/", {"text": "月底启用"}).json()["unit_answer"] == "月底启用"
    link = Link.objects.get()
    assert (link.rank, link.reasons, link.answered_by) == (1, ["说到新建学校"], cast.clerk)


@pytest.mark.parametrize(
    "body, status, named",
    [
        ({"commitment": "2021-99-999", "kind": "delay"}, 400, {"commitment"}),
        ({"kind": "delay"}, 400, {"commitment"}),
        ({"commitment": "mine", "kind": "war"}, 400, {"kind"}),
        ({"commitment": "mine", "kind": "delay", "site": 10**30}, 400, {"site"}),
        ({"commitment": "mine", "kind": "delay", "site": 4711}, 400, {"site"}),
        ({"commitment": "draft", "kind": "delay"}, 400, {"commitment"}),
        ({"commitment": "mine", "kind": "delay", "reasons": "words"}, 400, {"reasons"}),
    ],
)
def test_a_wrong_link_is_refused(cast: Cast, call: Make, promise: Make, body: dict[str, Any], status: int, named: set[str]):
    rows: dict[str, Commitment] = {"mine": promise(), "draft": promise(draft=True)}
    if body.get("commitment") in rows:
        body = {**body, "commitment": rows[body["commitment"]].code}
    assert fields_of(Api(cast.hotline).post(f"work-orders/{call().number}/links/", body)) == named
    assert not Link.objects.exists()


def test_a_pair_is_linked_once_and_a_repeated_post_answers_as_the_first(cast: Cast, call: Make, promise: Make):
    path, body = f"work-orders/{call().number}/links/", {"commitment": promise().code, "kind": "delay"}
    api = Api(cast.hotline)
    first, again = (api.post(path, body, key="k") for _ in range(2))
    assert first.json() == again.json() and again.status_code == 201
    assert (api.post(path, body).status_code, Link.objects.count()) == (409, 1)


def test_suggestions_have_their_form_and_write_nothing(cast: Cast, promise: Make):
    promise()
    api = Api(cast.hotline)
    answer = api.post("work-orders/suggest/", {"text": "新建的中小学什么时候能开学", "county": "东昌府区"})
    assert answer.status_code == 200 and set(answer.json()) == {"suggestions"}
    for one in answer.json()["suggestions"]:
        assert set(one) == {"code", "quote", "score", "reasons"} and Commitment.objects.filter(code=one["code"]).exists()
    assert fields_of(api.post("work-orders/suggest/", {})) == {"text"}
    assert fields_of(api.post("work-orders/suggest/", {"text": "学校", "report": "none-1999"})) == {"report"}
    assert not WorkOrder.objects.exists() and not Link.objects.exists()


def test_what_is_linked_or_rejected_for_an_order_is_not_suggested_for_it_again(cast: Cast, call: Make, promise: Make):
    row, order = promise(title="新改建中小学24所", quote="新改建中小学24所"), call()
    api, asked = Api(cast.hotline), {"text": "新小区没有小学，孩子上学太远，规划的学校什么时候建好", "top": 1}

    def codes(**more: str) -> list[str]:
        return [one["code"] for one in api.post("work-orders/suggest/", {**asked, **more}).json()["suggestions"]]

    assert codes() == codes(order=order.number) == [row.code]
    made = workflow.link(order, row, actor=cast.hotline, at=TODAY, kind="asks")
    workflow.reject(made, actor=cast.hotline_lead, at=TODAY)
    assert (codes(), codes(order=order.number)) == ([row.code], [])
    assert api.post("work-orders/suggest/", {**asked, "order": "DH-1999"}).status_code == 404


def test_the_life_of_an_order_goes_over_the_api_as_over_the_pages(cast: Cast, call: Make):
    number = call().number
    agent, lead, clerk = Api(cast.hotline), Api(cast.hotline_lead), Api(cast.clerk)
    order, unit = f"work-orders/{number}/actions/", f"work-orders/{number}/dispatch/actions/"
    assert agent.post(order + "dispatch/", {"unit": cast.education.code}).status_code == 409, "nothing is released yet"
    agent.post(f"work-orders/{number}/summary/", {"summary": SENTENCE})
    sent = agent.post(order + "dispatch/", {"unit": cast.education.code}, key="d")
    assert (sent.status_code, sent.json()["state"]) == (200, "dispatched")
    assert agent.post(order + "dispatch/", {"unit": cast.education.code}, key="d").json() == sent.json()
    shown = clerk.get("dispatches/").json()["results"][0]
    assert (shown["order"], shown["summary"]) == (number, SENTENCE) and "text" not in shown
    assert clerk.get(f"work-orders/{number}/").status_code == 404
    assert clerk.post(unit + "sign_for/", {"version": shown["version"] - 1}).status_code == 409
    assert clerk.post(unit + "sign_for/", {"version": shown["version"]}).json()["signed_at"]
    assert fields_of(clerk.post(unit + "ask_extension/", {"days": 99, "reason": "等设备"})) == {"days"}
    assert fields_of(clerk.post(unit + "reply/", {"txt": "已启用"})) == {"txt"}
    assert clerk.post(unit + "reply/", {"text": "已启用。"}).json()["state"] == "replied"
    assert agent.post(order + "pass_reply/").status_code == 403
    lead.post(order + "pass_reply/")
    agent.post(order + "call_back/", {"reached": True, "solved": True, "satisfied": True})
    closed = agent.post(order + "close/", {"kind": "solved"})
    assert (closed.json()["state"], agent.post(order + "close/", {"kind": "solved"}).status_code) == ("closed", 409)
    assert fields_of(agent.post(order + "merge/", {"into": "DH-none"})) == {"into"}


@pytest.mark.engine
@pytest.mark.parametrize("few", [15_000, 0])
def test_the_rare_and_the_common_are_found_alike(cast: Cast, promise: Make, monkeypatch: pytest.MonkeyPatch, few: int):
    monkeypatch.setattr(filters, "FEW", few)
    api, row = Api(cast.hotline), promise()
    for n, text in enumerate(["城东停水两天", "城西停水", "城南路灯坏了"]):
        api.post("work-orders/", {"text": text, "source": "12345", "source_number": f"LC-{n}", "summary": text})
    first, second, third = WorkOrder.objects.order_by("pk")
    workflow.link(first, row, actor=cast.hotline, at=TODAY, kind="delay")
    workflow.dispatch(third, cast.education, actor=cast.hotline, at=TODAY)
    expected = {
        "q=停水": [second, first],
        "q=城南路灯": [third],
        "q=东": [first],
        "q=水": [second, first],
        "q=停电": [],
        "q=LC-1": [second],
        f"q={third.number}": [third],
        f"unit={cast.education.code}": [third],
        "unit=nobody": [],
        f"commitment={row.code}": [first],
        "commitment=none": [],
        f"q=停水&commitment={row.code}": [first],
    }
    found = {query: [order["number"] for order in api.get(f"work-orders/?{query}").json()["results"]] for query in expected}
    assert found == {query: [order.number for order in orders] for query, orders in expected.items()}
