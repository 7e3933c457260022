"""The board in a real browser: pictures drawn, a bulletin from draft to the public page, a meeting held by keyboard."""

from __future__ import annotations

from datetime import date

import pytest

from board.models import Bulletin
from commitments.models import UrgingNote
from tests.journeys.conftest import DESK, PHONE, Enter
from tests.promises import Promises

pytestmark = [pytest.mark.browser]

WORDS = {
    "zh": {
        "draft": "生成通报草稿",
        "explain": "说明原因",
        "confirm": "查看将公布的内容",
        "release": "公布通报",
        "find": "查找",
        "light": "红灯",
    },
    "en": {
        "draft": "Draft the bulletin",
        "explain": "Give the reason",
        "confirm": "See what becomes public",
        "release": "Release the bulletin",
        "find": "Find",
        "light": "red light",
    },
}
LATE = date(2021, 4, 9)

# How many pixels of a canvas are not blank.
PAINTED = "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((v) => v).length"


@pytest.mark.parametrize(("width", "theme"), [(DESK, "light"), (PHONE, "dark")])
def test_the_board_draws_every_chart(promises: Promises, enter: Enter, width, theme):
    promises.in_progress(deadline=LATE)
    promises.completed(section="二")
    visitor = enter(width=width, theme=theme)
    page = visitor.sign_in("supervisor", "/dashboard/")
    charts = page.locator("[data-chart]")
    assert charts.count() == 5
    for chart in charts.all():
        assert chart.locator("canvas").first.evaluate(PAINTED) > 500, chart.get_attribute("data-chart")
    assert visitor.overflow <= 0


@pytest.mark.parametrize(("width", "language"), [(DESK, "zh"), (PHONE, "en")])
def test_a_bulletin_from_its_draft_to_the_public_page(promises: Promises, enter: Enter, width, language):
    words = WORDS[language]
    row = promises.in_progress(deadline=LATE, title="新建松桂大桥", quote="新建松桂大桥")
    supervisor = enter(width=width, language=language)
    page = supervisor.sign_in("supervisor", "/bulletins/")
    page.get_by_role("button", name=words["draft"]).click()
    page.wait_for_url("**/bulletins/*/")

    clerk = enter(width=width, language=language)
    desk = clerk.sign_in("clerk")
    desk.get_by_role("link", name=words["explain"]).click()

    desk.select_option("#id_reason_code", "resources")
    desk.fill("#id_reply", "六月底通车。")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector(".said")

    supervisor.go(Bulletin.objects.get().get_absolute_url())
    page.get_by_role("link", name=words["confirm"]).click()
    page.get_by_role("button", name=words["release"]).click()
    page.wait_for_selector(".said")
    assert supervisor.overflow <= 0

    citizen = enter(width=width)
    public = citizen.go("/public/" if language == "zh" else "/public/?lang=en")
    public.fill("#q", "大桥")
    public.get_by_role("button", name=words["find"]).click()
    public.get_by_role("link", name=row.title).click()
    public.wait_for_url(f"**/public/{row.code}/*")
    assert public.get_by_text("六月底通车。").is_visible()
    assert public.get_by_text(words["light"]).first.is_visible()
    assert citizen.overflow <= 0
    assert {cookie["name"] for cookie in citizen.context.cookies()} <= {"django_language"}, "only the one this test brought"


def test_a_meeting_is_held_by_keyboard_alone(promises: Promises, enter: Enter):
    first = promises.in_progress(deadline=LATE)
    second = promises.in_progress(deadline=date(2021, 4, 16))
    visitor = enter()
    page = visitor.sign_in("supervisor", f"/meeting/{promises.cast.post.code}/")
    assert page.locator("[data-slide]:visible").count() == 1
    page.keyboard.press("j")
    page.wait_for_selector(f"#c-{second.code}:visible")
    page.keyboard.press("u")
    page.wait_for_selector("#id_demand:focus")
    page.keyboard.type("六月底前完成")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".said")
    note = UrgingNote.objects.get()
    assert "六月底前完成" in note.demand and note.items.get().commitment == second
    assert page.locator(f"#c-{second.code}").is_visible(), "back at the item it was decided on"
    page.keyboard.press("k")
    page.wait_for_selector(f"#c-{first.code}:visible")
    page.keyboard.press("e")
    page.wait_for_selector("#id_deadline")
    page.keyboard.press("Escape")
    assert page.locator("#id_deadline").is_hidden()
