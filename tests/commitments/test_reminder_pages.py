"""Rules as rows with a look ahead, dead letters, and how each person is told – by their pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.urls import reverse

from commitments import outbox, reminders, rules
from commitments.models import Delivery, Gateway, Preference, Reminder, RuleValue
from commitments.models.reminder import DeliveryState
from commitments.views.reminder_settings import RulesForm
from history.models import Event
from tests.conftest import at

from .promises import under_way

JUNE_30 = date(2021, 6, 30)


@pytest.fixture(autouse=True)
def _own_rules(settings) -> Iterator[None]:
    settings.BUSINESS_DATE = "2021-06-24"
    yield
    rules._InForce.rules = None


def typed(**changes: object) -> dict[str, object]:
    """The rules in force as the form holds them, with `changes`."""
    data = {name: value for name, value in RulesForm.of(rules.rules()).items() if value is not None}
    for name in ("before_rungs", "backoff_minutes"):
        data[name] = ",".join(map(str, data[name]))
    return data | changes


def test_changed_rules_are_rows_with_an_event_and_in_force_at_once(client, cast):
    client.force_login(cast.admin)
    row = under_way(cast, deadline=JUNE_30)
    url = reverse("commitments:reminder_rules")
    answer = client.post(url, typed(before_rungs="20，5、0", late_days_1=2, late_roles_1=["clerk", "head"], save="1"))
    assert answer.status_code == 302, answer.content.decode()
    assert set(RuleValue.objects.values_list("name", flat=True)) == {"before_rungs", "late_steps"}
    assert Event.objects.get(stream="rules").data["before_rungs"] == [20, 5, 0]
    assert "30、15、7、3、1、0 → 20、5、0" in client.get(url).content.decode()
    reminders.plan(date(2021, 6, 25))
    assert Reminder.objects.filter(commitment=row, rung="before-5", recipient=cast.clerk).exists()
    reminders.plan(date(2021, 7, 2))
    assert set(Reminder.objects.filter(rung="late-2").values_list("recipient__username", flat=True)) == {
        "clerk",
        "colleague",
        "head",
    }


def test_the_forecast_says_what_would_go_out_to_whom_and_writes_nothing(client, cast):
    client.force_login(cast.admin)
    row = under_way(cast, deadline=JUNE_30)
    Reminder.objects.filter(rung__startswith="event-").update(state=DeliveryState.SENT)
    before = Reminder.objects.count()
    page = client.get(reverse("commitments:reminder_rules"))
    assert page.status_code == 200 and row.code in page.content.decode()
    shown = [(on, person.username, line.reminder.rung) for on, person, line in page.context["shown"]]
    assert (date(2021, 6, 24), "clerk", "before-7") in shown and (JUNE_30, "colleague", "before-0") in shown
    reminders.plan(date(2021, 6, 24))  # what waits already goes out next week as well
    assert [line[0] for line in client.get(reverse("commitments:reminder_rules")).context["shown"]] == [line[0] for line in shown]
    before = Reminder.objects.count()
    look = client.post(reverse("commitments:reminder_rules"), typed(before_rungs="2"))
    rungs = {line.reminder.rung for _, _, line in look.context["shown"]}
    assert rungs == {"before-2"} and Reminder.objects.count() == before and not RuleValue.objects.exists()


def test_the_forecast_is_what_planning_then_does(cast):
    under_way(cast, deadline=JUNE_30)
    under_way(cast, deadline=date(2021, 6, 22))
    foreseen = [(row.item, row.rung, row.recipient_id) for row in reminders.forecast(date(2021, 6, 24), JUNE_30)]
    for day in range(24, 31):
        reminders.plan(date(2021, 6, day))
    planned = Reminder.objects.exclude(rung__startswith="event-").values_list("item", "rung", "recipient")
    assert sorted(foreseen) == sorted(planned)


@pytest.mark.parametrize(
    "wrong",
    [
        {"before_rungs": "x"},
        {"late_days_1": ""},
        {"late_days_2": 1},
        {"quiet_from_hour": 8},
        {"digest_hour": 24},
        {"digest_hour": 21},  # quiet from 20: nothing would ever go out
        {"backoff_minutes": ""},
        {"before_rungs": "-1"},
    ],
)
def test_rules_that_cannot_be_are_refused_beside_the_field(client, cast, wrong):
    client.force_login(cast.admin)
    answer = client.post(reverse("commitments:reminder_rules"), typed(**wrong, save="1"))
    assert answer.status_code == 422 and not RuleValue.objects.exists()


@pytest.fixture
def dead(cast, monkeypatch) -> Delivery:
    """The clerk's digest of 30 June, refused for good."""
    cast.colleague.is_active = False
    cast.colleague.save(update_fields=["is_active"])
    under_way(cast, deadline=JUNE_30)
    Reminder.objects.filter(rung__startswith="event-").update(state=DeliveryState.SENT)
    reminders.plan(JUNE_30)

    def refuse(self, fail_silently: bool = False) -> int:
        raise SMTPRecipientsRefused({"clerk@example.invalid": (550, b"no such mailbox")})

    with monkeypatch.context() as patch:
        patch.setattr(mail.EmailMultiAlternatives, "send", refuse)
        assert outbox.send(at=at(2021, 6, 30, 8), on=JUNE_30).failed == 1
    return Delivery.objects.get()


