"""Every page of the role table, for everybody it opens to, in a real browser: whole, light, easy to read, nothing lost.

The addresses are the table's own (`tests.role_table`): a new page is looked at without a line here. Each is opened in
Chinese on a desk's screen and in English on a phone's, then narrowed and widened in place.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.conftest import Cast
from tests.journeys.conftest import DESK, PHONE, ZOOMED, Enter, Visitor
from tests.role_table import LINES, ROLES, STEP_LINES
from tests.role_world import World

pytestmark = [pytest.mark.browser]

# Files, fragments, feeds and probes: what answers, but is no page.
NO_PAGES = {
    "healthz", "readyz", "metrics", "front", "standing",
    "commitments:counts", "commitments:export", "commitments:card", "commitments:forecast", "commitments:evidence",
    "commitments:picture", "commitments:thumbnail", "commitments:urging_docx", "commitments:workdays_count", "drafts:download",
    "board:bulletin_docx", "board:table", "board:public_feed", "board:public_csv", "board:public_json",
    "hotline:find", "hotline:import_report",
}  # fmt: skip
PERSONAL = {"/my/"}  # another page for each role
KB = 1024
PLAIN, CHARTS = 250 * KB, 700 * KB  # the heaviest page over the wire, cache cold

# Names and addresses of what the browser fetched for this page, its own HTML included, as [address, bytes of the wire].
FETCHED = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .map((each) => [each.name.split('#')[0], each.encodedBodySize])"""

# Controls that stand outside the screen, where nothing scrolls sideways to them.
BEYOND = """() => {
  const scrolls = (each) => each && (/auto|scroll/.test(getComputedStyle(each).overflowX) || scrolls(each.parentElement));
  return [...document.querySelectorAll('a, button, input, select, textarea, summary')].filter((each) => {
    const box = each.getBoundingClientRect();
    const outside = box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
    return outside && each.checkVisibility({visibilityProperty: true}) && !each.closest('.sr-only, .skip') && !scrolls(each);
  }).map((each) => each.outerHTML.slice(0, 100));
}"""

AXE = """(only) => axe.run(document, only ? {runOnly: only} : {}).then((found) => found.violations.map(
  (each) => each.id + ' ' + each.nodes[0].html.slice(0, 120)))"""
LOOKS = {"dark": "document.documentElement.dataset.theme = 'dark'", "large": "document.documentElement.dataset.large = ''"}


def addresses(role: str, world: World) -> Iterator[tuple[str, bool]]:
    """Each page that opens to `role`, and whether he is the first of `ROLES` to see it; made when it is asked for."""
    argument = lru_cache(world.argument)
    for line in LINES:
        if line.method != "GET" or line.answers[ROLES.index(role)] != "200" or line.name.startswith("open311:"):
            continue
        if line.name in NO_PAGES or line.name.startswith("api:"):
            continue
        url = reverse(line.name, kwargs={key: argument(word) for key, word in line.arguments.items()})
        query = "&".join(f"{key}={argument(word)}" for key, word in line.data.items())
        yield f"{url}?{query}" if query else url, line.answers.index("200") == ROLES.index(role)
    for step, promise, whose in STEP_LINES:
        if role in whose.split():
            yield reverse("commitments:action", args=[world.code(promise), step]), whose.split()[0] == role


@lru_cache
def packed(name: str) -> int:
    """Bytes of a static file as WhiteNoise sends it (gzip; brotli is smaller)."""
    path = finders.find(name)
    assert path, name
    return len(gzip.compress(Path(path).read_bytes()))


def weight(visitor: Visitor) -> tuple[int, int]:
    """Bytes of the page over the wire with a cold cache, and the bytes it may have."""
    static = f"{visitor.address}/static/"
    fetched = dict(visitor.page.evaluate(FETCHED))
    total = sum(packed(name.removeprefix(static)) if name.startswith(static) else size for name, size in fetched.items())
    return total, CHARTS if any("echarts" in name for name in fetched) else PLAIN


def seen(visitor: Visitor) -> Iterator[str]:
    """What is wrong with the page as it lies open, on three screens."""
    page = visitor.page
    page.wait_for_selector(".htmx-request", state="detached")
    total, limit = weight(visitor)
    if total > limit:
        yield f"{total // KB} KB, more than {limit // KB}"
    for width in (DESK, ZOOMED, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        if visitor.overflow > 0:
            yield f"{visitor.overflow} px wider than {width}"
        yield from (f"out of reach at {width}: {each}" for each in page.evaluate(BEYOND))


def unreadable(visitor: Visitor) -> Iterator[str]:
    """What axe finds: everything in the light; in the dark and in large type what depends on colours and sizes."""
    page = visitor.page
    page.evaluate(AXE_SCRIPT)
    yield from page.evaluate(AXE, None)
    for look, change in LOOKS.items():
        page.evaluate(change)
        yield from (f"{look}: {each}" for each in page.evaluate(AXE, ["color-contrast", "scrollable-region-focusable"]))


@pytest.mark.parametrize(("language", "width"), [("zh", DESK), ("en", PHONE)], ids=["zh", "en"])
@pytest.mark.parametrize("role", [role for role in ROLES if role != "other_clerk"])  # he sees what the clerk sees
def test_every_page_opens_whole_light_and_readable(
    role: str, language: str, width: int, transactional_db: None, settings: Any, enter: Enter
):
    settings.BUSINESS_DATE = "2021-03-04"
    world = World(Cast())
    visitor = enter(width=width, language=language)
    if role != "anonymous":
        visitor.sign_in(role)
    wrong = []
    for path, is_first in addresses(role, world):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        answer = visitor.page.goto(visitor.address + path)
        assert answer is not None and answer.status == 200, path
        wrong += [f"{path}: {each}" for each in seen(visitor)]
        if language == "zh" and (is_first or path in PERSONAL):  # what another role has seen already reads the same
            visitor.page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{path}: {each}" for each in unreadable(visitor)]
    assert not wrong, "\n".join(wrong)
