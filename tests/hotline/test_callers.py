"""Caller data: sealed, masked, looked at only with a reason, found nowhere else, gone when its time is over."""

from __future__ import annotations

import base64
import csv
import json
import logging
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse

from commitments.workflow.table import Invalid, NotPossible
from config import clock
from config.console import Console
from departments.access import Denied
from history.models import Event
from history.verify import verify
from hotline import retention, tasks, workflow
from hotline.callers import keys, masking, rotating, scanning, sealing
from hotline.importing import guess, run
from hotline.models import AnswerDraft, Caller, Link, WorkOrder, WorkOrderText
from hotline.workflow import CallerData
from tests.conftest import at
from tests.hotline.conftest import SENTENCE, TODAY, WORDS

NAME, PHONE, ADDRESS = "欧阳植树", "13812345626", "柳园小区9号楼2单元"
CALLER = CallerData(name=NAME, phone="138 1234 5626", address=ADDRESS, callback="workdays")
PLANTED = (NAME, "13812345626", "138 1234 5626", ADDRESS)


def new_key(name: str, algorithm: str, length: int) -> str:
    return f"{name}:{algorithm}:{base64.urlsafe_b64encode(bytes(range(length))).decode()}"


# Sealing


@pytest.mark.parametrize(("algorithm", "length"), [("aes", 32), ("aes", 16), ("sm4", 16)])
def test_a_value_opens_only_in_its_place_and_unaltered(settings, algorithm, length):
    settings.CALLER_KEYS = [new_key("9", algorithm, length)]
    token = sealing.seal(PHONE, "hotline.Caller.phone.1")
    assert token.startswith("9:") and PHONE not in token
    assert sealing.unseal(token, "hotline.Caller.phone.1") == PHONE
    assert sealing.seal(PHONE, "hotline.Caller.phone.1") != token
    for wrong_token, place in [
        (token, "hotline.Caller.phone.2"),
        (token, "hotline.Caller.name.1"),
        (token[:-6] + ("AAAAA=" if token[-6:] != "AAAAA=" else "BBBBB="), "hotline.Caller.phone.1"),
        ("8" + token[1:], "hotline.Caller.phone.1"),
    ]:
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(wrong_token, place)
    assert sealing.seal("", "x") == "" and sealing.unseal("", "x") == ""


@pytest.mark.parametrize("written", ["x", "1:des:AAAA", "1:aes:AAAA", "1:sm4:" + "A" * 43, "!:aes:" + "A" * 43])
def test_a_key_that_cannot_seal_is_refused_by_name(settings, written):
    from django.core.exceptions import ImproperlyConfigured

    settings.CALLER_KEYS = [written]
    with pytest.raises(ImproperlyConfigured, match="CALLER_KEYS"):
        keys.ring()


def test_the_blind_index_knows_the_same_number_however_it_is_written():
    same = {
        sealing.blind(text)
        for text in ("13812345626", "138 1234 5626", "+86 138-1234-5626", "１３８１２３４５６２６", "008613812345626")
    }
    assert len(same) == 1 and PHONE not in same.pop()
    assert sealing.blind("13812345627") != sealing.blind(PHONE) and sealing.blind("") == ""


@pytest.mark.engine
def test_rotation_seals_everything_anew_and_the_old_key_may_go(cast, call, settings):
    order = call(caller=CALLER)
    old, index = settings.CALLER_KEYS, order.caller.phone_index
    settings.CALLER_KEYS = [new_key("2", "sm4", 16), *old]
    assert Caller.objects.get().open("name") == NAME
    assert rotating.rotate() == 1 and rotating.rotate() == 0
    settings.CALLER_KEYS = [new_key("2", "sm4", 16)]
    caller = Caller.objects.get()
    assert [caller.open(field) for field in ("name", "phone", "address")] == [NAME, "138 1234 5626", ADDRESS]
    assert caller.key_id == "2" and caller.phone_index == index
    settings.CALLER_KEYS = [new_key("3", "aes", 32)]
    with pytest.raises(CommandError):
        call_command("rotate_caller_keys")


