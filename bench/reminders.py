"""Reminding at scale: planning a day, sending with several processes, the digests of two thousand people."""

from __future__ import annotations

import argparse
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from . import engine, machine

DAY = date(2021, 10, 18)  # a Monday
PLAN_LIMITS = {10_000: 3.0, 100_000: 20.0}  # seconds
MEMORY_LIMIT, RATE_LIMIT, DIGEST_LIMIT = 300, 300, 30.0  # MB, mails a second, seconds
ITEMS_PER_DIGEST = 5


def main() -> int:
    """Print the figures; 1 when one is over its limit."""
    parser = argparse.ArgumentParser(prog="bench.reminders")
    parser.add_argument("--commitments", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--send", action="store_true", help="be one of the sending processes")
    options = parser.parse_args()
    if options.send:
        return send_all()
    print(f"\n{machine.described()}\n")
    over = sum(planning(number) for number in options.commitments)
    with engine.house():
        over += digests(options.people)
        over += sum(sending(processes, options.people) for processes in (2, 4))
    return 1 if over else 0


def planning(number: int) -> bool:
    """A day among `number` open commitments: in a process of its own, so that its memory can be told."""
    code = f"from bench.reminders import plan_days; raise SystemExit(plan_days({number}))"
    return bool(subprocess.run([sys.executable, "-c", code], check=False).returncode)


def plan_days(number: int) -> int:
    """The first day writes what the whole past left due; the second is a day like any other."""
    with engine.house():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from commitments import reminders
        from simulation.people import make_people

        make_people()
        _fill(number)
        took, before = [], 0
        for on in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=1)):
            with CaptureQueriesContext(connection) as queries:
                start, worked = time.perf_counter(), time.process_time()
                planned = reminders.plan(on)
                took.append(time.perf_counter() - start)
                worked = time.process_time() - worked
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            figures = f"{planned:>7,} written, {len(queries):>4} queries, {before} MB"
            print(f"plan {on} among {number:>7,}: {took[-1]:6.2f} s ({worked:.2f} s of Python), {figures}")
        return int(took[1] > PLAN_LIMITS.get(number, 20.0) or before > MEMORY_LIMIT)


def _fill(number: int) -> None:
    """Open commitments with deadlines all over the year, copied from the registry."""
    from commitments.models import Commitment, Report, Stage
    from departments.models import Department

    report = Report.objects.create(slug="load", title="load", year=2021, text="x")
    units = list(Department.objects.values_list("pk", flat=True))
    made = (
        Commitment(
            report=report, code=f"L-{n:07}", title=f"事项{n}", quote="x", start=n * 2, end=n * 2 + 1, context="x", section="一",
            kind="deliverable", lead_id=units[n % len(units)], stage=Stage.IN_PROGRESS, assigned_on=date(2021, 2, 3),
            signed_in_on=date(2021, 2, 4), original_deadline=date(2021, 12, 31),
            deadline=date(2021, 3, 1) + timedelta(days=n * 7 % 670), next_report_on=date(2022, 1, 25),
        )
        for n in range(number)
    )  # fmt: skip
    for batch in _batches(made, 5_000):
        Commitment.objects.bulk_create(batch)


def _batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


# Sending


def _due(people: int, on: date) -> None:
    """Five reminders for each of `people` clerks, waiting on `on`."""
    from commitments.models import Commitment, Reminder
    from departments.models import Department, Role, User

    unit = Department.objects.order_by("pk")[0]
    if not User.objects.filter(username__startswith="load-").exists():
        made = [
            User(
                username=f"load-{n}",
                display_name=f"承办员{n}",
                role=Role.CLERK,
                department=unit,
                email=f"load-{n}@example.invalid",
            )
            for n in range(people)
        ]
        User.objects.bulk_create(made)
        Commitment.objects.filter(lead__isnull=False).update(lead=unit, stage="in_progress", deadline=on)
    items = list(Commitment.objects.order_by("pk"))
    clerks = list(User.objects.filter(username__startswith="load-").order_by("pk"))
    Reminder.objects.bulk_create(
        [
            Reminder(item=item.stream, commitment=item, deadline_version=item.deadline_version, rung="before-0", recipient=clerk,
                     due_on=on, facts={"deadline": on.isoformat()}, planned_at=_at(on))
            for n, clerk in enumerate(clerks) for item in _five(items, n)
        ],
        batch_size=2_000,
    )  # fmt: skip


def _five(items: list[Any], number: int) -> list[Any]:
    """Neighbours share few items, as clerks of different units do."""
    return [items[(number * ITEMS_PER_DIGEST + step) % len(items)] for step in range(ITEMS_PER_DIGEST)]


def _at(on: date) -> Any:
    from commitments import reminders

    return reminders.digest_time(on)


def _clear() -> None:
    from commitments.models import Delivery, Digest, Reminder

    Reminder.objects.all().delete()
    Delivery.objects.all().delete()
    Digest.objects.all().delete()


def digests(people: int) -> bool:
    """All digests written, nothing leaves (the backend of the settings is a dummy)."""
    from commitments import outbox

    _due(people, DAY)
    start = time.perf_counter()
    summary = outbox.send(at=_at(DAY), on=DAY)
    took = time.perf_counter() - start
    print(f"digests of {people:,} people: {took:.1f} s ({summary.sent:,} reminders)")
    return took > DIGEST_LIMIT or summary.sent != people * ITEMS_PER_DIGEST


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
    outbox.send(at=_at(DAY), on=DAY)
    return 0


def sending(processes: int, people: int) -> bool:
    """`people` mails to a local sink by so many processes; the sink says how many came, and how many twice."""
    _clear()
    _due(people, DAY)
    with _sink() as port:
        environment = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "bench.reminders", "--send"]
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        running: list[Any] = [subprocess.Popen(command, env=environment, **pipes) for _ in range(processes)]
        for process in running:
            process.stdout.readline()
        start = time.perf_counter()
        for process in running:
            process.stdin.close()  # the word to go
        for process in running:
            process.wait()
        took = time.perf_counter() - start
        taken, twice = _count(port)
    rate = taken / took
    print(f"{processes} processes: {taken:,} mails in {took:.1f} s, {rate:.0f} a second, {twice} twice")
    return rate < RATE_LIMIT or twice > 0 or taken != people


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


def _count(port: int) -> tuple[int, int]:
    with socket.create_connection(("127.0.0.1", port)) as link, link.makefile("rw", newline="\r\n") as lines:
        lines.readline()
        lines.write("COUNT\r\n")
        lines.flush()
        _code, taken, twice = lines.readline().split()
        return int(taken), int(twice)


if __name__ == "__main__":
    sys.exit(main())