def test_a_dead_letter_is_listed_with_its_reason_and_sent_again_by_hand(client, cast, dead):
    client.force_login(cast.supervisor)
    page = client.get(reverse("commitments:deliveries")).content.decode()
    assert "邮件服务器拒收：SMTP 550 no such mailbox" in page
    assert "1封提醒没有发出" in client.get("/my/").content.decode()
    together = {"delivery": [str(dead.pk), "0", "x"], "idempotency_key": "once"}
    for _ in range(2):  # pressed twice
        assert client.post(reverse("commitments:resend_many"), together).status_code == 302
    assert outbox.send(at=at(2021, 6, 30, 9), on=JUNE_30).sent == 1
    assert [letter.extra_headers["Message-ID"] for letter in mail.outbox] == [dead.message_id]
    assert client.post(reverse("commitments:resend", args=[dead.pk])).status_code == 409
    assert Event.objects.filter(stream=f"delivery:{dead.pk}", actor=cast.supervisor).count() == 1


def test_a_dead_letter_is_put_aside_only_with_a_reason(client, cast, dead):
    client.force_login(cast.supervisor)
    url = reverse("commitments:put_aside", args=[dead.pk])
    client.post(url, {"reason": " "})
    dead.refresh_from_db()
    assert dead.state == DeliveryState.FAILED
    client.post(url, {"reason": "已电话告知"})
    dead.refresh_from_db()
    assert (dead.state, dead.reason) == (DeliveryState.DROPPED, "已电话告知")
    assert Reminder.objects.get(rung="before-0").state == DeliveryState.DROPPED


def test_the_deliveries_of_a_commitment_and_of_a_person_show_state_and_reason(client, cast, dead):
    client.force_login(cast.supervisor)
    row = Reminder.objects.get(rung="before-0").commitment
    code = row.code
    assert reverse("commitments:reminders_commitment", args=[code]) in client.get(row.get_absolute_url()).content.decode()
    for url in (
        reverse("commitments:reminders_commitment", args=[code]),
        reverse("commitments:reminders_person", args=[cast.clerk.pk]),
    ):
        page = client.get(url)
        assert page.status_code == 200 and "SMTP 550 no such mailbox" in page.content.decode()


def test_list_pages_ask_few_queries_whatever_the_rows(client, cast, django_assert_max_num_queries):
    for _ in range(12):
        under_way(cast, deadline=JUNE_30)
    reminders.plan(JUNE_30)
    outbox.send(at=at(2021, 6, 30, 8), on=JUNE_30)
    client.force_login(cast.supervisor)
    for url in (reverse("commitments:deliveries") + "?state=sent", reverse("commitments:reminders_person", args=[cast.clerk.pk])):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200


def test_a_person_picks_channels_and_hour(client, cast):
    Gateway.objects.create(kind="wecom", name="全市群")
    mine = Gateway.objects.create(kind="dingtalk", name="教体局群", department=cast.education)
    Gateway.objects.create(kind="feishu", name="住建局群", department=cast.housing)
    Gateway.objects.create(kind="sms", name="短信")  # its base address is not set
    client.force_login(cast.clerk)
    url = reverse("commitments:my_channels")
    page = client.get(url).content.decode()
    assert "全市群" in page and "教体局群" in page and "住建局群" not in page and "短信" not in page
    assert client.post(url, {"gateways": [str(mine.pk)], "digest_hour": "14"}).status_code == 302
    cast.clerk.refresh_from_db()
    assert not cast.clerk.email_on and list(Preference.objects.get(person=cast.clerk).gateways.all()) == [mine]
    assert client.post(url, {"digest_hour": "3"}).status_code == 422


