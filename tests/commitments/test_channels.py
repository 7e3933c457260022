"""Robots, webhook and SMS against a local server: the body decides, never the status alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import parse_qs, urlsplit

import pytest

from commitments import outbox, reminders
from commitments.channels import dingtalk, feishu, http, webhook
from commitments.models import Delivery, Gateway, Preference, Reminder
from commitments.models.reminder import DeliveryState
from tests.conftest import at

from .promises import under_way

JUNE_30 = date(2021, 6, 30)
EIGHT = at(2021, 6, 30, 8)
YES = {
    "wecom": {"errcode": 0, "errmsg": "ok"},
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
    "feishu": {"code": 0, "msg": "success"},
    "webhook": {"ok": True},
    "sms": {"code": "OK"},
}
NO = {
    "wecom": {"errcode": 93000, "errmsg": "invalid webhook url"},
    "dingtalk": {"errcode": 310000, "errmsg": "sign not match"},
    "feishu": {"code": 19021, "msg": "sign match fail"},
    "webhook": {"ok": False, "why": "unknown recipient"},
    "sms": {"code": "LIMIT", "message": "too many"},
}


class City(ThreadingHTTPServer):
    """Answers every POST with `status` and `answer`, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.status, self.answer, self.pause = 200, "{}", 0.0
        self.asked: list[tuple[str, dict[str, str], bytes]] = []


class Asked(BaseHTTPRequestHandler):
    server: City

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        answer = self.server.answer.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        for byte in answer if self.server.pause else ():  # one at a time
            self.wfile.write(bytes([byte]))
            sleep(self.server.pause)
        if not self.server.pause:
            self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def city(settings) -> Iterator[City]:
    server = City()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("WECOM_URL", "DINGTALK_URL", "FEISHU_URL", "WEBHOOK_URL", "SMS_URL"):
        setattr(settings, name, f"http://127.0.0.1:{server.server_port}")
    yield server
    server.shutdown()
    server.server_close()


def choose(cast, kind: str) -> Gateway:
    """The clerk wants his digest through a gateway of `kind` and nowhere else; one item is due."""
    cast.clerk.email_on, cast.clerk.phone, cast.clerk.mobile = False, "0635-6351234", "13800000000"
    cast.clerk.save(update_fields=["email_on", "phone", "mobile"])
    cast.colleague.is_active = False
    cast.colleague.save(update_fields=["is_active"])
    gateway = Gateway.objects.create(kind=kind, name=f"示例{kind}", token="token-1", secret="secret-1")
    Preference.objects.create(person=cast.clerk).gateways.add(gateway)
    under_way(cast, deadline=JUNE_30)
    Reminder.objects.filter(rung__startswith="event-").update(state=DeliveryState.SENT)
    assert reminders.plan(JUNE_30) == 1
    return gateway


def reminder() -> Reminder:
    return Reminder.objects.get(rung="before-0")


@pytest.mark.parametrize("kind", YES)
def test_a_body_that_says_yes_is_success(cast, city, kind):
    gateway = choose(cast, kind)
    city.answer = json.dumps(YES[kind])
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.channel) == ("sent", f"{kind}:{gateway.pk}") and reminder().state == "sent"
    assert len(city.asked) == 1 and "2021" in city.asked[0][2].decode("unicode_escape")


@pytest.mark.parametrize("kind", NO)
def test_http_200_with_an_error_in_the_body_is_a_failure_with_its_words(cast, city, kind):
    choose(cast, kind)
    city.answer = json.dumps(NO[kind])
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 1
    delivery = Delivery.objects.get()
    assert delivery.state == "waiting" and delivery.refusals == 1
    assert any(str(word) in delivery.reason for word in NO[kind].values())
    city.answer = json.dumps(YES[kind])
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 1


@pytest.mark.parametrize(
    "status, answer",
    [(200, ""), (200, "<html>portal</html>"), (200, "\0\x1b"), (200, "[]"), (404, '{"errcode": 0}'), (302, '{"errcode": 0}')],
)
def test_an_answer_that_says_nothing_is_no_success(cast, city, status, answer):
    choose(cast, "wecom")
    city.status, city.answer = status, answer
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 1 and reminder().state == "waiting"


def test_a_server_error_uses_up_no_attempt(cast, city):
    choose(cast, "feishu")
    city.status = 502
    outbox.send(at=EIGHT, on=JUNE_30)
    assert Delivery.objects.get().refusals == 0


def test_an_unreachable_address_leaves_it_waiting_with_the_reason(cast, city, settings):
    choose(cast, "dingtalk")
    settings.DINGTALK_URL = "http://127.0.0.1:1"
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 1
    delivery = Delivery.objects.get()
    assert delivery.state == "waiting" and "ConnectionError: 示例dingtalk" in delivery.reason and not delivery.is_doubtful


