"""A real Chromium before the suite's own house: it writes down what a page must never do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import engines
from tests.conftest import Cast
from tests.promises import Promises

DAY = "2021-05-20"
PHONE, DESK = 390, 1280
ZOOMED = DESK // 2  # a desk's screen at 200 %
PASSWORD = "test-password"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop of its own in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=engines.CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def promises(transactional_db: None, settings: Any) -> Promises:
    settings.BUSINESS_DATE = DAY
    return Promises(Cast())


class Visitor:
    """One person at one screen. `wrong` collects console errors, CSP violations and requests to other hosts."""

    def __init__(self, browser: Any, address: str, *, width: int = DESK, language: str = "zh", **look: str) -> None:
        self.address = address
        self.wrong: list[str] = []
        height = 844 if width < 500 else 900
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", has_touch=width < 500, reduced_motion="reduce"
        )
        cookies = {"django_language": "zh-hans" if language == "zh" else "en", **look}
        self.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
        self.context.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.set_default_navigation_timeout(60_000)  # a busy machine is no fault of the page
        self.page.on("console", lambda message: self._heard(message))
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("request", lambda request: self._asked(request.url))

    def _heard(self, message: Any) -> None:
        # A refusal (409, 422) is an answer; Chromium writes its status into the console all the same.
        if message.type == "error" and "status of 4" not in message.text:
            self.wrong.append(f"console: {message.text} ({self.page.url})")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"another host: {url}")

    def sign_in(self, name: str, onward: str = "/my/") -> Any:
        self.page.goto(f"{self.address}/accounts/login/?next={onward}")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(self.address + onward)
        return self.page

    def go(self, path: str) -> Any:
        self.page.goto(self.address + path)
        return self.page

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(chromium: Any, live_server: Any) -> Iterator[Enter]:
    """Let somebody in; at the end nobody's page may have done anything wrong."""
    visitors: list[Visitor] = []

    def open_door(**given: Any) -> Visitor:
        visitors.append(Visitor(chromium, live_server.url, **given))
        return visitors[-1]

    yield open_door
    wrong = [line for visitor in visitors for line in visitor.wrong]
    for visitor in visitors:
        visitor.context.close()
    assert wrong == []