@pytest.mark.parametrize("arguments", [["--on", "2031-01-01x"], ["--day", "2031-01-01"]])
def test_a_wrong_argument_is_one_line_and_exit_1(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        Console(["manage.py", "erase_expired", *arguments]).execute()
    said = capsys.readouterr().err
    assert end.value.code == 1 and said.count("\n") == 1 and " ".join(arguments) in said


def test_a_key_nothing_can_start_with_is_one_line_and_exit_1(tmp_path):
    env = os.environ | {"CALLER_KEYS": "junk", "DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "manage.py", "rotate_caller_keys"], env=env, capture_output=True, text=True)
    assert (
        (done.returncode, done.stderr.count("\n")) == (1, 1) and "CALLER_KEYS" in done.stderr and "id:aes|sm4:key" in done.stderr
    )


@pytest.mark.parametrize("key", [("1", "aes", 16), ("2", "aes", 32)], ids=["made anew under the same id", "another id"])
def test_restored_without_its_key_every_page_opens_and_the_caller_stays_closed(cast, call, signed_in, settings, key):
    order, client = call(caller=CALLER), signed_in(cast.hotline)
    client.post("/hotline/draft/", {"text": WORDS, "caller_phone": PHONE})
    right = list(settings.CALLER_KEYS)
    settings.CALLER_KEYS = [new_key(*key)]
    page = client.get(order.get_absolute_url())
    assert page.status_code == 200 and "＊" not in page.content.decode()
    assert client.get("/hotline/").status_code == 200
    look = client.post(f"/hotline/{order.number}/caller/", {"reason": "回访"})
    assert look.status_code == 409 and not Event.objects.filter(action="unmask").exists()
    settings.CALLER_KEYS = right
    assert "138＊" in client.get(order.get_absolute_url()).content.decode()


def test_masked_shows_too_little_to_call():
    assert (
        masking.name("王建国") == "王＊＊"
        and masking.phone(PHONE) == "138＊＊＊＊＊＊26"
        and masking.address(ADDRESS) == "＊" * 6
    )
    assert masking.phone("8412") == "＊＊＊＊"


# Scanning


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("打我手机13812345626", ["phone"]),
        ("１３８１２３４５６２６和139-1234-5678", ["phone", "phone"]),
        ("一三八一二三四五六二六", ["phone"]),
        ("138 1234 5626，座机0635-8412345", ["phone", "phone"]),
        ("电话8412345", ["phone"]),
        ("+86 13812345626", ["phone"]),
        ("身份证371502199001011234", ["id"]),
        ("37150219900101123X", ["id"]),
        ("371502 19900101 1234", ["id"]),
        ("车牌鲁P·A1234，另一辆鲁PD12345", ["plate", "plate"]),
        ("鲁P 88A66", ["plate"]),
        ("卡号6222021234567890123", ["card"]),
        ("两个都打：13812345626、13912345678，车是鲁P12345", ["phone", "phone", "plate"]),
    ],
)
def test_every_number_of_a_person_is_found(text, kinds):
    assert [finding.kind for finding in scanning.scan(text)] == kinds
    assert not scanning.scan(scanning.masked(text))
    assert len(scanning.masked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "工单DH-20211014-0001",
        "新改建中小学24所，计划投资12345678元",
        "2021年10月14日8时30分",
        "G308国道K125+300处",
        "承诺2021-06-012",
        "山东省聊城市",
        "12345热线",
        "二〇二一年十月十四日",
    ],
)
def test_what_names_nobody_is_left_alone(text):
    assert scanning.scan(text) == []


@pytest.mark.parametrize("text", ["请回电13812345626", "当事人371502199001011234", "鲁PA1234停在门口"])
def test_nothing_with_a_persons_number_is_released(cast, linked, call, text):
    with pytest.raises(Invalid):
        workflow.release_summary(call(), actor=cast.hotline, at=TODAY, summary=text)
    with pytest.raises(Invalid):
        workflow.answer(linked(), actor=cast.clerk, at=TODAY, text=text)


# Looking


def test_a_look_needs_a_reason_and_is_written_down_before_anything_shows(cast, call):
    order = call(caller=CALLER)
    for reason in ("", " ", f"回访{NAME}", "回访13812345626"):
        with pytest.raises(Invalid):
            workflow.unmask(order, actor=cast.hotline, at=TODAY, reason=reason)
    assert not Event.objects.filter(action="unmask").exists()
    seen = workflow.unmask(order, actor=cast.hotline, at=TODAY, reason="回访结果")
    assert seen == {"name": NAME, "phone": "138 1234 5626", "address": ADDRESS}
    event = Event.objects.get(action="unmask")
    assert event.actor == cast.hotline and event.data["reason"] == "回访结果"
    assert not any(planted in json.dumps(event.data, ensure_ascii=False) for planted in PLANTED)


