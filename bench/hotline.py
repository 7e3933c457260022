"""The hotline's pages as the table grows: the same ones at each size, p95 and how many times the first size's."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from . import engine, machine
from .journeys import slowest_plan

P95_LIMIT, GROWTH_LIMIT = 150, 1.5  # ms; times the first size's p95, search excepted


def main() -> int:
    """Print the figures and the plans; 1 when a p95 is over its limit or grew too much."""
    parser = argparse.ArgumentParser(prog="bench.hotline")
    parser.add_argument("--commitments", type=int, default=2_000)
    parser.add_argument("--work-orders", type=int, nargs="*", default=[10_000, 50_000], help="sizes, the smallest first")
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--plans", action="store_true", help="print the plan of each page's slowest query as well")
    options = parser.parse_args()
    with engine.house():
        from django.core.management import call_command

        from simulation.people import make_people

        make_people()
        print(f"\n{machine.described()}\n{options.commitments:,} commitments")
        first: dict[str, float] = {}
        over, standing = 0, 0
        for size in options.work_orders:
            call_command("make_load", commitments=0 if standing else options.commitments, work_orders=size - standing)
            engine.at_rest()
            standing = size
            over += report(size, first, runs=options.runs)
        if options.plans:
            for name, run in pages().items():
                print(f"\n### {name}\n\n{slowest_plan(run)}")
        return 1 if over else 0


def report(size: int, first: dict[str, float], *, runs: int) -> int:
    """The table of one size; answers how many rows are over a limit. `first` is filled by the first size."""
    print(f"\n{size:,} work orders, {most_linked()[1]:,} of them linked to one commitment\n\n{machine.HEADING}")
    over = 0
    for name, run in pages().items():
        measured = machine.measure(name, run, runs=runs)
        grown = measured.p95 / first.setdefault(name, measured.p95)
        is_over = measured.p95 > P95_LIMIT or (grown > GROWTH_LIMIT and not name.startswith("search"))
        over += is_over
        print(measured.row(note=f"p95 {'OVER' if is_over else 'within'}, {grown:.1f} times the first"))
    return over


def most_linked() -> tuple[str, int]:
    """The code of the commitment most orders are linked to, and how many."""
    from django.db.models import Count

    from hotline.models import Link

    return Link.objects.values_list("commitment__code").annotate(n=Count("pk")).order_by("-n")[0]


def pages() -> dict[str, Callable[[int], object]]:
    from django.test import Client

    from config import clock
    from departments.models import Department, User
    from hotline.duplicates import repeats
    from hotline.suggesting import suggest
    from simulation.load_orders import ABSENT, COMMON, MIDDLING, RARE

    agent = Client()
    agent.force_login(User.objects.get(username="hotline"), backend="departments.sessions.SessionBackend")
    units = list(Department.objects.valid(on=clock.today()).values_list("code", flat=True))
    texts = ["门前的路挖开半年了，一直没有人修。", "我们楼三十多年了，外墙掉皮下水道老堵。", "新学校到底什么时候开学？"]
    code, _links = most_linked()

    def page(path: str, **query: Any) -> None:
        answer = agent.get(path, query)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    def found(word: str) -> Callable[[int], object]:
        return lambda _n: page("/hotline/", q=word)

    return {
        "intake": lambda _n: page("/hotline/"),
        "list by unit and state": lambda n: page("/hotline/", unit=units[n % len(units)], state="handling"),
        "list by state, a full page at every size": lambda _n: page("/hotline/", state="closed"),
        "search, absent word": found(ABSENT),
        "search, absent Latin word": found("absent"),
        "search, absent character": found(ABSENT[0]),
        "search, beginning of a number (1 in 1,000)": found("005"),
        "search, rare word (1 in 10,000)": found(RARE),
        "search, middling word (1 in 100)": found(MIDDLING),
        "search, common word (1 in 2)": found(COMMON),
        "search, common character": found(COMMON[0]),
        "search, common and absent word": found(f"{COMMON} absent"),
        "duplicate check": lambda n: repeats(texts[n % 3], on=clock.today(), phone=f"139{n:08d}"),
        "suggestion": lambda n: suggest(texts[n % 3], report="load-1"),
        "the most linked commitment": lambda _n: page(f"/commitments/{code}/"),
        "its orders": lambda _n: page("/hotline/", commitment=code),
        "trends": lambda _n: page("/hotline/trends/"),
    }


if __name__ == "__main__":
    raise SystemExit(main())
