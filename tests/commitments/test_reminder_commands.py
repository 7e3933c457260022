"""`plan_reminders` and `send_reminders`: JSON on the last line, mails as files, no broker and no worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from commitments import offering
from commitments.models import Delivery, Reminder, Stage
from commitments.workflow import assigning

from .promises import assigned, under_way

JUNE_30 = date(2021, 6, 30)


def run(name: str, *arguments: str) -> dict[str, int]:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def letters(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted(folder.glob("*"))] if folder.exists() else []


def test_plan_then_send_then_silence(cast, folder):
    row = under_way(cast, deadline=JUNE_30)
    on = ("--on", "2021-06-30")
    notices = Reminder.objects.count()
    assert run("plan_reminders", *on) == {"planned": 2, "sent": 0, "failed": 0, "dropped": 0}
    assert run("plan_reminders", *on)["planned"] == 0
    assert run("send_reminders", *on, "--dry-run") == {"planned": 0, "sent": 2 + notices, "failed": 0, "dropped": 0}
    told = StringIO()
    call_command("send_reminders", *on, "--dry-run", stdout=told)
    assert f"email clerk@example.invalid · {row.code}" in told.getvalue()
    assert not letters(folder)
    assert run("send_reminders", *on) == {"planned": 0, "sent": 2 + notices, "failed": 0, "dropped": 0}
    found = letters(folder)
    assert len(found) == Delivery.objects.count() == 3  # clerk, colleague and the head, told of the assignment
    assert all(text.count("\nTo: ") == 1 for text in found)
    for text in found:
        letter = message_from_bytes(text.encode(), policy=policy.default)
        plain = letter.get_body(("plain",))
        assert plain is not None and row.code in plain.get_content()
    assert run("send_reminders", *on) == {"planned": 0, "sent": 0, "failed": 0, "dropped": 0}
    assert len(letters(folder)) == 3


def test_on_acts_as_at_the_digest_hour_of_that_day(cast, folder):
    under_way(cast, deadline=JUNE_30)
    run("plan_reminders", "--on", "2021-06-30")
    run("send_reminders", "--on", "2021-06-30")
    sent = Delivery.objects.first()
    assert sent is not None and sent.sent_at is not None and sent.sent_at.isoformat() == "2021-06-30T00:00:00+00:00"


def test_a_day_that_is_none_is_refused_in_one_line(db):
    with pytest.raises(CommandError, match=r"^--on 2021-02-30: not a day \(YYYY-MM-DD\)$"):
        run("send_reminders", "--on", "2021-02-30")


def test_with_the_broker_down_a_clerks_step_succeeds_and_its_notice_waits(cast, monkeypatch, caplog, settings):
    row = assigned(cast, deadline=date(2021, 12, 31))
    monkeypatch.setattr(offering._Offer, "not_before", 0.0)
    monkeypatch.setattr(offering._Offer, "is_down", False)
    from tests.conftest import at

    asked: list[str] = []

    def unreachable(name: str, **_: object) -> None:
        asked.append(name)
        raise ConnectionRefusedError

    monkeypatch.setattr(offering.current_app, "send_task", unreachable)
    from django.test import TestCase

    with TestCase.captureOnCommitCallbacks(execute=True):
        assigning.dispute(row, actor=cast.clerk, at=at(2021, 1, 5), reason="不属我单位职责", proposed=cast.housing)
    row.refresh_from_db()
    assert asked == ["commitments.tasks.send_due"] and row.stage == Stage.ASSIGNED and row.disputes.exists()
    assert Reminder.objects.filter(recipient=cast.supervisor_2, state="waiting").exists()
    assert "broker unreachable" in caplog.text


def test_the_commands_need_neither_broker_nor_worker(tmp_path):
    """In processes of their own on a fresh SQLite file, the broker's address leading nowhere."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "YANBIXING_TEST_DATABASE"}},
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "EMAIL_URL": f"filemail:///{tmp_path}/mail",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=configured.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate", "-v0")
    for name in ("plan_reminders", "send_reminders"):
        said = manage(name, "--on", "2021-06-30").splitlines()[-1]
        assert json.loads(said) == {"planned": 0, "sent": 0, "failed": 0, "dropped": 0}
