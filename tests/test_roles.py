"""The whole table of `tests.role_table`, tried: every role, every address, every method."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.admin import site
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from commitments.actions import ACTIONS
from tests.conftest import Cast
from tests.role_table import LINES, ROLES, STEP_LINES, Line
from tests.role_world import PLANTED, World


@pytest.fixture
def world(cast: Cast, settings: Any) -> World:
    settings.BUSINESS_DATE = date(2021, 3, 4).isoformat()
    world = World(cast)
    assert world.call.number  # there is always somebody whose data could show
    return world


def answer(response: Any) -> str:
    if response.status_code not in {301, 302}:
        return str(response.status_code)
    return "login" if "login/" in response.headers["Location"] else "→"


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=str)
def test_every_role_gets_its_answer(line: Line, world: World, cast: Cast):
    assert len(line.answers) == len(ROLES), "one answer per role"
    url = reverse(line.name, kwargs={key: world.argument(word) for key, word in line.arguments.items()})
    data = {key: world.argument(word) for key, word in line.data.items()}
    got = {role: ask(cast, role, line.method, url, data) for role in ROLES}
    assert got == dict(zip(ROLES, line.answers, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize("step, promise, whose", STEP_LINES, ids=lambda value: str(value).replace(" ", "+"))
def test_a_step_is_open_to_those_whose_it_is_and_to_nobody_else(step: str, promise: str, whose: str, world: World, cast: Cast):
    url = reverse("commitments:action", args=[world.code(promise), step])
    got = {role: (ask(cast, role, "GET", url), ask(cast, role, "POST", url)) for role in ROLES}
    readers = {
        role for role in ROLES if ask(cast, role, "GET", reverse("commitments:detail", args=[world.code(promise)])) == "200"
    }
    for role, (form, posted) in got.items():
        if role == "anonymous":
            assert (form, posted) == ("login", "login")
        elif role in whose.split():
            assert form == "200" and posted in {"→", "422"}, role
        else:
            assert (form, posted) == (("403", "403") if role in readers else ("404", "404")), role


def test_every_step_has_a_line():
    assert sorted(set(ACTIONS) - {step for step, _promise, _whose in STEP_LINES}) == []


def ask(cast: Cast, role: str, method: str, url: str, data: dict[str, Any] | None = None) -> str:
    """What `role` gets; whatever it changed is undone, so that the next role finds the same world.

    Nobody finds the caller's data in it, but the hotline where it asked to see them, with a reason.
    """
    client = Client()
    with transaction.atomic():
        if role != "anonymous":
            client.force_login(getattr(cast, role))
        response: Any = client.get(url, data or {}) if method == "GET" else client.post(url, data or {})
        text = b"".join(response).decode(errors="replace") + str(response.headers)
        transaction.set_rollback(True)
    may_see = url.endswith("/caller/") and role in {"hotline", "hotline_lead"} and response.status_code == 200
    assert may_see == any(planted in text for planted in PLANTED), (url, role)
    return answer(response)


def _names(patterns: list[Any], spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry.url_patterns, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or str(entry.pattern)])


def test_every_address_has_a_line():
    """The steps have a table of their own, the administration its own rule below."""
    names = {name for name in _names(get_resolver().url_patterns) if not name.startswith("admin:")}
    assert sorted(names - {line.name for line in LINES} - {"commitments:action"}) == []


@pytest.mark.django_db
def test_the_administration_opens_to_the_administrator_alone(cast: Cast):
    answers = {role: ask(cast, role, "GET", reverse("admin:index")) for role in ROLES}
    assert answers == dict.fromkeys(ROLES, "login") | {"admin": "200"}
    for model in site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert {role for role in ROLES if ask(cast, role, "GET", url) == "200"} <= {"admin"}, url
