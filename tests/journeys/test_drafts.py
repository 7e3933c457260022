"""A report's way from the file through its review, by keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from commitments.models import Commitment, Report, Stage
from drafts import loading
from drafts.models import Mark
from tests.drafts.conftest import NOW, TEXT
from tests.journeys.conftest import DESK, PHONE, Enter
from tests.promises import Promises

pytestmark = [pytest.mark.browser]


def clean(page) -> list[str]:
    return [f"{each['id']} {each['nodes'][0]['html'][:120]}" for each in Axe().run(page).response["violations"]]


def states(report: Report) -> list[str]:
    rows = Mark.objects.filter(commitment__report=report).order_by("commitment__start", "commitment__end")
    return list(rows.values_list("state", flat=True))


def test_from_the_file_through_the_review_by_keyboard(promises: Promises, enter: Enter, tmp_path):
    path = tmp_path / "报告.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    visitor = enter(width=DESK)
    page = visitor.sign_in("supervisor", "/drafts/upload/")
    page.set_input_files("#id_file", path)
    page.fill("#id_title", "2022年政府工作报告")
    page.fill("#id_year", "2022")
    page.fill("#id_slug", "town-2022")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/drafts/town-2022/")
    report = Report.objects.get(slug="town-2022")
    drafts = states(report)
    second = enter(width=DESK)
    other = second.sign_in("supervisor_2", "/drafts/town-2022/")
    page.evaluate("window.isTheSame = true")
    assert clean(page) == [] and visitor.overflow <= 0
    here = page.locator(".draft-card:focus")

    # The first key only leads to the first draft; then each acceptance leads on to the next.
    page.keyboard.press("a")
    for _n in range(2):
        before = here.get_attribute("id")
        page.keyboard.press("a")
        page.wait_for_selector(f"#{before}.draft-is-accepted")
        assert here.get_attribute("id") != before
        assert page.locator(".promise-here").count() >= 1
    assert states(report) == ["accepted", "accepted", *drafts[2:]]

    # Correct the third: the form has the focus, saving goes on.
    third = here.get_attribute("id")
    page.keyboard.press("e")
    page.wait_for_selector(f"#{third} form.form textarea:focus")
    page.locator(f"#{third} [name=title]").fill("中小学二十四所")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"#{third}.draft-is-accepted")
    page.wait_for_function("id => document.activeElement.matches('.draft-card') && document.activeElement.id !== id", arg=third)
    row = Commitment.objects.get(code=third.removeprefix("d-"))
    assert row.title == "中小学二十四所"

    # Undo comes back to it; join it with the next, split it again; nothing is published meanwhile.
    title = page.locator(f"#{third}:focus h3 a")
    page.keyboard.press("u")
    page.wait_for_selector(f"#{third}.draft-is-pending:focus")
    assert promises.fresh(row).title != "中小学二十四所"
    page.keyboard.press("m")
    title.get_by_text("、").wait_for()
    assert "、" in promises.fresh(row).quote and "、" in page.locator(f".promise[href='#{third}']").inner_text()
    page.keyboard.press("s")
    title.get_by_text("、").wait_for(state="detached")
    assert "、" not in promises.fresh(row).quote
    assert set(report.commitments.values_list("stage", flat=True)) == {Stage.DRAFT}
    assert page.evaluate("window.isTheSame"), "no step loads the page anew"

    # Somebody else at the same report still sees the first as unread: he overwrites nothing, and then sees what was done.
    other.keyboard.press("x")
    other.keyboard.press("x")
    other.wait_for_selector(".draft-is-accepted.item-open .said-error")
    assert other.locator("#count-accepted").inner_text() == page.locator("#count-accepted").inner_text() == "2"
    assert other.locator(".draft-is-accepted").count() == 2 and states(report)[:2] == ["accepted", "accepted"]

    # What is accepted is assigned, after a look; what is not stays a draft. The counts follow each decision.
    accepted = report.commitments.filter(draft_mark__state="accepted", lead__isnull=False)
    page.keyboard.press("a")
    page.wait_for_selector(f"#{third}.draft-is-accepted")
    assert page.locator("#count-accepted").inner_text() == str(states(report).count("accepted"))
    page.get_by_role("link", name="交办已采纳的草稿").click()
    page.get_by_role("button", name=f"交办{accepted.count()}项").click()
    page.wait_for_url("**/commitments/?report=town-2022")
    assert set(accepted.values_list("stage", flat=True)) == {Stage.ASSIGNED}
    assert set(report.commitments.filter(draft_mark__state="pending").values_list("stage", flat=True)) == {Stage.DRAFT}


def test_no_page_of_the_review_is_too_wide_or_hard_to_read_on_a_phone(promises: Promises, enter: Enter):
    loading.load(TEXT.encode(), "报告.txt", slug="town-2022", year=2022, title="报告", with_drafts=True, at=NOW)
    visitor = enter(width=PHONE, theme="dark")
    page = visitor.sign_in("supervisor")
    wrong = []
    for place in ("", "upload/", "town-2022/", "town-2022/table/", "town-2022/years/", "duties/", "duties/education/"):
        visitor.go(f"/drafts/{place}")
        wrong += [f"{place}: {each}" for each in clean(page)]
        if visitor.overflow > 0:
            wrong.append(f"{place}: {visitor.overflow} px too wide")
    assert wrong == []
