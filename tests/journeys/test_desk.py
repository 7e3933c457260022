"""What every page offers at the keyboard and keeps for its reader: Ctrl-K, `u`, and the words of an ended session."""

from __future__ import annotations

import re
from datetime import date

import pytest

from commitments.workflow import urging
from tests.journeys.conftest import DESK, PHONE, Enter
from tests.promises import MAY, Promises

pytestmark = [pytest.mark.browser]
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('kept:'))"


def test_ctrl_k_leads_to_a_promise_by_the_keyboard_alone(promises: Promises, enter: Enter):
    row = promises.in_progress()
    page = enter().sign_in("clerk")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#jump [role=option]")
    page.keyboard.type(row.code)
    page.wait_for_selector(f"#jump [role=option][aria-selected=true][href='{row.get_absolute_url()}']")
    field = page.locator("#jump [role=combobox]")
    assert page.locator(f"#{field.get_attribute('aria-activedescendant')}").get_attribute("href") == row.get_absolute_url()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{row.get_absolute_url()}")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_what_was_typed_survives_an_ended_session_for_its_writer_alone(promises: Promises, enter: Enter, width):
    row = promises.in_progress()
    visitor = enter(width=width)
    page = visitor.sign_in("clerk")
    page.get_by_role("link", name=re.compile("^填报")).click()
    page.fill(".item-inside [name=narrative]", "新增三所均已竣工")
    visitor.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/accounts/login/**")
    visitor.sign_in("clerk")
    page.get_by_role("link", name="继续填写").click()
    page.wait_for_url(f"**{row.get_absolute_url()}**")
    assert page.input_value("[name=narrative]") == "新增三所均已竣工"
    visitor.context.clear_cookies(name="sessionid")
    visitor.sign_in("head")
    assert page.evaluate(KEPT) == []


def test_a_saved_form_is_not_offered_again_and_one_not_saved_leads_back_to_itself(promises: Promises, enter: Enter):
    row = promises.in_progress(deadline=date(2021, 4, 30))
    note = urging.urge([row], actor=promises.cast.supervisor, at=MAY, demand="请报进度")[0]
    visitor = enter()
    visitor.sign_in("supervisor")
    page = visitor.go(f"/overdue/urge/?code={row.code}")
    page.fill("[name=demand]", "请于本周内报进度")
    visitor.go("/overdue/").get_by_role("link", name="继续填写").click()
    page.wait_for_url(f"**/overdue/urge/?code={row.code}")
    assert page.input_value("[name=demand]") == "请于本周内报进度"
    page.locator("main form button.button-main").click()
    page.wait_for_url("**/overdue/")
    assert page.evaluate(KEPT) == []
    visitor.context.clear_cookies(name="sessionid")
    visitor.sign_in("clerk")
    page = visitor.go(f"/urging/{note.pk}/reply/")
    page.fill("[name=reply]", "本周报")
    visitor.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/accounts/login/**")
    visitor.sign_in("clerk", f"/urging/{note.pk}/reply/")
    assert page.input_value("[name=reply]") == "本周报"
    page.focus("[name=reply]")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/my/")
    assert page.evaluate(KEPT) == []


def test_a_line_that_is_kept_nowhere_stays_on_the_screen_of_an_ended_session(promises: Promises, enter: Enter):
    visitor = enter()
    page = visitor.sign_in("clerk", "/commitments/?light=red")
    page.click(".views summary")
    page.fill("#view-name", "我的红灯")
    visitor.context.clear_cookies(name="sessionid")
    page.press("#view-name", "Enter")
    page.wait_for_selector("#messages :text('请在另一标签页重新登录')")
    assert page.input_value("#view-name") == "我的红灯" and page.evaluate(KEPT) == []
    visitor.page = visitor.context.new_page()
    visitor.sign_in("clerk")
    page.press("#view-name", "Enter")
    page.wait_for_selector("#messages :text('我的红灯')")


def test_u_urges_the_row_one_stands_on(promises: Promises, enter: Enter):
    row = promises.in_progress(deadline=date(2021, 4, 30))
    page = enter().sign_in("supervisor", "/overdue/")
    for path in ("/overdue/", "/commitments/?overdue=1"):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + path)
        page.keyboard.press("j")
        page.keyboard.press("u")
        page.wait_for_url(f"**/overdue/urge/?code={row.code}")
