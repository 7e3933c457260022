"""A promise's way through the house in a real browser: reported, asked for, released, returned, completed; urged; read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from commitments.models import ProgressReport, Stage, UrgingNote
from tests.conftest import at
from tests.journeys.conftest import DESK, PHONE, Enter
from tests.promises import Promises

pytestmark = [pytest.mark.browser]

WORDS = {
    "zh": {"report": "填报", "ask": "申请办结", "release": "放行", "urge": "预览并催办"},
    "en": {"report": "Report now", "ask": "Request completion", "release": "Release", "urge": "Preview and urge"},
}


def ask_completion(page, path: Path) -> None:
    """Fill the form and name a photo that proves the day."""
    page.fill("#id_completed_on", "2021-05-18")
    page.set_input_files("[name=evidence-0-file]", path)
    page.fill("[name=evidence-0-shows]", "竣工验收备案")
    page.fill("[name=evidence-0-dated_on]", "2021-05-18")
    page.click("form.form button.button-main")


@pytest.mark.parametrize(("width", "language"), [(DESK, "zh"), (PHONE, "en")])
def test_from_the_clerks_report_to_the_supervisors_verdict(promises: Promises, enter: Enter, tmp_path, width, language):
    words = WORDS[language]
    row = promises.figure(promises.in_progress(**promises.schools(10), title="新改建中小学10所"), 6, on=at(2021, 4, 20))
    promises.released(promises.in_progress())  # waits longer, so it stands unfolded above
    photo = tmp_path / "现场.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 32)

    # The clerk reports from today's page, without leaving it.
    desk = enter(width=width, language=language)
    clerk = desk.sign_in("clerk")
    clerk.get_by_role("link", name=re.compile(f"^{words['report']}")).click()
    clerk.fill("[name=value]", "10")
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_selector(".said")
    assert ProgressReport.objects.filter(commitment=row, value=10).count() == 1
    assert clerk.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kept:'))") == []  # saved is not unsaved

    # He asks for completion with evidence.
    desk.go(row.get_absolute_url())
    clerk.locator("#now").get_by_role("link", name=words["ask"]).click()
    ask_completion(clerk, photo)
    clerk.wait_for_url(f"**{row.get_absolute_url()}")
    assert clerk.locator("#requests ~ .items").first.get_by_text("现场.png").is_visible()

    # The head releases it, the supervisor returns it with the reason.
    head = enter(width=width, language=language)
    page = head.sign_in("head", "/review/")
    page.get_by_role("button", name=re.compile(words["release"], re.I)).first.click()
    page.wait_for_selector(".said")
    supervisor = enter(width=width, language=language)
    review = supervisor.sign_in("supervisor", "/review/")
    assert review.locator(".review-inside").count() == 1  # the other is a line until it is opened
    for key in ("j", "j", "Enter"):
        review.keyboard.press(key)
    step = f"form[action='{row.get_absolute_url()}actions/%s/']"
    review.locator(f"{step % 'return'} textarea").fill("缺分班台账")
    review.locator(f"{step % 'return'} button").click()
    review.wait_for_selector(".said")

    # The reason reaches the clerk; he asks again, the head releases, the supervisor completes.
    desk.go("/my/")
    assert clerk.get_by_text("缺分班台账").is_visible()
    desk.go(f"{row.get_absolute_url()}actions/request_completion/")
    ask_completion(clerk, photo)
    clerk.wait_for_url(f"**{row.get_absolute_url()}")
    head.go("/review/")
    page.get_by_role("button", name=re.compile(words["release"], re.I)).first.click()
    page.wait_for_selector(".said")
    supervisor.go("/review/")
    review.locator("[data-row] summary").nth(1).click()
    review.locator(f"{step % 'complete'} button").wait_for()
    for box in review.locator(f"{step % 'complete'} input[type=checkbox]").all():
        box.check()
    review.locator(f"{step % 'complete'} button").click()
    review.wait_for_selector(".said")
    assert promises.fresh(row).stage == Stage.COMPLETED
    desk.go(row.get_absolute_url())
    assert clerk.locator("h1 + .light").inner_text().strip() in {"已办结", "Completed"}
    assert desk.overflow <= 0


@pytest.mark.parametrize(("width", "language"), [(DESK, "en"), (PHONE, "zh")])
def test_a_supervisor_urges_two_overdue_items_and_the_unit_replies(promises: Promises, enter: Enter, width, language):
    for _n in range(2):
        promises.in_progress(deadline=date(2021, 4, 30))
    visitor = enter(width=width, language=language)
    page = visitor.sign_in("supervisor", "/overdue/")
    for box in page.locator("input[name=code]").all():
        box.check()
    page.get_by_role("button", name=WORDS[language]["urge"]).click()
    page.fill("#id_demand", "请于三日内报进度")
    page.locator("form.form button.button-main").click()
    page.wait_for_url("**/overdue/")
    assert UrgingNote.objects.get().items.count() == 2
    assert visitor.overflow <= 0

    unit = enter(width=width, language=language)
    clerk = unit.sign_in("clerk")
    clerk.locator("a.button[href*='/reply/']").click()
    clerk.fill("#id_reply", "本周内完成")
    clerk.locator(".item-inside button.button-main").click()
    clerk.wait_for_selector(".said")
    assert UrgingNote.objects.get().reply == "本周内完成"


@pytest.mark.parametrize(("width", "language"), [(DESK, "zh"), (PHONE, "en")])
def test_the_annotated_report_opens_a_record(promises: Promises, enter: Enter, width, language):
    row = promises.in_progress()
    visitor = enter(width=width, language=language)
    page = visitor.sign_in("leader", "/reports/town-2021/")
    mark = page.locator(f"#c-{row.code}")
    if width == PHONE:
        mark.tap()  # the first touch shows the card, the card opens the page
        page.locator("#hover-card a.card-open").tap()
    else:
        mark.hover()
        page.wait_for_selector("#hover-card")
        assert row.title in page.locator("#hover-card").inner_text()
        mark.click()
    page.wait_for_url(f"**{row.get_absolute_url()}")
    assert page.locator("h1").inner_text() == row.title
    assert visitor.overflow <= 0


def test_what_was_typed_survives_a_refusal_and_a_second_tab(promises: Promises, enter: Enter):
    row = promises.in_progress(**promises.schools())
    visitor = enter()
    page = visitor.sign_in("clerk", f"{row.get_absolute_url()}actions/report_progress/")
    page.fill("[name=value]", "-3")
    page.fill("[name=narrative]", "写了很久的说明")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".field-error")
    assert page.input_value("[name=narrative]") == "写了很久的说明"
    promises.figure(row, 4, on=at(2021, 5, 20))  # somebody else, in another tab
    page.fill("[name=value]", "5")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".versus")
    assert page.input_value("[name=narrative]") == "写了很久的说明"
    page.get_by_role("button", name=re.compile("再次提交")).click()
    page.wait_for_url(f"**{row.get_absolute_url()}")
    assert promises.fresh(row).current_value == 5


def test_the_main_jobs_are_done_by_keyboard_alone(promises: Promises, enter: Enter):
    promises.in_progress(**promises.schools())
    visitor = enter()
    page = visitor.page
    page.goto(f"{visitor.address}/accounts/login/")
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type("test-password")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=value]:focus")
    page.keyboard.type("12")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".said")
    assert ProgressReport.objects.get().value == 12
    page.keyboard.press("/")
    page.keyboard.type("学校")
    page.keyboard.press("Enter")
    page.wait_for_url("**/commitments/?q=*")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
