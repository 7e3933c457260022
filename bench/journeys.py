"""J1–J6: what people do all day, on PostgreSQL with 100,000 commitments, through the whole of Django."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from . import engine, machine

LIMITS = {"J1": 60, "J2": 60, "J3": 60, "J4": 60, "J5": 16, "J6": 16}


def main() -> int:
    """Print the figures and the plans; 1 when a median is over its limit."""
    parser = argparse.ArgumentParser(prog="bench.journeys")
    parser.add_argument("--commitments", type=int, default=100_000)
    parser.add_argument("--work-orders", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--plans", action="store_true", help="print the query plans as well")
    options = parser.parse_args()
    with engine.house():
        from django.core.management import call_command

        from simulation.people import make_people

        make_people()
        call_command("make_load", commitments=options.commitments, work_orders=options.work_orders)
        engine.at_rest()
        return report(options)


def report(options: argparse.Namespace) -> int:
    print(f"\n{machine.described()}\n{options.commitments:,} commitments, {options.work_orders:,} work orders\n")
    print(machine.HEADING)
    over = 0
    for name, run in journeys().items():
        measured = machine.measure(name, run, runs=options.runs)
        limit = LIMITS[name[:2]]
        over += measured.median >= limit
        print(measured.row(limit))
    if options.plans:
        for name, run in journeys().items():
            print(f"\n### {name}\n")
            print(slowest_plan(run))
    return 1 if over else 0


def journeys() -> dict[str, Callable[[int], object]]:
    from django.test import Client

    from commitments.models import Commitment, Stage
    from commitments.workflow import assigning
    from config import clock
    from departments.access import act_on
    from departments.models import Department, Role, User
    from hotline import workflow as hotline

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name), backend="departments.sessions.SessionBackend")
        return client

    supervisor, clerk = signed_in("supervisor"), signed_in("clerk")
    agent = act_on(User.objects.get(username="hotline"), clock.today())
    codes = list(Commitment.objects.filter(stage=Stage.IN_PROGRESS).order_by("code").values_list("code", flat=True)[::501])
    waiting = iter(Commitment.objects.filter(stage=Stage.ASSIGNED).select_related("lead").order_by("code")[:1000])
    clerks = {user.department_id: act_on(user, clock.today()) for user in User.objects.filter(role=Role.CLERK)}
    units = list(Department.objects.values_list("code", flat=True))
    words = ["老旧", "学校", "公园", "污水", "桥梁", "供热"]
    county = Department.objects.filter(kind=Department.Kind.COUNTY).first()

    def page(client: Client, path: str, **query: Any) -> None:
        answer = client.get(path, query)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    def sign_in(number: int) -> None:
        row = next(waiting)
        assigning.sign_in(row, actor=clerks[row.lead_id], at=clock.now())

    def take_down(number: int) -> None:
        hotline.take_down(actor=agent, at=clock.now(), text=f"门前的路挖开半年了，第{number}次来电。", county=county)

    return {
        "J1 department list": lambda n: page(supervisor, "/commitments/", department=units[n % len(units)]),
        "J2 overdue, all departments": lambda n: page(supervisor, "/overdue/"),
        "J3 commitment": lambda n: page(clerk, f"/commitments/{codes[n % len(codes)]}/"),
        "J4 two-character search": lambda n: page(supervisor, "/commitments/", q=words[n % len(words)]),
        "J5 status change (sign in)": sign_in,
        "J6 new work order": take_down,
    }


def slowest_plan(run: Callable[[int], object]) -> str:
    """The plan of the slowest query of one run."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        run(0)
    reads = [query for query in captured.captured_queries if query["sql"].startswith("SELECT")]
    slowest = max(reads, key=lambda query: float(query["time"]))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) {slowest['sql'].replace('%', '%%')}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return f"{len(captured)} queries; the slowest ({slowest['time']} s):\n\n```\n{plan}\n```"


if __name__ == "__main__":
    raise SystemExit(main())
