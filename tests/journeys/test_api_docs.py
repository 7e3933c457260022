"""The API's browsable docs under the house's strict Content-Security-Policy, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Cast

pytestmark = [pytest.mark.browser]


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    page = chromium.new_page()
    yield page
    page.context.close()


def test_the_docs_render_try_and_break_no_policy(page: Any, cast: Cast, transactional_db: None, live_server: Any):
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(f"{live_server.url}/api/v1/docs/")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    page.wait_for_selector(".opblock >> nth=10", timeout=20_000)
    page.click(".opblock:has([data-path='/api/v1/departments/'])")
    page.wait_for_selector(".try-out__btn")
    assert complaints == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == [], "nothing leaves the house"
