"""The API's browsable docs under the house's strict Content-Security-Policy, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests import engines
from tests.conftest import Cast

pytestmark = [pytest.mark.browser]


@pytest.fixture
def page() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop of its own in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=engines.CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


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