def test_an_answer_that_drips_holds_nobody_up(cast, city, monkeypatch):
    choose(cast, "wecom")
    monkeypatch.setattr(http, "READING", 0.05)
    city.answer, city.pause = " " * 20 + json.dumps(YES["wecom"]), 0.01
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.refusals, delivery.is_doubtful) == ("waiting", 0, True)


def test_five_refusals_make_a_dead_letter(cast, city):
    choose(cast, "wecom")
    city.answer = json.dumps(NO["wecom"])
    for _ in range(5):
        outbox.send(at=EIGHT, on=JUNE_30)
    assert Delivery.objects.get().state == "failed" and reminder().state == "failed"
    assert outbox.send(at=EIGHT, on=JUNE_30) == outbox.Summary() and len(city.asked) == 5


def test_the_signatures_are_those_the_other_side_checks(cast, city):
    choose(cast, "dingtalk")
    city.answer = json.dumps(YES["dingtalk"])
    outbox.send(at=EIGHT, on=JUNE_30)
    query = {name: values[0] for name, values in parse_qs(urlsplit(city.asked[0][0]).query).items()}
    assert query["access_token"] == "token-1" and query["timestamp"] == str(int(EIGHT.timestamp() * 1000))
    assert query["sign"] == dingtalk.signature("secret-1", int(query["timestamp"]))


def test_the_webhook_signs_time_and_body(cast, city):
    choose(cast, "webhook")
    city.answer = json.dumps(YES["webhook"])
    outbox.send(at=EIGHT, on=JUNE_30)
    _path, headers, body = city.asked[0]
    seconds = int(EIGHT.timestamp())
    assert headers["X-Yanbixing-Signature"] == f"t={seconds},v1={webhook.signature('secret-1', seconds, body)}"
    assert json.loads(body)["items"][0]["code"] == reminder().commitment.code


def test_known_values_of_the_signatures():
    """Computed independently with openssl dgst -sha256 -hmac."""
    assert dingtalk.signature("SEC1", 1600000000000) == "251ymK1DMiOoZfQVOB8rUvdQVSxdr7zMtavd+PlY6Ew="
    assert feishu.signature("SEC1", 1600000000) == "GlNMwbDpZSflJdXsx3RbcRgWYzASQ6K7L6u042R2IM0="


@pytest.mark.parametrize(
    "number, said", [("", "No mobile number is on record."), ("内线 12", "The number on record is no mobile number.")]
)
def test_a_number_that_is_none_fails_for_good_with_a_sentence(cast, city, number, said):
    choose(cast, "sms")
    cast.clerk.mobile = number
    cast.clerk.save(update_fields=["mobile"])
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 1
    assert (Delivery.objects.get().state, Delivery.objects.get().reason) == ("failed", said) and not city.asked


def test_the_outbox_and_those_who_read_it_see_a_mobile_number_masked(cast, city):
    choose(cast, "sms")
    city.answer = json.dumps(YES["sms"])
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 1
    assert json.loads(city.asked[0][2])["phone"] == "13800000000" and Delivery.objects.get().address == "138****0000"


def test_a_gateway_that_repeats_the_number_it_refuses_is_not_quoted_with_it(cast, city):
    choose(cast, "sms")
    city.answer = json.dumps({"code": "LIMIT", "message": "13800000000 too often, ask 2013800000000"})
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 1
    assert Delivery.objects.get().reason == "code LIMIT: 138****0000 too often, ask 2013800000000"


def test_two_channels_carry_one_digest_each_and_either_is_enough(cast, city):
    choose(cast, "wecom")
    cast.clerk.email_on = True
    cast.clerk.save(update_fields=["email_on"])
    city.answer = json.dumps(NO["wecom"])
    summary = outbox.send(at=EIGHT, on=JUNE_30)
    assert summary.sent == 1 and reminder().state == "sent"
    assert dict(Delivery.objects.values_list("channel", "state"))["email"] == "sent"
    city.answer = json.dumps(YES["wecom"])
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 0  # the robot gets its copy, the reminder is counted once
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"} and Delivery.objects.count() == 2


def test_a_long_digest_says_how_much_did_not_fit(cast, city):
    choose(cast, "wecom")
    for _ in range(60):
        under_way(cast, deadline=JUNE_30)
    Reminder.objects.filter(rung__startswith="event-").update(state=DeliveryState.SENT)
    reminders.plan(JUNE_30)
    city.answer = json.dumps(YES["wecom"])
    outbox.send(at=EIGHT, on=JUNE_30)
    content = json.loads(city.asked[0][2])["text"]["content"]
    assert len(content.encode()) <= 2048 and "/my/" in content and ("more" in content or "另有" in content)


def test_a_channel_switched_off_meanwhile_leaves_the_bell(cast, city):
    gateway = choose(cast, "wecom")
    city.answer = json.dumps(NO["wecom"])
    outbox.send(at=EIGHT, on=JUNE_30)
    gateway.is_on = False
    gateway.save(update_fields=["is_on"])
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 1
    assert Delivery.objects.get().state == "dropped" and reminder().state == "sent"