@pytest.mark.parametrize("who", ["clerk", "head", "supervisor", "leader", "auditor", "admin"])
def test_nobody_outside_the_hotline_looks(cast, call, who, signed_in):
    order = call(caller=CALLER)
    with pytest.raises(Denied):
        workflow.unmask(order, actor=getattr(cast, who), at=TODAY, reason="想看看")
    answer = signed_in(getattr(cast, who)).post(reverse("hotline:unmask", args=[order.number]), {"reason": "想看看"})
    assert answer.status_code in {403, 404}


def test_an_order_without_a_caller_says_so(cast, call):
    with pytest.raises(NotPossible):
        workflow.unmask(call(), actor=cast.hotline, at=TODAY, reason="回访结果")


def test_on_the_page_the_caller_is_masked_until_asked_for(cast, call, signed_in):
    order = call(caller=CALLER)
    client = signed_in(cast.hotline)
    page = client.get(order.get_absolute_url()).content.decode()
    assert "欧＊＊＊" in page and not any(planted in page for planted in PLANTED)
    answer = client.post(reverse("hotline:unmask", args=[order.number]), {"reason": "回访结果"})
    assert NAME in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    assert "回访结果" in signed_in(cast.auditor).get(reverse("hotline:looks")).content.decode()
    assert "欧＊＊＊" not in signed_in(cast.auditor).get(order.get_absolute_url()).content.decode()


@pytest.mark.engine
def test_the_same_caller_counts_once_in_a_signal(cast, promise, linked):
    from hotline.models import Signal

    row = promise()
    for _ in range(6):
        workflow.confirm(linked(row, caller=CALLER), actor=cast.hotline_lead, at=TODAY)
    assert not Signal.objects.exists()
    for n in range(4):
        link = linked(row, caller=CallerData(phone=f"1391234567{n}"))
        workflow.confirm(link, actor=cast.hotline_lead, at=TODAY)
    assert Signal.objects.get().callers == 5


@pytest.mark.parametrize(
    ("given", "field"),
    [({"phone": "无"}, "caller_phone"), ({"name": "长" * 61}, "caller_name"), ({"name": "王", "callback": "?"}, "callback")],
)
def test_what_cannot_be_kept_of_a_caller_is_a_field_error(call, given, field):
    with pytest.raises(Invalid) as refusal:
        call(caller=CallerData(**given))
    assert field in refusal.value.fields and not WorkOrder.objects.exists()


# Nowhere else


def test_neither_the_database_nor_a_log_holds_caller_data_in_the_clear(cast, call, caplog, signed_in, settings):
    """That no page shows them to anybody is part of the role table (`tests.test_roles.ask`)."""
    settings.BUSINESS_DATE = TODAY.date().isoformat()
    caplog.set_level(logging.DEBUG)
    order = call(caller=CALLER)
    workflow.release_summary(order, actor=cast.hotline, at=TODAY, summary=SENTENCE)
    for who in (cast.hotline, cast.hotline_lead, cast.supervisor, cast.clerk):
        client = signed_in(who)
        client.get(reverse("hotline:list"))
        client.get(order.get_absolute_url())
        client.post(reverse("hotline:unmask", args=[order.number]), {"reason": "回访结果"})
    assert Event.objects.filter(action="unmask").count() == 2 and caplog.records
    for model in apps.get_models():
        for row in model._base_manager.values():
            assert not any(planted in str(row) for planted in PLANTED), model
    assert not any(planted in caplog.text for planted in PLANTED)


def test_an_export_needs_a_reason_and_holds_no_caller(cast, call, signed_in):
    call(f"请回电13812345626，车牌鲁PA1234。{WORDS}", caller=CALLER, place="=HYPERLINK(1)")
    client = signed_in(cast.hotline_lead)
    assert client.post(reverse("hotline:export"), {"reason": ""}).status_code == 422
    answer = client.post(reverse("hotline:export") + "?county=dongchangfu", {"reason": "月度分析"})
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == 2 and "围挡" in text and "鲁PA1234" not in text
    assert not any(planted in text for planted in PLANTED) and "'=HYPERLINK" in text
    event = Event.objects.get(action="export")
    assert event.data == {"reason": "月度分析", "filters": {"county": "dongchangfu"}}
    assert signed_in(cast.hotline).post(reverse("hotline:export"), {"reason": "想要"}).status_code == 403


