"""axe finds nothing on any page: light, dark and in large type, wide and narrow; no page is wider than its screen."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from commitments.workflow import parts, reporting, urging
from tests.conftest import at
from tests.journeys.conftest import DESK, PHONE, Enter
from tests.promises import Promises

pytestmark = [pytest.mark.browser]

LOOKS = [
    ("light", DESK, {"theme": "light"}),
    ("dark", PHONE, {"theme": "dark"}),
    ("large", DESK, {"theme": "light", "large": "1"}),
]
PAGES = {
    "clerk": ["/my/", "/my/notices/", "{row}", "{row}actions/report_progress/", "{row}actions/request_completion/"],
    "supervisor": ["/my/", "/commitments/", "/overdue/", "/overdue/urge/?code={late}", "/review/", "/reports/town-2021/"],
}


@pytest.mark.parametrize(("look", "width", "cookies"), LOOKS, ids=[look for look, _width, _cookies in LOOKS])
def test_axe_finds_no_violation(promises: Promises, enter: Enter, look: str, width: int, cookies: dict[str, str]):
    cast = promises.cast
    row = promises.in_progress(**promises.schools(), site_names=["第一小学"], supporting=[cast.housing])
    parts.put_milestone(row, actor=cast.clerk, at=at(2021, 3, 2), name="开工", deadline=date(2021, 6, 1))
    figured = promises.figure(promises.in_progress(**promises.schools()), 5, on=at(2021, 4, 1))
    reporting.file_plan(figured, {date(2021, 12, 1): 24}, actor=cast.clerk, at=at(2021, 5, 10))
    late = promises.in_progress(deadline=date(2021, 4, 30))
    urging.urge([late], actor=cast.supervisor, at=at(2021, 5, 19), demand="请报进度", reply_by=date(2021, 5, 24))
    promises.released(promises.in_progress(), on=at(2021, 5, 10))
    promises.draft()
    wrong: list[str] = []
    for person, addresses in PAGES.items():
        visitor = enter(width=width, **cookies)
        page = visitor.sign_in(person)
        for address in addresses:
            path = address.format(row=figured.get_absolute_url(), late=late.code)
            visitor.go(path)
            page.wait_for_load_state("networkidle")
            found = Axe().run(page).response["violations"]
            wrong += [f"{path}: {each['id']} {[node['html'][:90] for node in each['nodes'][:2]]}" for each in found]
            if visitor.overflow > 0:
                wrong.append(f"{path}: {visitor.overflow} px too wide")
    assert wrong == []
