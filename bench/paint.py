"""The ledger with 200 rows in a real Chromium: from a key or a click to the next paint (Event Timing, in steps of 8 ms)."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import engine, machine

LIMIT = 200  # ms, the median of each interaction; the spread shows its slowest
ROWS = 200
SHORTEST = 16  # ms: what the browser does not report was painted sooner

OBSERVE = """(shortest) => {
  window.painted = [];
  new PerformanceObserver((list) => painted.push(...list.getEntries().map((each) => each.duration)))
    .observe({type: 'event', durationThreshold: shortest});
}"""
# The observer is told after the paint; nothing else is waited for.
TAKEN = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(painted.splice(0)), 100)))"""

# What people do on the list; `n` is the number of the run.
INTERACTIONS: dict[str, Callable[[Any, int], object]] = {
    "next row (j)": lambda page, n: page.keyboard.press("j"),
    "tick the row (x)": lambda page, n: page.keyboard.press("x"),
    "tick a row by the mouse": lambda page, n: page.locator("[data-tick]").nth(n).click(),
    "unfold and fold the filters": lambda page, n: page.locator(".filters-more summary").click(),
    "a letter into the search": lambda page, n: page.locator("#find").press("a"),
    "the keys (?), and away": lambda page, n: [page.focus("#main"), page.keyboard.press("?"), page.keyboard.press("Escape")],
    "jump (Ctrl K), and away": lambda page, n: [page.keyboard.press("Control+k"), page.keyboard.press("Escape")],
}  # fmt: skip


def main() -> int:
    """Print the figures; 1 when an interaction is over the limit, 0 where there is no Chromium."""
    parser = argparse.ArgumentParser(prog="bench.paint")
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("no Chromium: interaction to next paint is not measured")
        return 0
    with engine.house(), page(chromium) as ledger:
        print(f"\n{machine.described()}\nthe ledger with {ledger.locator('[data-row]').count()} rows\n\n{machine.HEADING}")
        over = 0
        for name, act in INTERACTIONS.items():
            measured = machine.Measured(name, [to_next_paint(ledger, act, run) for run in range(options.runs)])
            over += measured.median >= LIMIT
            print(measured.row(LIMIT))
        return 1 if over else 0


def to_next_paint(page: Any, act: Callable[[Any, int], object], run: int) -> float:
    """Milliseconds of the slowest event of one interaction; `SHORTEST` where none was reported."""
    act(page, run)
    return max([SHORTEST, *page.evaluate(TAKEN)])


@contextmanager
def page(chromium: str) -> Iterator[Any]:
    """The supervisor's list with `ROWS` rows, open and observed."""
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test import Client
    from django.test.testcases import LiveServerThread
    from playwright.sync_api import sync_playwright

    from departments.models import User
    from simulation.people import make_people

    settings.YANBIXING = {"page_size": ROWS}
    settings.ALLOWED_HOSTS.append("127.0.0.1")
    make_people()
    client = Client()
    client.force_login(User.objects.get(username="supervisor"), backend="departments.sessions.SessionBackend")
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    address = f"http://127.0.0.1:{server.port}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
            ledger = context.new_page()
            ledger.goto(f"{address}/commitments/", wait_until="networkidle")
            ledger.evaluate(OBSERVE, SHORTEST)
            yield ledger
            browser.close()
    finally:
        server.terminate()


if __name__ == "__main__":
    raise SystemExit(main())