@pytest.mark.engine
def test_an_import_keeps_callers_apart_and_a_reimport_brings_nothing_back(cast, tmp_path):
    head = ["工单编号", "来电时间", "诉求内容", "姓名", "联系电话", "家庭住址"]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, ["LC-1", "2021-10-01 09:30", "停水", NAME, PHONE, ADDRESS]])
    take = lambda at: run(path, source="12345", columns=guess(head), actor=None, at=at, dry_run=False)  # noqa: E731
    take(TODAY)
    assert Caller.objects.get().open("name") == NAME
    assert take(TODAY).unchanged == 1
    later = TODAY + timedelta(days=400)
    retention.erase(later.date(), at=later)
    assert not Caller.objects.exists() and take(later).unchanged == 1 and not Caller.objects.exists()
    much_later = TODAY + timedelta(days=1200)
    retention.erase(much_later.date(), at=much_later)
    assert take(much_later).unchanged == 1 and not WorkOrderText.objects.exists()


# Retention


@pytest.mark.engine
def test_retention_leaves_a_tombstone_and_breaks_no_history(cast, linked, over):
    link = linked(caller=CALLER, place="柳园小区", township="新区街道", nature="complaint")
    workflow.answer(link, actor=cast.clerk, at=TODAY, text="月底前启用。")
    workflow.unmask(link.order, actor=cast.hotline, at=TODAY, reason="回访结果")
    over(link.order)
    early = TODAY + timedelta(days=300)
    assert retention.erase(early.date(), at=early).told == {"callers": 0, "orders": 0, "files": 0, "drafts": 0}
    middle = TODAY + timedelta(days=366)
    assert retention.erase(middle.date(), at=middle).callers == 1
    assert WorkOrderText.objects.exists() and not Caller.objects.exists()
    late = TODAY + timedelta(days=3 * 365 + 1)
    assert retention.erase(late.date(), at=late).orders == 1
    assert retention.erase(late.date(), at=late).told == {"callers": 0, "orders": 0, "files": 0, "drafts": 0}
    order = WorkOrder.objects.get()
    assert (order.number, order.nature, order.received_on, order.erased_on) == (
        "DH-20211014-0001", "complaint", TODAY.date(), late.date(),
    )  # fmt: skip
    assert (order.place, order.township, order.summary, order.is_released) == ("", "", "", False)
    assert not WorkOrderText.objects.exists() and not AnswerDraft.objects.exists() and Link.objects.get().unit_answer == ""
    assert verify().broken == []


@pytest.mark.engine
def test_an_open_order_keeps_words_and_caller_until_it_is_closed(cast, call, over):
    order, late = call(caller=CALLER), TODAY + timedelta(days=5 * 366)
    assert not any(retention.erase(late.date(), at=late).told.values())
    assert Caller.objects.exists() and WorkOrderText.objects.exists()
    over(order)
    assert retention.erase(late.date(), at=late).told == {"callers": 1, "orders": 1, "files": 0, "drafts": 0}


def test_beat_erases_what_is_past_its_time(cast, call, over, monkeypatch):
    order = over(call(nature="enquiry"))
    monkeypatch.setattr(clock, "today", lambda: TODAY.date() + timedelta(days=5 * 366))
    assert tasks.erase_expired()["orders"] == 1 and WorkOrder.objects.filter(pk=order.pk).exists()


def test_an_enquiry_is_kept_shorter_and_its_page_still_opens(cast, call, over, signed_in, capsys):
    order = over(call(nature="enquiry"))
    call_command("erase_expired", "--on", (TODAY.date() + timedelta(days=366)).isoformat())
    assert json.loads(capsys.readouterr().out)["orders"] == 1
    for place in (order.get_absolute_url(), reverse("hotline:list")):
        assert signed_in(cast.hotline).get(place).status_code == 200
    assert date.fromisoformat("2022-10-15") == WorkOrder.objects.get().erased_on


def test_nothing_is_added_to_an_order_whose_words_are_erased(cast, linked, call, promise, over, signed_in):
    agent, late = signed_in(cast.hotline), at(2025, 10, 14)
    with_link, alone, row = linked(released=False).order, call(), promise()

    def asks_for_summaries() -> bool:
        return any("released=0" in section.all_href for section in agent.get(reverse("my")).context["sections"])

    for order in (with_link, alone):
        over(order)
    assert asks_for_summaries()
    retention.erase(late.date(), at=late)
    assert not asks_for_summaries()
    for order in (with_link, alone):
        assert agent.get(order.get_absolute_url()).status_code == 200
        for step, typed in {
            "summary/": {"summary": SENTENCE},
            "link/": {"commitment": row.code, "kind": "delay"},
            "suggestions/": {},
            "actions/answer_directly/": {"text": "已答复。"},
        }.items():
            assert agent.post(f"{order.get_absolute_url()}{step}", typed).status_code == 409, step
