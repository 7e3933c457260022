"""A short fault run in the suite: twenty kills. The long one is `make fault-test`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests import engines


@pytest.mark.broker
def test_twenty_kills_lose_nothing(tmp_path):
    known = {"DATABASE_URL", "YANBIXING_TEST_DATABASE", "DATA_DIR", "BUSINESS_DATE"}
    environment = {name: value for name, value in os.environ.items() if name not in known}
    command = [sys.executable, "-m", "tests.faults.run", "--kills", "20", "--flushes", "1", "--units", "2", "--clerks", "6"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "nothing lost, nothing twice unexplained" in done.stdout
    engines.EXERCISED.add("PostgreSQL, Valkey, Celery and SMTP under kill -9")
