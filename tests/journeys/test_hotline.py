"""The hotline's day in a real browser: the agent takes down, finds and links, the lead confirms, the clerk answers."""

from __future__ import annotations

import pytest

from commitments.models import Commitment
from config import clock
from hotline.models import Link, WorkOrder
from tests.conftest import Cast, at
from tests.journeys.conftest import Enter
from tests.promises import Promises

pytestmark = [pytest.mark.browser]
NOW = at(2021, 10, 14)


@pytest.fixture
def promise(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Commitment:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: NOW.date())
    return Promises(Cast()).in_progress(title="新改建中小学24所")


def test_a_call_is_taken_down_linked_confirmed_and_answered(enter: Enter, promise: Commitment):
    agent = enter().sign_in("hotline", "/hotline/")
    agent.fill("#id_text", "来电人说新建的学校围挡没撤，问到底哪天能搬进去。")
    agent.select_option("#id_county", "dongchangfu")
    agent.fill("#id_summary", "市民询问新建学校启用日期。")
    agent.fill("#id_promise", "中小学")
    agent.click("text=新改建中小学24所")
    agent.click(".kinds-line label:has-text('咨询进度')")
    agent.focus("#id_summary")
    agent.keyboard.press("Control+Enter")
    agent.wait_for_url("**/hotline/DH-20211014-0001/")
    assert agent.locator("#links").get_by_text("新改建中小学24所").is_visible()

    lead = enter().sign_in("hotline_lead")
    lead.click("a.button:has-text('决定')")
    lead.click("button:has-text('确认关联')")
    lead.wait_for_selector("text=已确认：DH-20211014-0001")

    visitor = enter()
    clerk = visitor.sign_in("clerk")
    clerk.click("a.button:has-text('答复')")
    clerk.fill("#id_text", "主体已完工，11月10日启用。")
    visitor.context.clear_cookies(name="sessionid")
    clerk.click("button.button-main:has-text('答复')")
    clerk.wait_for_selector("#messages :text('请在另一标签页重新登录')")
    kept, visitor.page = visitor.page, visitor.context.new_page()
    visitor.sign_in("clerk")
    assert kept.evaluate("Object.keys(localStorage)") == []
    clerk.click("button.button-main:has-text('答复')")
    clerk.wait_for_selector("text=答复已交热线")
    assert "围挡没撤" not in clerk.content()

    agent.reload()
    assert agent.get_by_text("主体已完工，11月10日启用。").is_visible()
    link = Link.objects.get()
    assert link.state == Link.State.CONFIRMED and WorkOrder.objects.count() == 1


def test_a_closed_tab_loses_no_call_and_the_keys_reach_every_part(enter: Enter, promise: Commitment):
    visitor = enter()
    agent = visitor.sign_in("hotline", "/hotline/")
    agent.keyboard.press("F2")
    agent.keyboard.type("来电人问新学校哪天能用")
    agent.keyboard.press("F4")
    agent.keyboard.type("13812345626")
    agent.wait_for_selector("#kept:has-text('已暂存')")
    visitor.context.clear_cookies(name="sessionid")
    agent.keyboard.press("F2")
    agent.keyboard.type("，急")
    agent.wait_for_selector("#messages .said-error")
    assert agent.url.endswith("/hotline/") and agent.input_value("#id_text").endswith("，急")
    agent.close()
    visitor = enter()
    again = visitor.sign_in("hotline", "/hotline/")
    assert again.input_value("#id_text") == "来电人问新学校哪天能用" and again.input_value("#id_caller_phone") == "13812345626"
    again.wait_for_selector("#suggestions input[type=radio]")
    again.keyboard.press("F9")
    again.keyboard.press("Space")
    again.keyboard.press("F2")
    again.keyboard.press("Control+Enter")
    again.wait_for_selector(".form-wrong")
    again.check("input[name=kind][value=asks]", force=True)
    again.keyboard.press("F8")
    again.keyboard.type("市民询问新建学校启用日期。")
    again.keyboard.press("Control+Enter")
    again.wait_for_url("**/hotline/DH-20211014-0001/")
    assert Link.objects.get().commitment == promise
    again.goto(f"{visitor.address}/hotline/")
    assert again.input_value("#id_text") == ""
