"""Open311: what apps hand in, what they and everybody may read, every refusal in the caller's format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import xmltodict
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import clock
from history.models import Event
from history.verify import verify
from hotline import retention, workflow
from hotline.models import Open311Key, Open311Request, Open311Update, WorkOrder
from hotline.open311 import keys
from tests.api import Api
from tests.conftest import Cast, at

from .conftest import SENTENCE, TODAY, WORDS
from .open311_schemas import check

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
PLACE = {"lat": "36.4565", "long": "115.9855"}
CALLER = {
    "first_name": "莲花", "last_name": "慕容", "phone": "13906350000", "email": "murong@example.invalid",
    "device_id": "device-4711", "account_id": "account-4711",
}  # fmt: skip


class App:
    """An app that speaks GeoReport, with the key it was given."""

    def __init__(self, key: str = "") -> None:
        self.key, self.client = key, Client(enforce_csrf_checks=True)

    def get(self, path: str, root: str, expect: int = 200, **query: Any) -> Any:
        response = self.client.get(f"/open311/v2/{path}", query | ({"api_key": self.key} if self.key else {}))
        return self._checked(response, root, expect)

    def post(self, path: str, root: str, expect: int = 200, token: str = "", **sent: Any) -> Any:
        headers = {"Idempotency-Key": token} if token else None
        response = self.client.post(f"/open311/v2/{path}", sent | ({"api_key": self.key} if self.key else {}), headers=headers)
        return self._checked(response, root, expect)

    def _checked(self, response: Any, root: str, status: int) -> Any:
        assert response.status_code == status, response.content.decode()
        check(response, root)
        return response.json() if response.headers["Content-Type"].startswith("application/json") else response.content


@pytest.fixture
def app(cast: Cast) -> App:
    """Of an app that may do everything."""
    return App(key_for(cast, "lct"))


def key_for(cast: Cast, source: str, *scopes: str, **fields: Any) -> str:
    return keys.make(cast.hotline, name=source, source=source, scopes=scopes or Open311Key.Scope.values, at=TODAY, **fields)


@pytest.fixture
def report(app: App) -> Iterator[Callable[..., str]]:
    """Hands in a report and answers its number."""

    def submit(**fields: Any) -> str:
        sent = {"service_code": "report", "description": WORDS, "address_string": "东关街12号", **PLACE, **fields}
        return app.post("requests.json", "service_requests", **sent)[0]["service_request_id"]

    yield submit


# What there is


@pytest.mark.parametrize("form", ["json", "xml"])
def test_discovery_names_formats_and_the_deliberate_difference(form: str, cast: Cast):
    found = App().get(f"discovery.{form}", "discovery")
    said = json.dumps(found, ensure_ascii=False) if form == "json" else found.decode()
    assert "text/xml" in said and "application/json" in said and "密钥" in said


@pytest.mark.parametrize("form", ["json", "xml"])
def test_services_and_their_questions(form: str, cast: Cast):
    App().get(f"services.{form}", "services")
    App().get(f"services/complaint.{form}", "service_definition")
    App().get(f"services/flying.{form}", "errors", 404)


def test_the_counties_are_the_answers_of_the_first_question(cast: Cast):
    county, township = App().get("services/report.json", "service_definition")["attributes"]
    assert [value["key"] for value in county["values"]] == ["dongchangfu", "linqing"]
    assert township["values"] == []


# Handing in


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_becomes_a_work_order(form: str, app: App, cast: Cast):
    sent = {"service_code": "complaint", "description": WORDS, "address_string": "东关街12号", "media_url": "https://example.invalid/1.jpg",
            "attribute[county]": "dongchangfu", "attribute[township]": "古楼街道", **PLACE}  # fmt: skip
    made = app.post(f"requests.{form}", "service_requests", **sent)
    order = WorkOrder.objects.get()
    assert order.number in (made.decode() if form == "xml" else made[0]["service_request_id"])
    assert (order.words.text, order.nature, order.channel, order.source) == (WORDS, "complaint", "app", "lct")
    assert (order.county, order.township, order.place) == (cast.county, "古楼街道", "东关街12号")
    assert (float(order.open311.lat), float(order.open311.long)) == (36.4565, 115.9855)
    assert not order.is_released and order.taken_by == cast.hotline
    assert verify().broken == []


def test_words_in_place_of_coordinates_are_enough(app: App):
    app.post("requests.json", "service_requests", service_code="report", description=WORDS, address_string="东关街12号")


def test_who_sent_it_is_sealed_and_nowhere_in_the_clear(app: App, report: Make):
    number = report(**CALLER)
    caller = WorkOrder.objects.get().caller
    assert (caller.open("name"), caller.open("phone"), caller.open("address")) == ("慕容莲花", "13906350000", "")
    assert not [value for value in ("慕容莲花", *CALLER.values()) if value in str(app.get("requests.json", "service_requests"))]
    app.post("servicerequestupdates.json", "service_request_updates", service_request_id=number, update_id="1",
             description="还没修", **CALLER)  # fmt: skip
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("hotline_", "history_", "house_")):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                kept = str(cursor.fetchall())
                assert not [value for value in CALLER.values() if value in kept], table


@pytest.mark.parametrize(
    "sent, said",
    [
        ({}, "service_code"),
        ({"service_code": "report", **PLACE}, "description"),
        ({"service_code": "report", "description": "很" * 4_001, **PLACE}, "description"),
        ({"service_code": "report", "description": "坏\0字", **PLACE}, "description"),
        ({"service_code": "report", "description": WORDS}, "address_string"),
        ({"service_code": "report", "description": WORDS, "lat": "36.4"}, "lat"),
        ({"service_code": "report", "description": WORDS, "lat": "north", "long": "115.9"}, "lat"),
        ({"service_code": "report", "description": WORDS, "lat": "nan", "long": "115.9"}, "lat"),
        ({"service_code": "report", "description": WORDS, "lat": "91", "long": "115.9"}, "lat"),
        ({"service_code": "report", "description": WORDS, "lat": "39.9", "long": "116.4"}, "本市范围之外"),
        ({"service_code": "report", "description": WORDS, "address_id": "4711"}, "address_string"),
        ({"service_code": "report", "description": WORDS, "address_string": "街" * 121}, "address_string"),
        ({"service_code": "report", "description": WORDS, **PLACE, "media_url": "javascript:alert(1)"}, "media_url"),
        ({"service_code": "report", "description": WORDS, **PLACE, "attribute[county]": "mars"}, "county"),
        ({"service_code": "report", "description": WORDS, **PLACE, "phone": "none"}, "phone"),
        ({"service_code": "report", "description": WORDS, **PLACE, "first_name": "很" * 61}, "name"),
        ({"service_code": "report", "description": WORDS, **PLACE, "attribute[county]": "education"}, "county"),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_wrong_request_is_refused_in_its_format_and_nothing_is_kept(app: App, form: str, sent: dict[str, str], said: str):
    refused = app.post(f"requests.{form}", "errors", 400, **sent)
    assert said in (refused.decode() if form == "xml" else refused[0]["description"])
    assert not WorkOrder.objects.exists() and not Event.objects.filter(stream__startswith="work_order").exists()


def test_an_unknown_service_is_a_404(app: App):
    app.post("requests.json", "errors", 404, service_code="flying", description=WORDS, **PLACE)


def test_html_stays_words(app: App, report: Make, cast: Cast):
    number = report(description="<script>alert(1)</script> & 围挡")
    workflow.release_summary(WorkOrder.objects.get(), actor=cast.hotline, at=TODAY, summary="<b>围挡</b> & 路灯")
    document = xmltodict.parse(App().get(f"requests/{number}.xml", "service_requests"))
    assert document["service_requests"]["request"]["description"] == "<b>围挡</b> & 路灯"


def test_a_form_too_large_is_refused_in_the_callers_format(app: App):
    response = app.client.post(
        "/open311/v2/requests.xml", "description=" + "a" * 6_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    check(response, "errors")
    response = app.client.post("/open311/v2/requests.json", json.dumps({"description": WORDS}), content_type="application/json")
    assert response.status_code == 403, "no form, no key"
    check(response, "errors")


def test_the_same_token_twice_makes_one_order_and_finds_it_again(app: App, cast: Cast):
    sent = {"service_code": "report", "description": WORDS, **PLACE}
    first, again = (app.post("requests.json", "service_requests", token="abc-1", **sent) for _ in range(2))
    assert first == again and WorkOrder.objects.count() == 1
    number = first[0]["service_request_id"]
    assert App().get("tokens/abc-1.json", "service_requests") == [{"service_request_id": number, "token": "abc-1"}]
    App().get("tokens/abc-1.xml", "service_requests")
    App().get("tokens/abc-2.json", "errors", 404)
    other = App(key_for(cast, "other")).post("requests.json", "service_requests", token="abc-1", **sent)
    assert other[0]["service_request_id"] != number, "a token belongs to its app"


# Keys


@pytest.mark.parametrize("key", ["", "o311_wrong", "坏\0"])
def test_writing_needs_a_valid_key(cast: Cast, key: str):
    App(key).post("requests.json", "errors", 403, service_code="report", description=WORDS, **PLACE)
    assert not WorkOrder.objects.exists()


def test_a_wrong_key_is_not_taken_for_none(cast: Cast):
    App("o311_wrong").get("requests.json", "errors", 403)


def test_a_key_may_only_what_it_is_for(cast: Cast):
    App(key_for(cast, "reader", "read")).post("requests.json", "errors", 403, service_code="report", description=WORDS, **PLACE)
    submitter = App(key_for(cast, "submitter", "submit"))
    sent = {"service_code": "report", "description": WORDS, **PLACE}
    number = submitter.post("requests.json", "service_requests", **sent)[0]["service_request_id"]
    submitter.post("servicerequestupdates.json", "errors", 403, service_request_id=number, update_id="1", description="x")
    assert submitter.get(f"requests/{number}.json", "service_requests")[0]["description"] is None


def test_a_key_ends_with_its_day_or_its_person(cast: Cast):
    today = clock.real_today()
    App(key_for(cast, "today", expires_on=today)).get("requests.json", "service_requests")
    App(key_for(cast, "ended", expires_on=today - timedelta(days=1))).get("requests.json", "errors", 403)
    key = key_for(cast, "left")
    cast.hotline.is_active = False
    cast.hotline.save()
    App(key).get("requests.json", "errors", 403)


def test_more_calls_than_allowed_in_a_minute_are_refused_until_the_next(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    app = App(key_for(cast, "busy", per_minute=3))
    monkeypatch.setattr(clock, "real_now", lambda: at(2021, 10, 14, 10, 0))
    for _ in range(3):
        app.get("requests.json", "service_requests")
    response = app.client.get("/open311/v2/requests.xml", {"api_key": app.key})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    check(response, "errors")
    monkeypatch.setattr(clock, "real_now", lambda: at(2021, 10, 14, 10, 1))
    app.get("requests.json", "service_requests")


def test_the_command_makes_a_key_once_and_ends_it(cast: Cast):
    out = StringIO()
    call_command("open311_key", "lct", "--user", "hotline", "--name", "我的聊城", "--scope", "submit", stdout=out)
    key = out.getvalue().strip()
    assert key not in str(list(Open311Key.objects.values()))
    App(key).get("requests.json", "service_requests")
    call_command("open311_key", "lct", "--end", stdout=StringIO())
    App(key).get("requests.json", "errors", 403)


@pytest.mark.parametrize(
    "arguments",
    [
        ["lct"],
        ["lct", "--user", "nobody"],
        ["lct", "--user", "clerk"],
        ["yanbixing", "--user", "hotline"],
        ["lct", "--user", "hotline", "--until", "soon"],
        ["lct", "--user", "hotline", "--per-minute", "0"],
        ["lct", "--end"],
    ],
)
def test_the_command_refuses_in_one_line_and_makes_nothing(cast: Cast, arguments: list[str]):
    with pytest.raises(CommandError) as refusal:
        call_command("open311_key", *arguments, stdout=StringIO())
    assert "\n" not in str(refusal.value) and not Open311Key.objects.exists()


# Reading


def test_without_a_key_only_the_released_summary_is_read(app: App, report: Make, cast: Cast):
    number = report(**{"attribute[county]": "dongchangfu"})
    before = App().get(f"requests/{number}.json", "service_requests")[0]
    assert before["description"] is None and before["address"] == "东昌府区人民政府"
    assert (before["lat"], before["long"], before["media_url"]) == (None, None, None)
    workflow.release_summary(WorkOrder.objects.get(), actor=cast.hotline, at=TODAY, summary=SENTENCE)
    for path in (f"requests/{number}.json", "requests.json"):
        after = App().get(path, "service_requests")[0]
        assert after["description"] == SENTENCE and "东关街" not in str(after)


def test_with_its_key_an_app_reads_in_full_what_it_sent_and_nothing_else(app: App, report: Make, call: Make, cast: Cast):
    number = report(media_url="https://example.invalid/1.jpg")
    mine = app.get(f"requests/{number}.json", "service_requests")[0]
    assert (mine["description"], mine["lat"], mine["long"]) == (WORDS, 36.4565, 115.9855)
    assert mine["address"] == "东关街12号" and mine["media_url"] == "https://example.invalid/1.jpg"
    other = App(key_for(cast, "other")).get(f"requests/{number}.json", "service_requests")[0]
    assert other["description"] is None and other["lat"] is None
    phoned = call(place="光岳楼北")
    workflow.release_summary(phoned, actor=cast.hotline, at=TODAY, summary=SENTENCE)
    assert app.get(f"requests/{phoned.number}.json", "service_requests")[0]["description"] == SENTENCE


def test_numbers_of_persons_are_starred_out_even_for_the_app_that_sent_them(app: App, report: Make):
    report(description="路灯不亮，请回电13906350000", address_string="东关街，车牌鲁PA1234旁")
    mine = str(app.get("requests.json", "service_requests"))
    assert "路灯不亮" in mine and "13906350000" not in mine and "鲁PA1234" not in mine


def test_what_retention_erased_is_gone_here_too(app: App, report: Make, over: Make, cast: Cast):
    number = report()
    app.post("servicerequestupdates.json", "service_request_updates", service_request_id=number, update_id="1", description="x")
    over(WorkOrder.objects.get())
    retention.erase(TODAY.date() + timedelta(days=36_500), at=TODAY + timedelta(days=36_500))
    app.get(f"requests/{number}.json", "errors", 404)
    assert not Open311Request.objects.exists() and not Open311Update.objects.exists()
    assert Api(cast.hotline).get(f"work-orders/{number}/").json()["text"] is None


def test_a_call_nobody_released_is_not_there(call: Make):
    order = call()
    App().get(f"requests/{order.number}.json", "errors", 404)
    assert App().get("requests.json", "service_requests") == []
    assert App().get("requests.json", "service_requests", service_request_id=order.number) == []


def test_filters_find_what_they_say(report: Make, settings: Any):
    one, two = report(), report(service_code="praise")
    found = lambda **query: [row["service_request_id"] for row in App().get("requests.json", "service_requests", **query)]  # noqa: E731
    assert found() == [two, one]
    assert found(service_code="praise") == [two]
    assert found(service_code="praise,report") == [two, one]
    assert found(service_code="flying") == []
    assert found(status="open") == [two, one] and found(status="closed") == []
    assert found(service_request_id=f"{one}, nobody", service_code="praise") == [one], "ids override the rest"
    assert found(page="2", page_size="1") == [one]
    assert found(end_date="2021-10-13T00:00:00+08:00") == []
    assert found(start_date="2021-10-14T00:00:00+08:00", end_date="2021-10-14T23:00:00Z") == [two, one]


def test_without_dates_the_last_ninety_days_are_read(report: Make, monkeypatch: pytest.MonkeyPatch):
    number = report()
    monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(days=90))
    assert App().get("requests.json", "service_requests")[0]["service_request_id"] == number
    monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(days=90, seconds=1))
    assert App().get("requests.json", "service_requests") == []
    assert App().get("requests.json", "service_requests", start_date="2021-10-01T00:00:00Z")[0]["service_request_id"] == number


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "yesterday"},
        {"start_date": "2021-10-14T00:00:00"},
        {"start_date": "2021-13-14T00:00:00Z"},
        {"start_date": "2021-01-01T00:00:00Z", "end_date": "2021-12-31T00:00:00Z"},
        {"start_date": "2021-10-14T00:00:00Z", "end_date": "2021-10-13T00:00:00Z"},
        {"end_date": "0001-01-01T00:00:00Z"},
        {"start_date": "9999-12-31T00:00:00Z"},
        {"status": "flying"},
        {"page": "0"},
        {"page": "x"},
        {"page_size": "1001"},
    ],
)
@pytest.mark.parametrize("path, form", [("requests", "xml"), ("servicerequestupdates", "json")])
def test_a_wrong_query_is_a_400_in_the_callers_format(cast: Cast, path: str, form: str, query: dict[str, str]):
    if path == "servicerequestupdates" and {"status", "service_code"} & set(query):
        pytest.skip("no such filter there")
    App().get(f"{path}.{form}", "errors", 400, **query)


@pytest.mark.parametrize("name", ["service_request_id", "service_code", "api_key"])
def test_a_nul_finds_nothing_in_the_callers_format(cast: Cast, name: str):
    App().get("requests.xml", "errors", 404, **{name: "a\0"})


def test_our_own_fault_is_said_in_the_callers_format(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    def fails() -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr("hotline.open311.services.services", fails)
    response = Client(raise_request_exception=False).get("/open311/v2/services.xml")
    assert response.status_code == 500 and b"ours" not in response.content
    check(response, "errors")


def test_an_unescaped_plus_is_understood(report: Make):
    number = report()
    response = App().client.get("/open311/v2/requests.json?start_date=2021-10-14T00:00:00+08:00")
    assert [row["service_request_id"] for row in response.json()] == [number]


@pytest.mark.parametrize("path, form", [("nothing.json", "json"), ("nothing.xml", "xml"), ("nothing", "xml"), ("", "xml")])
def test_an_unknown_address_is_a_404_in_the_callers_format(cast: Cast, path: str, form: str):
    refused = App().get(path, "errors", 404)
    assert isinstance(refused, bytes) == (form == "xml")


def test_a_method_not_offered_says_which_are(cast: Cast):
    response = Client().delete("/open311/v2/requests.json")
    assert response.status_code == 405 and "GET" in response.json()[0]["description"]


def test_another_citys_id_is_a_404(cast: Cast, settings: Any):
    App().get("services.json", "services", jurisdiction_id="anything")
    settings.OPEN311_JURISDICTION = "liaocheng.gov.cn"
    App().get("services.json", "services", jurisdiction_id="liaocheng.gov.cn")
    App().get("services.json", "services")
    App().get("services.xml", "errors", 404, jurisdiction_id="sfgov.org")


def test_the_queries_of_a_list_do_not_grow_with_its_rows(report: Make):
    counts = []
    for number in (1, 6):
        for _ in range(number):
            report()
        for path in ("requests.json", "servicerequestupdates.json"):
            with CaptureQueriesContext(connection) as caught:
                App().client.get(f"/open311/v2/{path}")
            counts.append(len(caught))
    assert counts[:2] == counts[2:] and max(counts) <= 5


# Updates, both ways


def test_updates_tell_what_the_hotline_released(report: Make, call: Make, cast: Cast):
    number = report()
    workflow.release_summary(WorkOrder.objects.get(), actor=cast.hotline, at=TODAY, summary=SENTENCE)
    call()
    told = App().get("servicerequestupdates.json", "service_request_updates")
    assert {row["service_request_id"] for row in told} == {number}
    assert [row["description"] for row in told][-1] == SENTENCE and len({row["update_id"] for row in told}) == 2
    App().get("servicerequestupdates.xml", "service_request_updates")
    assert App().get("servicerequestupdates.json", "service_request_updates", service_request_id="nobody") == []


def test_a_request_the_hotline_closed_is_closed_and_says_how(report: Make, cast: Cast):
    number, other = report(), report()
    workflow.answer_directly(WorkOrder.objects.get(number=number), actor=cast.hotline, at=TODAY, text="已电话答复")
    one = App().get(f"requests/{number}.json", "service_requests")[0]
    assert (one["status"], one["status_notes"]) == ("closed", "当场答复")
    listed = {
        s: [row["service_request_id"] for row in App().get("requests.json", "service_requests", status=s)]
        for s in ("open", "closed")
    }
    assert listed == {"open": [other], "closed": [number]}
    told = App().get("servicerequestupdates.json", "service_request_updates", service_request_id=number)
    assert [row["status"] for row in told] == ["open", "closed"] and "已电话答复" not in str(told)


def test_what_the_sender_tells_later_stands_beside_the_order_once(app: App, report: Make, cast: Cast, signed_in: Make):
    number = report()
    sent = {"service_request_id": number, "update_id": "u-1", "description": "还是没人来修", "status": "OPEN",
            "updated_datetime": "2021-10-14T09:59:00+08:00"}  # fmt: skip
    first = app.post("servicerequestupdates.json", "service_request_updates", **sent)
    again = app.post("servicerequestupdates.json", "service_request_updates", **sent)
    assert first == again and Open311Update.objects.count() == 1
    assert Event.objects.filter(action="sender_update").count() == 1 and verify().broken == []
    page = signed_in(cast.hotline).get(f"/hotline/{number}/").content.decode()
    assert "还是没人来修" in page and "36.456500" in page
    assert "还是没人来修" not in signed_in(cast.auditor).get(f"/hotline/{number}/").content.decode()
    assert "还是没人来修" not in str(App().get("servicerequestupdates.json", "service_request_updates"))


@pytest.mark.parametrize(
    "sent, status",
    [
        ({"update_id": "1", "description": "x"}, 400),
        ({"service_request_id": "nobody", "update_id": "1", "description": "x"}, 404),
        ({"service_request_id": "a\0", "update_id": "1", "description": "x"}, 404),
        ({"service_request_id": "mine", "description": "x"}, 400),
        ({"service_request_id": "mine", "update_id": "1"}, 400),
        ({"service_request_id": "mine", "update_id": "1", "description": "x", "status": "FLYING"}, 400),
        ({"service_request_id": "mine", "update_id": "1", "description": "x", "updated_datetime": "soon"}, 400),
        ({"service_request_id": "others", "update_id": "1", "description": "x"}, 404),
    ],
)
def test_a_wrong_update_is_refused_and_nothing_is_kept(app: App, report: Make, call: Make, sent: dict[str, str], status: int):
    numbers = {"mine": report(), "others": call().number}
    sent = {**sent, **({"service_request_id": numbers[name]} if (name := sent.get("service_request_id", "")) in numbers else {})}
    app.post("servicerequestupdates.xml", "errors", status, **sent)
    assert not Open311Update.objects.exists() and not Event.objects.filter(action="sender_update").exists()


def test_a_senders_word_that_it_is_done_closes_nothing(app: App, report: Make):
    number = report()
    app.post("servicerequestupdates.json", "service_request_updates", service_request_id=number, update_id="1",
             description="修好了", status="CLOSED")  # fmt: skip
    assert App().get(f"requests/{number}.json", "service_requests")[0]["status"] == "open"
    assert Open311Request.objects.get().order.version == 1
