"""A backup restores on an empty machine, on either engine and across them, and its history verifies."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError

from commitments.models import Evidence
from commitments.workflow import reporting
from config import clock
from history import ledger
from history.models import Event
from house import backup
from tests.conftest import Cast
from tests.promises import MARCH, Promises

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def saved(cast: Cast, promises: Promises, tmp_path: Path) -> Path:
    """A backup of a house somebody has worked in."""
    promises.of_every_stage()
    row = promises.in_progress(**promises.schools(24))
    promises.figure(row, "2.5", on=MARCH)
    piece = Evidence(file=ContentFile(b"\xff\xd8\xff photo", name="x.jpg"), name="现场.jpg", shows="现场")
    reporting.add_evidence(row, [piece], actor=cast.clerk, at=MARCH)
    ledger.seal_day(MARCH.date())
    path = tmp_path / "house.backup"
    call_command("backup", str(path))
    return path


def manage(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command on another, empty machine: its own data folder, its own database."""
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "EVIDENCE_DIR"}}
    environment = {**given, "DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_it_restores_on_an_empty_machine_and_the_history_verifies(saved: Path, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    restored = manage(other, "restore", str(saved))
    assert restored.returncode == 0, restored.stderr
    verified = manage(other, "verify_history")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    with sqlite3.connect(other / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM history_event").fetchone() == (Event.objects.count(),)
        [(name,)] = database.execute("SELECT file FROM commitments_evidence WHERE name = '现场.jpg'").fetchall()
    assert (other / "media" / name).read_bytes() == b"\xff\xd8\xff photo"
    again = manage(other, "restore", str(saved))
    assert again.returncode == 1 and "not empty" in again.stderr  # and the first restore stands
    assert manage(other, "verify_history").returncode == 0


def test_people_go_on_working_after_a_restore_into_the_same_engine(saved: Path, cast: Cast, settings: Any, tmp_path: Path):
    call_command("flush", interactive=False, verbosity=0)
    settings.MEDIA_ROOT = str(tmp_path / "new media")
    counts = backup.restore(saved)
    assert counts["evidence"] == 1
    from commitments.models import Commitment, Report
    from departments.models import User

    row = Commitment.objects.get(current_value="2.5")
    reporting.report_progress(row, actor=User.objects.get(username="clerk"), at=MARCH, narrative="接着办理")
    Report.objects.create(slug="next", title="新报告", year=2022, text="…")  # its number is none that was restored
    call_command("verify_history")


def test_a_house_people_work_in_is_not_restored_over(saved: Path):
    events = Event.objects.count()
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(saved))
    assert Event.objects.count() == events


@pytest.mark.parametrize("content", [b"", b"no zip at all"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "wrong"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="no backup"):
        call_command("restore", str(path))


def test_a_backup_of_another_version_is_refused(saved: Path, tmp_path: Path):
    other = tmp_path / "other.backup"
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, content.replace(b"history.0001_initial", b"history.0099_later") if "manifest" in name else content
            )
    with pytest.raises(CommandError, match="another version"):
        call_command("restore", str(other))


def test_a_backup_is_written_whole_or_not_at_all(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(archive: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(backup, "_write_evidence", full)
    with pytest.raises(OSError):
        backup.write(tmp_path / "house.backup", at=clock.real_now())
    assert list(tmp_path.glob("*backup*")) == []
