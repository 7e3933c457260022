"""Fixtures of the whole suite: a small cast, fixed days, a broker."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import AppConfig, apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from departments.access import act_on
from departments.models import Department, Post, Role, User
from hotline.suggesting import ready
from tests import engines
from workdays import calendar

if TYPE_CHECKING:
    from tests.promises import Promises

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant by the local clock."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@receiver(post_migrate)
def _published_years_survive_a_flush(sender: AppConfig, **_: object) -> None:
    """A transactional test empties all tables afterwards, those that migrations filled as well."""
    if sender.name == "workdays" and not sender.get_model("YearArrangement").objects.exists():
        import_module("workdays.migrations.0002_published_years").seed(apps, None)


@pytest.fixture(autouse=True)
def _own_evidence_folder(tmp_path: Path, settings: Any) -> None:
    """By the settings fixture, which tells the storage; a plain assignment would leave it in the first test's folder."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PICTURES_DIR = str(tmp_path / "pictures")


@pytest.fixture(autouse=True)
def _suggestions_look_anew() -> None:
    """What another test's database held is gone, though a rollback may give the next one the same keys and counts."""
    ready.forget()


@pytest.fixture
def calendar_read_anew() -> None:
    """For tests that enter a year: a rollback gives the next one the same notice and revision, with other days."""
    calendar._calendar.cache_clear()


@pytest.fixture(autouse=True)
def _history_can_be_flushed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Transactional tests empty all tables afterwards; on SQLite that is a DELETE the triggers refuse."""
    yield
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(request.fixturenames) or (marker and marker.kwargs.get("transaction"))
    if connection.vendor == "sqlite" and asked:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'history_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A real Valkey on a socket of its own."""
    if url := os.environ.get("TEST_REDIS_URL"):
        engines.EXERCISED.add("Redis by URL")
        yield url
        return
    from house.broker import command

    directory = Path(tempfile.mkdtemp(prefix="yanbixing-valkey-"))
    socket = directory / "valkey.sock"
    process = subprocess.Popen(command(socket), stdout=subprocess.DEVNULL)
    for _ in range(200):
        if socket.exists():
            break
        time.sleep(0.02)
    engines.EXERCISED.add("Valkey from the wheel")
    yield f"redis+socket://{socket}"
    process.terminate()
    process.wait(10)
    shutil.rmtree(directory, ignore_errors=True)


class Cast:
    """The people and units most tests need; made on first use of the fixture."""

    def __init__(self) -> None:
        self.post = Post.objects.create(code="vm-education", name="分管教育的副市长", order=1)
        self.other_post = Post.objects.create(code="vm-industry", name="分管工业的副市长", order=2)
        unit = Department.objects.create
        self.education = unit(
            code="education", name="聊城市教育和体育局", short_name="市教育和体育局", kind="municipal", post=self.post
        )
        self.housing = unit(
            code="housing", name="聊城市住房和城乡建设局", short_name="市住房和城乡建设局", kind="municipal", post=self.other_post
        )
        self.office = unit(
            code="office", name="聊城市人民政府办公室", short_name="市政府办公室", kind="municipal", post=self.other_post
        )
        self.county = unit(code="dongchangfu", name="东昌府区人民政府", short_name="东昌府区", kind="county")
        self.county_2 = unit(code="linqing", name="临清市人民政府", short_name="临清市", kind="county")
        self.clerk = self.person("clerk", Role.CLERK, self.education)
        self.colleague = self.person("colleague", Role.CLERK, self.education)
        self.head = self.person("head", Role.HEAD, self.education)
        self.other_clerk = self.person("other_clerk", Role.CLERK, self.housing)
        self.other_head = self.person("other_head", Role.HEAD, self.housing)
        self.county_clerk = self.person("county_clerk", Role.CLERK, self.county)
        self.supervisor = self.person("supervisor", Role.SUPERVISOR, self.office)
        self.supervisor_2 = self.person("supervisor_2", Role.SUPERVISOR, None)
        self.leader = self.person("leader", Role.LEADER, None, post=self.post)
        self.other_leader = self.person("other_leader", Role.LEADER, None, post=self.other_post)
        self.hotline = self.person("hotline", Role.HOTLINE, None)
        self.hotline_lead = self.person("hotline_lead", Role.HOTLINE_LEAD, None)
        self.auditor = self.person("auditor", Role.AUDITOR, None)
        self.admin = self.person("admin", Role.ADMIN, None, is_staff=True)

    @staticmethod
    def person(name: str, role: str, department: Department | None, **fields: object) -> User:
        user = User.objects.create_user(
            username=name,
            password="test-password",
            display_name=name,
            role=role,
            department=department,
            email=f"{name}@example.invalid",
            **fields,
        )
        return act_on(user, date(2021, 3, 1))

    @property
    def people(self) -> list[User]:
        return [value for value in vars(self).values() if isinstance(value, User)]


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def promises(cast: Cast) -> Promises:
    from tests.promises import Promises

    return Promises(cast)
