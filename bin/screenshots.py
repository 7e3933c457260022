#!/usr/bin/env python3
"""Take the guide's pictures from a running demonstration: docs/guide/pictures/NAME.webp, one line of PICTURES each.

The demonstration year is seeded and its day fixed, so the same code gives the same pictures. Without `--address` a
house of its own is opened on a free port, with its data in var/pictures (kept: a second run only takes pictures).
`--check` takes none, and fails when the guide shows a picture that no line takes, or one is too heavy.
"""

import argparse
import base64
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "guide"
HEAVIEST = 120 * 1024  # bytes of one picture
REPORT = "liaocheng-2021"
DAY = "2021-10-15"
PASSWORD = "pictures-only"  # of a house that is open for the minute of the pictures, on this machine's own address
WIDE, PHONE = (1280, 860), (390, 844)
# Date fields follow the page's language, as in a Chinese browser; Debian's Chromium itself speaks English alone.
FIELDS = "--enable-blink-features=LangAttributeAwareFormControlUI"

# name: (who, where, screen, a link to follow from there – CSS, "" for none)
PICTURES: dict[str, tuple[str, str, tuple[int, int], str]] = {
    "clerk-my": ("clerk", "/my/", WIDE, ""),
    "clerk-phone": ("clerk", "/my/", PHONE, ""),
    "clerk-commitment": ("clerk", "/commitments/?light=yellow", WIDE, "main a[href^='/commitments/2021-']"),
    "head-my": ("head", "/my/", WIDE, ""),
    "head-review": ("head", "/review/", WIDE, ""),
    "supervisor-list": ("supervisor", "/commitments/", WIDE, ""),
    "supervisor-overdue": ("supervisor", "/overdue/", WIDE, ""),
    "supervisor-review": ("supervisor", "/review/", WIDE, ""),
    "supervisor-bulletins": ("supervisor", "/bulletins/", WIDE, ""),
    "hotline-list": ("hotline", "/hotline/", WIDE, ""),
    "hotline-order": ("hotline", "/hotline/", WIDE, "main a[href^='/hotline/'][href*='20']"),
    "hotline-lead-trends": ("hotline_lead", "/hotline/trends/", WIDE, ""),
    "leader-report": ("leader", f"/reports/{REPORT}/", WIDE, ""),
    "leader-dashboard": ("leader", "/dashboard/", WIDE, ""),
    "leader-meeting": ("leader", "/meeting/", WIDE, "main a[href^='/meeting/']"),
    "admin-people": ("admin", "/people/", WIDE, ""),
    "admin-deliveries": ("admin", "/deliveries/", WIDE, ""),
    "public": ("", "/public/", WIDE, ""),
    "public-phone": ("", "/public/", PHONE, ""),
}
# What stands in the middle of the picture where that is not the beginning of the page.
SCROLLED = {"leader-report": ".speech .promise-red"}


def shown() -> set[str]:
    """Names of the pictures that the guide and the README show."""
    pages = [ROOT / "README.md", *GUIDE.rglob("*.md")]
    return {name for page in pages for name in re.findall(r"pictures/([\w-]+)\.webp", page.read_text("utf-8"))}


def check() -> list[str]:
    """What is wrong with the pictures as they lie there."""
    wrong = [f"the guide shows {name}, but no line of PICTURES takes it" for name in sorted(shown() - set(PICTURES))]
    wrong += [f"{name} is taken, but nobody shows it" for name in sorted(set(PICTURES) - shown())]
    for name in PICTURES:
        path = GUIDE / "pictures" / f"{name}.webp"
        if not path.is_file():
            wrong.append(f"{name} is missing: run make screenshots")
        elif path.stat().st_size > HEAVIEST:
            wrong.append(f"{name} weighs {path.stat().st_size // 1024} KB, more than {HEAVIEST // 1024}")
    return wrong


@contextmanager
def house() -> Iterator[str]:
    """A demonstration house with its whole year lived, open while the pictures are taken."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = ROOT / "var" / "pictures"
    data.mkdir(parents=True, exist_ok=True)
    told = {"DATA_DIR": str(data), "DEMO": "1", "BUSINESS_DATE": DAY, "ALLOW_BUSINESS_DATE": "1", "DEMO_PASSWORD": PASSWORD}
    environment = {**os.environ, **told}
    manage = [sys.executable, "manage.py"]
    for step in (["prepare"], ["simulate_year", "--report", REPORT, "--seed", "2021", "--until", DAY]):
        subprocess.run([*manage, *step], cwd=ROOT, env=environment, check=True)
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    quiet = ["--log-level", "warning", "--no-control-socket", "--graceful-timeout", "5"]
    process = subprocess.Popen([*web, *quiet], cwd=ROOT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def take(address: str, password: str, names: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    (GUIDE / "pictures").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", FIELDS])
        doors: dict[tuple[str, tuple[int, int]], Any] = {}
        for name in names:
            who, where, screen, link = PICTURES[name]
            if (who, screen) not in doors:
                doors[who, screen] = _enter(browser, address, who, password, screen)
            page = doors[who, screen]
            answer = page.goto(address + where, wait_until="networkidle")
            if link:
                answer = page.goto(address + page.locator(link).first.get_attribute("href"), wait_until="networkidle")
            if answer.status != 200:
                sys.exit(f"{page.url} answered {answer.status}: no picture {name}")
            if name in SCROLLED:
                page.locator(SCROLLED[name]).first.evaluate("element => element.scrollIntoView({block: 'center'})")
                page.wait_for_timeout(400)  # the spine and the tally follow the reading
            _save(page, GUIDE / "pictures" / f"{name}.webp")
            print(name, page.url.removeprefix(address), flush=True)
        browser.close()


def _enter(browser: Any, address: str, who: str, password: str, screen: tuple[int, int]) -> Any:
    context = browser.new_context(
        viewport={"width": screen[0], "height": screen[1]}, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": address}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    if who:
        page.goto(f"{address}/accounts/login/")
        page.fill("#id_username", who)
        page.fill("#id_password", password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/my/")
    return page


def _save(page: Any, path: Path) -> None:
    """As webp, which only the debugging protocol offers; coarser until it is light enough."""
    session = page.context.new_cdp_session(page)
    for quality in (82, 65, 45):
        content = base64.b64decode(session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})["data"])
        if len(content) <= HEAVIEST:
            break
    session.detach()
    path.write_bytes(content)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="take nothing; fail when guide and pictures do not fit")
    parser.add_argument("--address", help="a demonstration that runs already; its password in DEMO_PASSWORD")
    parser.add_argument("names", nargs="*", help="only these pictures")
    options = parser.parse_args()
    if not options.check:
        names = options.names or list(PICTURES)
        if options.address:
            take(options.address.rstrip("/"), os.environ["DEMO_PASSWORD"], names)
        else:
            with house() as address:
                take(address, PASSWORD, names)
    wrong = check()
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
