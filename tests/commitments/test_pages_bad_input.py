"""What people, other tabs and hand-edited addresses send: an empty list, a 404, a field error with everything kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commitments.models import Commitment, Evidence, Kind, ProgressReport, UrgingNote
from commitments.workflow import deciding, reporting
from history.models import Event
from tests.conftest import Cast, at
from tests.pages import signed_in, text_of
from tests.promises import Promises


@pytest.fixture(autouse=True)
def _on_a_day_in_may(settings):
    settings.BUSINESS_DATE = "2021-05-20"


@pytest.fixture
def promises(cast: Cast) -> Promises:
    return Promises(cast)


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.clerk)


def step(row: Commitment, action: str) -> str:
    return f"{row.get_absolute_url()}actions/{action}/"


# Addresses


@pytest.mark.parametrize(
    "query",
    [
        "light=purple",
        "stage=done",
        "category=x",
        "deadline_after=yesterday",
        "year=twenty",
        "order=random",
        "mine=perhaps",
        "department=nobody",
        "section=%25%27",
        "q=" + "学" * 5_000,
        "report=none",
    ],
)
def test_a_filter_value_nobody_knows_finds_nothing(promises, clerk, query):
    promises.in_progress()
    response = clerk.get(f"/commitments/?{query}")
    assert response.status_code == 200
    assert response.context["page"].paginator.count == 0


@pytest.mark.parametrize(
    ("query", "said"), [("light=purple", "无法识别：light=purple"), ("light=none&stage=closed", "没有符合筛选条件的承诺")]
)
def test_a_list_that_finds_nothing_says_whether_it_understood(promises, clerk, query, said):
    promises.in_progress()
    assert said in text_of(clerk.get(f"/commitments/?{query}"))


@pytest.mark.parametrize("url", ["/commitments/", "/overdue/", "/my/notices/"])
@pytest.mark.parametrize("page", ["0", "-1", "999999", "zwei", "1e9", ""])
def test_a_page_that_does_not_exist_is_the_nearest_one(cast, promises, url, page):
    promises.in_progress()
    assert signed_in(cast.supervisor).get(f"{url}?page={page}").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "/commitments/2099-01-001/",
        "/commitments/%E6%96%B0/",
        "/commitments/2099-01-001/actions/assign/",
        "/reports/nowhere/",
        "/evidence/999/",
        "/evidence/999/picture/",
        "/urging/999/reply/",
        "/commitments/%00/",
        "/reports/liaocheng-2021/?department=%00",
        "/commitments/?department=%00",
    ],
)
def test_what_is_not_there_is_a_404_with_a_sentence(clerk, url):
    response = clerk.get(url)
    assert response.status_code == 404
    assert "没有您可以查看的内容" in text_of(response)


def test_an_action_nobody_knows_is_a_404(promises, clerk):
    assert clerk.get(step(promises.in_progress(), "explode")).status_code == 404


@pytest.mark.parametrize("query", ["light=purple", "department=nobody"])
def test_the_report_with_an_unknown_filter_is_still_readable(promises, clerk, query):
    promises.in_progress()
    assert clerk.get(f"/reports/town-2021/?{query}").status_code == 200


def test_an_unknown_history_filter_shows_all_of_it(promises, clerk):
    row = promises.in_progress()
    response = clerk.get(f"{row.get_absolute_url()}?history=gossip")
    assert response.status_code == 200
    assert response.context["history_group"] == ""


# Words


def test_html_in_what_people_write_is_text(promises, clerk):
    row = promises.in_progress()
    told = "<script>alert(1)</script><b>完成</b>"
    clerk.post(step(row, "report_progress"), {"narrative": told, "version": row.version})
    page = text_of(clerk.get(row.get_absolute_url()))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_search_for_html_is_shown_as_text(clerk):
    page = text_of(clerk.get("/commitments/", {"q": '"><img src=x onerror=alert(1)>'}))
    assert "<img src=x" not in page


def test_an_enormous_text_is_refused_and_kept(promises, clerk):
    row = promises.in_progress()
    response = clerk.post(step(row, "report_progress"), {"narrative": "长" * 10_001, "version": row.version})
    assert response.status_code == 422
    assert "长" * 10_001 in text_of(response)
    assert "最多10000字，现有10001字" in text_of(response)
    assert not ProgressReport.objects.exists()


def test_a_body_larger_than_the_house_takes_is_refused_not_broken(promises, clerk):
    row = promises.in_progress()
    # As a browser sends a form without files: four times the size of what one sees.
    enormous = urlencode({"narrative": "长" * 1_000_000, "version": row.version})
    response = clerk.post(step(row, "report_progress"), enormous, "application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "文字超过5MB，没有保存" in text_of(response)
    multipart = clerk.post(step(row, "report_progress"), {"narrative": "长" * 3_000_000, "version": row.version})
    assert multipart.status_code == 400
    assert not ProgressReport.objects.exists()


# Values


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("many", "输入"), ("-1", "数量不能为负"), ("3", "请说明原因"), ("NaN", "输入"), ("1e400", "确认"), ("9" * 30, "确认")],
)
def test_a_wrong_value_is_a_field_error_with_everything_kept(promises, clerk, typed, sentence):
    row = promises.figure(promises.in_progress(**promises.schools()), 9, on=at(2021, 5, 4))
    data = {
        "value": typed,
        "narrative": "新增3所",
        "as_of": "2021-05-19",
        "evidence-0-url": "https://example.invalid/备案",
        "evidence-0-shows": "备案表",
        "version": row.version,
    }
    response = clerk.post(step(row, "report_progress"), data)
    page = text_of(response)
    assert response.status_code == 422
    assert sentence in page
    assert typed in page
    assert "新增3所" in page
    assert "2021-05-19" in page
    assert "备案表" in page
    assert promises.fresh(row).current_value == Decimal(9)


@pytest.mark.parametrize(
    ("action", "typed"),
    [
        ("report_progress", {"value": "3", "as_of": "0021-05-19"}),
        ("file_plan", {"figures": "2021-06,12\n9999-12,24"}),
        ("edit_milestones", {"name": "开工", "deadline": "0021-06-30"}),
        ("request_extension", {"new_deadline": "9999-12-31", "reason_code": "resources", "reason": "资金未到位"}),
    ],
)
def test_a_year_mistyped_is_refused_before_anything_counts_to_it(promises, clerk, action, typed):
    row = promises.in_progress(**promises.schools())
    assert clerk.post(step(row, action), {**typed, "version": row.version}).status_code == 422
    assert promises.fresh(row).version == row.version


def test_a_figure_may_fall_with_an_explanation(promises, clerk):
    row = promises.figure(promises.in_progress(**promises.schools()), 9, on=at(2021, 5, 4))
    data = {"value": "8", "explanation": "一所重复计算", "version": row.version}
    assert clerk.post(step(row, "report_progress"), data).status_code == 302
    assert promises.fresh(row).current_value == Decimal(8)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.exe", b"MZ", "类型不在允许范围内"),
        ("photo.png", b"not a picture", "内容与文件名不符"),
        ("empty.pdf", b"", "empty.pdf"),
        ("page.html", b"<html>", "类型不在允许范围内"),
    ],
)
def test_evidence_of_the_wrong_kind_is_refused_by_name(promises, clerk, name, content, sentence):
    row = promises.in_progress()
    data = {
        "narrative": "已完成",
        "version": row.version,
        "evidence-0-file": SimpleUploadedFile(name, content),
        "evidence-0-shows": "现场",
        "evidence-0-dated_on": "2021-05-19",
    }
    response = clerk.post(step(row, "report_progress"), data)
    assert response.status_code == 422
    assert name in text_of(response)
    assert sentence in text_of(response)
    assert not Evidence.objects.exists()


def test_more_evidence_than_is_read_is_refused_not_left_out(promises, clerk):
    row = promises.in_progress()
    pieces = {f"evidence-{n}-url": "https://example.invalid/proof" for n in range(31)}
    assert clerk.post(step(row, "add_evidence"), {**pieces, "version": row.version}).status_code == 422
    assert not Evidence.objects.exists()


def test_an_office_file_is_never_drawn_as_a_picture(promises, clerk):
    row = promises.in_progress()
    data = {
        "version": row.version,
        "evidence-0-file": SimpleUploadedFile("表.pdf", b"%PDF-1.4\n%%EOF\n"),
        "evidence-0-shows": "备案表",
    }
    assert clerk.post(step(row, "add_evidence"), data).status_code == 302
    piece = Evidence.objects.get()
    assert clerk.get(f"/evidence/{piece.pk}/picture/").status_code == 404
    got = clerk.get(f"/evidence/{piece.pk}/")
    assert got.headers["Content-Disposition"].startswith("attachment")


# Twice, and two at once


def test_a_double_click_makes_one_report(promises, clerk):
    row = promises.in_progress()
    data = {"narrative": "第一批完成", "version": row.version, "idempotency_key": "3f1b"}
    first = clerk.post(step(row, "report_progress"), data)
    second = clerk.post(step(row, "report_progress"), data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.headers["Location"] == first.headers["Location"]
    assert ProgressReport.objects.count() == 1


def test_a_double_click_sends_one_urging_note(cast, promises):
    row = promises.in_progress(deadline=date(2021, 4, 30))
    client = signed_in(cast.supervisor)
    data = {"code": row.code, "demand": "请报进度", "idempotency_key": "77aa"}
    for _click in range(2):
        assert client.post("/overdue/urge/", data).status_code == 302
    assert UrgingNote.objects.count() == 1


def test_a_second_tab_gets_both_versions_and_nothing_is_overwritten(cast, promises, clerk):
    row = promises.in_progress(**promises.schools())
    seen = row.version
    reporting.report_progress(row, actor=cast.colleague, at=at(2021, 5, 18), value=Decimal(7), narrative="同事先报")
    response = clerk.post(
        step(row, "report_progress"), {"value": "5", "as_of": "2021-05-19", "narrative": "我也来报", "version": seen}
    )
    page = text_of(response)
    assert response.status_code == 409
    assert "您查看期间别人改动了这一项" in page
    assert "colleague" in page  # who, since he looked
    assert "7" in page
    assert "2021年5月19日" in page
    assert page.count("我也来报") >= 2  # what he typed, told and still in the form
    assert promises.fresh(row).current_value == Decimal(7)
    again = clerk.post(
        step(row, "report_progress"), {"value": "9", "narrative": "核对后", "version": promises.fresh(row).version}
    )
    assert again.status_code == 302


@pytest.mark.parametrize("version", ["", "abc", "-3", "99999999999999", "1.5"])
def test_a_version_that_is_no_version_never_overwrites(promises, clerk, version):
    row = promises.in_progress()
    response = clerk.post(step(row, "report_progress"), {"narrative": "说明", "version": version})
    if version:
        assert response.status_code == 409
        assert not ProgressReport.objects.exists()
    else:  # a form without the field: the table still answers
        assert response.status_code == 302


def test_an_impossible_step_is_a_409_saying_from_where(promises, clerk):
    row = promises.assigned()
    before = Event.objects.count()
    for response in (clerk.get(step(row, "request_completion")), clerk.post(step(row, "request_completion"), {})):
        assert response.status_code in {409, 422}
    assert "只能在以下阶段办理：办理中" in text_of(clerk.get(step(row, "request_completion")))
    assert Event.objects.count() == before


def test_not_his_to_do_is_a_403_with_a_sentence(cast, promises):
    row = promises.in_progress()
    response = signed_in(cast.other_clerk).post(step(row, "report_progress"), {"narrative": "别人的", "version": row.version})
    assert response.status_code == 403
    assert "市教育和体育局" in text_of(response)
    assert not ProgressReport.objects.exists()


def test_an_unpublished_promise_is_a_404_for_strangers(cast, promises):
    row = promises.in_progress(is_published=False)
    assert signed_in(cast.other_clerk).get(row.get_absolute_url()).status_code == 404
    assert signed_in(cast.supervisor).get(row.get_absolute_url()).status_code == 200


# Sessions


def test_an_expired_form_gets_a_sentence(cast, promises):
    row = promises.in_progress()
    client = signed_in(cast.clerk, enforce_csrf_checks=True)
    response = client.post(step(row, "report_progress"), {"narrative": "写了很久", "version": row.version})
    assert response.status_code == 403
    assert "这张表已经过期" in text_of(response)
    assert not ProgressReport.objects.exists()


def test_an_expired_session_leads_to_the_door_and_back(promises):
    row = promises.in_progress()
    response = Client().get(step(row, "report_progress"))
    assert response.status_code == 302
    assert response.headers["Location"] == f"/accounts/login/?next={step(row, 'report_progress')}"


def test_onward_never_leads_to_another_host(promises, clerk):
    row = promises.in_progress()
    for target in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        response = clerk.post(
            step(row, "report_progress"), {"narrative": "说明", "version": promises.fresh(row).version, "next": target}
        )
        assert response.headers["Location"] == row.get_absolute_url()


# What is offered


def test_an_address_of_any_length_is_led_back_to(cast, promises, clerk):
    searched = urlencode({"q": "学校" * 40})
    row = promises.in_progress()
    onward = f"/commitments/?{searched}"
    told = {"narrative": "推进中", "next": onward, "idempotency_key": "one"}
    assert clerk.post(step(row, "report_progress"), told).headers["Location"] == onward
    draft = promises.draft()
    ticked = {
        "action": "assign",
        "step": "do",
        "item": f"{draft.code}@{draft.version}",
        "query": searched,
        "idempotency_key": "two",
    }
    assert signed_in(cast.supervisor).post("/commitments/bulk/", ticked).headers["Location"] == onward
    assert promises.fresh(draft).stage == "assigned"


@pytest.mark.parametrize(
    ("address", "typed", "status"),
    [
        ("/commitments/bulk/", {"action": "assign", "code": "a\0"}, 400),
        ("/commitments/bulk/", {"action": "assign", "step": "do", "item": "{code}@²", "idempotency_key": "k"}, 409),
        ("/commitments/views/", {"name": "a\0", "query": ""}, 400),
        ("/my/calendar/revoke/", {"feed": "²"}, 404),
    ],
)
def test_what_no_page_of_ours_sends_is_refused_in_its_own_words(cast, promises, address, typed, status):
    row = promises.draft()
    typed = {name: value.format(code=row.code) for name, value in typed.items()}
    client = signed_in(cast.supervisor)
    client.raise_request_exception = False
    assert client.post(address, typed).status_code == status
    assert promises.fresh(row).version == row.version


def test_what_is_over_is_no_offer(cast, promises, clerk):
    """A dispute is offered within its days, closing once the year is over: offers ask what the step itself asks."""
    row = promises.in_progress()
    names = [item.action.name for item in clerk.get(row.get_absolute_url()).context["now"]]
    assert "report_progress" in names
    assert "dispute" not in names
    closing = signed_in(cast.supervisor).get(row.get_absolute_url()).context
    assert "close_year" not in [item.action.name for item in closing["now"]]
    assert "年度还没有结束" in " ".join(item.why_not for item in closing["not_now"])


def test_what_would_be_refused_whatever_is_typed_is_no_offer(cast, promises, clerk):
    """Asking twice for an extension, completing an ongoing effort before its end: the page says why, no form is offered."""
    row = promises.in_progress(kind=Kind.ONGOING)
    promises.extension(row, date(2022, 1, 31))
    page = clerk.get(row.get_absolute_url()).context
    refused = {item.action.name: item.why_not for item in page["not_now"]}
    assert not {"request_completion", "request_extension"} & {item.action.name for item in page["now"]}
    assert "随年度结束" in refused["request_completion"] and "已有同类申请" in refused["request_extension"]
    assert clerk.get(f"{row.get_absolute_url()}actions/request_completion/").status_code == 409


def test_a_new_deadline_of_today_is_told_the_earliest_day(cast, promises, settings):
    row = promises.in_progress()
    settings.BUSINESS_DATE = "2021-06-16"
    data = {"deadline": "2021-06-16", "reason": "市里决定", "version": row.version}
    answer = signed_in(cast.supervisor).post(f"{row.get_absolute_url()}actions/set_deadline/", data)
    assert answer.status_code == 422 and "新日期最早为明天（2021年6月17日）" in text_of(answer)


def test_the_page_says_who_else_can_do_what(promises, clerk):
    others = clerk.get(promises.in_progress().get_absolute_url()).context["others"]
    assert "催办" in others["这一步由督查员办理。"]
    assert "作出批示" in others["这一步由分管领导办理。"]


def test_a_suspended_item_shows_its_state_and_way_back(cast, promises):
    row = deciding.suspend(promises.in_progress(), actor=cast.leader, at=at(2021, 5, 4), reason="规划调整")
    now = signed_in(cast.leader).get(row.get_absolute_url()).context["now"]
    assert "resume" in [item.action.name for item in now]


def test_a_double_click_on_a_step_only_possible_once_is_answered_as_the_first(cast: Cast, promises: Promises):
    row = promises.asked(promises.in_progress()).commitment
    head = signed_in(cast.head)
    first, again = (head.post(step(row, "release_completion"), {"idempotency_key": "twice"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert Event.objects.filter(stream=row.stream, action="release_completion").count() == 1
