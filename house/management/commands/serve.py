"""`manage.py serve`: broker, web, worker and beat under one supervisor, until Ctrl-C."""

import fcntl
import http.client
import os
import socket
import sys
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from redis import Redis
from redis.exceptions import RedisError

from config.celery import app as celery
from house import broker, opening
from house.supervisor import Child, NotReady, Supervisor


class Command(BaseCommand):
    help = "Run web, worker and beat, and the embedded broker unless REDIS_URL names one; Ctrl-C ends them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        with only_one(settings.DATA_DIR / "serve.lock"):
            refuse_taken(host, port)
            supervisor = Supervisor(children(host, port), say=self.stderr.write)
            try:
                supervisor.run(when_ready=lambda: self.announce(host, port))
            except NotReady as reason:
                raise CommandError(str(reason)) from None
        self.stdout.write("Stopped.")

    def announce(self, host: str, port: int) -> None:
        for tell in opening.LINES:
            for line in tell():
                self.stdout.write(line)
        self.stdout.write(self.style.SUCCESS(f"Ready: http://{host}:{port}/  (Ctrl-C stops everything)"))
        self.stdout.flush()


def children(host: str, port: int) -> list[Child]:
    """In starting order; they stop in reverse."""
    python = [sys.executable, "-m"]
    node = f"worker-{os.getpid()}@{socket.gethostname()}"
    pid_file = settings.DATA_DIR / "beat.pid"
    pid_file.unlink(missing_ok=True)  # a beat killed by -9 leaves it behind; the lock says none is running
    web = Child(
        "web",
        [*python, "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread",
         "--workers", "2", "--threads", "4", "--graceful-timeout", "10", "--log-level", "warning",
         "--no-control-socket"],
        lambda _: answers(host, port),
        env={"DB_POOL": "1"},  # a connection pool is for the web alone: Celery closes it after each task
        patience=15,
    )  # fmt: skip
    worker = Child(
        "worker",
        [*python, "celery", "--quiet", "-A", "config", "worker", "--hostname", node, "--concurrency", "2", "--pool", "prefork",
         "--loglevel", "WARNING", "--without-mingle", "--without-gossip"],
        lambda _: bool(celery.control.ping(destination=[node], timeout=0.3)),
        env={"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"},  # messages are JSON only
        patience=60,
    )  # fmt: skip
    beat = Child(
        "beat",
        [*python, "celery", "--quiet", "-A", "config", "beat", "--pidfile", str(pid_file), "--loglevel", "WARNING"],
        lambda child: child.process is not None and written_by(pid_file, child.process.pid),
    )
    errands = [
        Child(name, [sys.executable, sys.argv[0], *arguments], lambda _: True, is_errand=True)
        for offer in opening.ERRANDS
        if (errand := offer())
        for name, arguments in [errand]
    ]
    if settings.REDIS_URL:
        return [web, worker, beat, *errands]
    for folder in (settings.BROKER_DIR, settings.BROKER_SOCKET.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    valkey = Child("broker", broker.command(settings.BROKER_SOCKET, settings.BROKER_DIR), lambda _: broker_answers())
    return [valkey, web, worker, beat, *errands]


class only_one:
    """Two supervisors on one data directory would take each other's broker: the second is refused."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[str] | None = None

    def __enter__(self) -> None:
        self.file = self.path.open("a")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"already running on {self.path.parent}; stop it or set DATA_DIR") from None

    def __exit__(self, *_: object) -> None:
        if self.file:
            self.file.close()


def refuse_taken(host: str, port: int) -> None:
    """A clear line now rather than a web child that dies again and again."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"{host}:{port} cannot be used ({error.strerror}); choose another PORT") from None


def answers(host: str, port: int) -> bool:
    """Any HTTP answer will do: ALLOWED_HOSTS may not name this address."""
    with closing(http.client.HTTPConnection(host, port, timeout=2)) as link:
        try:
            link.request("GET", "/healthz")
            return link.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False


def broker_answers() -> bool:
    try:
        with Redis(unix_socket_path=str(settings.BROKER_SOCKET), socket_timeout=1) as link:
            return bool(link.ping())
    except (RedisError, OSError):
        return False


def written_by(pid_file: Path, pid: int) -> bool:
    try:
        return int(pid_file.read_text()) == pid
    except (OSError, ValueError):
        return False