def test_who_changed_a_channel_stands_in_the_history_its_secret_does_not(client, cast):
    client.force_login(cast.admin)
    typed = {"kind": "wecom", "name": "全市群", "token": "key-1", "secret": "geheim", "is_on": "on"}
    assert client.post(reverse("commitments:gateways"), typed).status_code == 302
    made = Gateway.objects.get()
    assert client.post(reverse("commitments:gateway", args=[made.pk]), {**typed, "is_on": "", "secret": ""}).status_code == 302
    told = list(Event.objects.filter(stream="channels").order_by("seq"))
    assert [(event.actor, event.data["is_on"]) for event in told] == [(cast.admin, True), (cast.admin, False)]
    assert not any("geheim" in str(event.data) or "key-1" in str(event.data) for event in told)
    made.refresh_from_db()
    assert made.secret == "geheim"


def test_text_messages_need_a_mobile_number_of_ones_own(client, cast, settings):
    settings.SMS_URL = "https://sms.example.invalid"
    sms = Gateway.objects.create(kind="sms", name="短信")
    cast.clerk.phone = "0635-6351234"
    cast.clerk.save(update_fields=["phone"])
    client.force_login(cast.clerk)
    url = reverse("commitments:my_channels")
    assert "没有登记您的手机号码" in client.get(url).content.decode()
    refused = client.post(url, {"gateways": [str(sms.pk)], "mobile": ""})
    assert refused.status_code == 422 and "选择短信须填写手机号码" in refused.content.decode()
    landline = client.post(url, {"gateways": [str(sms.pk)], "mobile": "0635-6351234"})
    assert landline.status_code == 422 and not Preference.objects.exists()
    assert client.post(url, {"gateways": [str(sms.pk)], "mobile": "+86 138-0000 0000"}).status_code == 302
    cast.clerk.refresh_from_db()
    assert cast.clerk.mobile == "13800000000" and "13800000000" in client.get(url).content.decode()


def test_a_later_digest_hour_is_waited_for_by_the_sweep(cast):
    Preference.objects.create(person=cast.clerk, digest_hour=14)
    under_way(cast, deadline=JUNE_30)
    reminders.plan(JUNE_30)
    outbox.send(at=at(2021, 6, 30, 9), on=JUNE_30, is_patient=True)
    assert "clerk@example.invalid" not in {letter.to[0] for letter in mail.outbox}
    outbox.send(at=at(2021, 6, 30, 14), on=JUNE_30, is_patient=True)
    assert "clerk@example.invalid" in {letter.to[0] for letter in mail.outbox}


def test_an_hour_that_the_rules_have_left_behind_is_the_last_one_open(cast, settings):
    Preference.objects.create(person=cast.clerk, digest_hour=19)
    rules._InForce.rules = rules.with_rows({"quiet_from_hour": 18})
    under_way(cast, deadline=JUNE_30)
    Reminder.objects.filter(rung__startswith="event-").update(state=DeliveryState.SENT)
    reminders.plan(JUNE_30)
    assert outbox.send(at=at(2021, 6, 30, 16), on=JUNE_30, is_patient=True).sent == 1  # the colleague's
    assert outbox.send(at=at(2021, 6, 30, 17), on=JUNE_30, is_patient=True).sent == 1


@pytest.mark.parametrize("token", ["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "two words"])
def test_a_robot_is_given_its_key_and_not_an_address(cast, client, token):
    client.force_login(cast.admin)
    answer = client.post("/reminders/channels/", {"kind": "wecom", "name": "群", "token": token, "is_on": "on"})
    assert answer.status_code == 422 and "请只填密钥" in answer.content.decode()
    assert not Gateway.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "dingtalk"}, "缺少密钥或令牌"),
        ({"kind": "webhook", "token": "in"}, "WEBHOOK_URL"),
        ({"kind": "webhook", "token": "in"}, "缺少签名密钥"),
        ({"kind": "sms", "token": "key-1"}, "SMS_URL"),
    ],
)
def test_a_channel_that_lacks_what_it_needs_is_not_put_in_use(cast, client, typed, sentence):
    client.force_login(cast.admin)
    answer = client.post("/reminders/channels/", {**typed, "name": "群", "is_on": "on"})
    assert answer.status_code == 422 and sentence in answer.content.decode() and not Gateway.objects.exists()
    assert client.post("/reminders/channels/", {**typed, "name": "群"}).status_code == 302, "off, it may wait for its key"
