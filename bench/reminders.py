"""Reminding at scale: planning a day, sending with several processes, the digests of two thousand people."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from . import engine, machine, sending
from .sending import DAY

PLAN_LIMITS = {10_000: 3.0, 100_000: 20.0}  # seconds
MEMORY_LIMIT, DIGEST_LIMIT = 300, 30.0  # MB, seconds


def main() -> int:
    """Print the figures; 1 when one is over its limit."""
    parser = argparse.ArgumentParser(prog="bench.reminders")
    parser.add_argument("--commitments", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--mails", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3, help="runs with two and with four processes, by turns")
    parser.add_argument("--send", action="store_true", help="be one of the sending processes")
    options = parser.parse_args()
    if options.send:
        return sending.send_all()
    print(f"\n{machine.described()}\n")
    over = sum(planning(number) for number in options.commitments)
    with engine.house():
        over += digests(options.people)
        over += sending.compared(options.mails, options.rounds)
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


def digests(people: int) -> bool:
    """All digests written, nothing leaves (the backend of the settings is a dummy)."""
    from commitments import outbox, reminders

    sending.due(people)
    start = time.perf_counter()
    summary = outbox.send(at=reminders.digest_time(DAY), on=DAY)
    took = time.perf_counter() - start
    print(f"digests of {people:,} people: {took:.1f} s ({summary.sent:,} reminders)")
    return took > DIGEST_LIMIT or summary.sent != people * sending.ITEMS_PER_DIGEST


if __name__ == "__main__":
    sys.exit(main())
