"""Sending at scale: how many mails a second so many processes hand to a local sink, and what each costs whom."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import engine

DAY = date(2021, 10, 18)  # a Monday
ITEMS_PER_DIGEST = 5
PROCESSES = (2, 4)
RATE_LIMIT = 300  # mails a second


@dataclass(frozen=True)
class Run:
    """One run: mails, seconds, and the processor seconds of the senders, the database and the sink."""

    taken: int
    twice: int
    seconds: float
    senders: float
    database: float
    sink: float

    @property
    def rate(self) -> float:
        return self.taken / self.seconds

    def __str__(self) -> str:
        costs = {"sender": self.senders, "database": self.database, "sink": self.sink}
        each = ", ".join(f"{name} {seconds * 1000 / self.taken:.2f}" for name, seconds in costs.items())
        rate = f"{self.taken:,} mails in {self.seconds:.1f} s, {self.rate:.0f} a second, {self.twice} twice"
        return f"{rate}; ms of processor a mail: {each}"


def compared(mails: int, rounds: int) -> bool:
    """Runs with two and with four processes by turns, for a machine is not equally free at all times; the medians count.

    True when they are too slow, when four are slower than two, or when a mail came twice or not at all.
    """
    runs: dict[int, list[Run]] = {processes: [] for processes in PROCESSES}
    for _round in range(rounds):
        for processes in PROCESSES:
            runs[processes].append(_sent(processes, mails))
            print(f"{processes} processes: {runs[processes][-1]}", flush=True)
    rates = {processes: statistics.median(run.rate for run in several) for processes, several in runs.items()}
    print("median: " + ", ".join(f"{rate:.0f} a second with {processes}" for processes, rate in rates.items()))
    wrong = any(run.twice or run.taken != mails for several in runs.values() for run in several)
    return wrong or min(rates.values()) < RATE_LIMIT or rates[4] < rates[2]


def _sent(processes: int, mails: int) -> Run:
    clear()
    due(mails)
    engine.at_rest()
    with _sink() as port, _senders(processes, port) as running:
        before, sink_before = engine.processor_seconds(), _said(port)[2]
        start = time.perf_counter()
        for sender in running:
            sender.stdin.write("go\n")
            sender.stdin.flush()
        costs = [float(sender.stdout.readline()) for sender in running]
        took = time.perf_counter() - start
        taken, twice, sink_after = _said(port)
        database = engine.processor_seconds() - before
    return Run(int(taken), int(twice), took, sum(costs), database, sink_after - sink_before)


def send_all() -> int:
    """One sending process: what the worker's task does, until nothing is left. It waits for a word, warm as a worker is."""
    import django

    django.setup()
    from commitments import outbox
    from commitments.messages import Events, Letter
    from commitments.models import Reminder
    from workdays.calendar import current

    row = Reminder.objects.select_related("commitment", "recipient")[0]
    warm = Letter(row.recipient, [row], DAY, current(), Events([row]))
    assert warm.subject and warm.text and warm.html
    print("ready", flush=True)
    sys.stdin.readline()
    worked = time.process_time()
    outbox.send(at=_at(), on=DAY)
    print(time.process_time() - worked, flush=True)
    return 0


# What is sent


def due(people: int) -> None:
    """Five reminders for each of `people` clerks, waiting on the day."""
    from commitments.models import Commitment, Reminder

    items, clerks = list(Commitment.objects.order_by("pk")), _clerks(people)
    Reminder.objects.bulk_create(
        [
            Reminder(item=item.stream, commitment=item, deadline_version=item.deadline_version, rung="before-0", recipient=clerk,
                     due_on=DAY, facts={"deadline": DAY.isoformat()}, planned_at=_at())
            for n, clerk in enumerate(clerks) for item in _five(items, n)
        ],
        batch_size=2_000,
    )  # fmt: skip


def _clerks(people: int) -> list[Any]:
    """So many clerks of one unit, which leads all items, due on the day."""
    from commitments.models import Commitment
    from departments.models import Department, Role, User

    unit = Department.objects.order_by("pk")[0]
    known = User.objects.filter(username__startswith="load-")
    made = (
        User(
            username=f"load-{n:05}",
            display_name=f"承办员{n}",
            role=Role.CLERK,
            department=unit,
            email=f"load-{n}@example.invalid",
        )
        for n in range(known.count(), people)
    )
    User.objects.bulk_create(made)
    Commitment.objects.filter(lead__isnull=False).update(lead=unit, stage="in_progress", deadline=DAY)
    return list(known.order_by("username")[:people])


def _five(items: list[Any], number: int) -> list[Any]:
    """Neighbours share few items, as clerks of different units do."""
    return [items[(number * ITEMS_PER_DIGEST + step) % len(items)] for step in range(ITEMS_PER_DIGEST)]


def _at() -> Any:
    from commitments import reminders

    return reminders.digest_time(DAY)


def clear() -> None:
    """Nothing waits, nothing was sent."""
    from commitments.models import Delivery, Digest, Reminder

    for model in (Reminder, Delivery, Digest):
        model.objects.all().delete()


# The processes


@contextmanager
def _senders(processes: int, port: int) -> Iterator[list[Any]]:
    """So many senders, each started and ready to go."""
    environment = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "bench.reminders", "--send"]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running: list[Any] = [subprocess.Popen(command, env=environment, **pipes) for _ in range(processes)]
    for process in running:
        process.stdout.readline()
    yield running
    for process in running:
        process.wait()


@contextmanager
def _sink() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = subprocess.Popen([sys.executable, "-m", "bench.sink", str(port)])
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    try:
        yield port
    finally:
        sink.terminate()
        sink.wait()


def _said(port: int) -> tuple[float, float, float]:
    """Of the sink: mails taken, taken twice, its processor seconds."""
    with socket.create_connection(("127.0.0.1", port)) as link, link.makefile("rw", newline="\r\n") as lines:
        lines.readline()
        lines.write("COUNT\r\n")
        lines.flush()
        _code, taken, twice, worked = lines.readline().split()
        return float(taken), float(twice), float(worked)
