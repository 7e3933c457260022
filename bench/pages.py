"""Every page people open, with 100,000 commitments: the median of the server's time, and the queries of each."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from . import engine, machine
from .journeys import slowest_plan

LIMIT, SLOWER = 60, 150  # ms, median
SECOND = ("/dashboard/", "/commitments/counts/", "/my/standing/")  # charts, and what follows a page in a second request
REPORT = "/reports/liaocheng-2021/"
PAGES = {
    "supervisor": [
        "/my/", "/my/standing/", "/commitments/", "/commitments/?light=red", "/commitments/counts/", "/overdue/", "/review/",
        "/dashboard/", "/meeting/", REPORT,
    ],
    "clerk": ["/my/", "/commitments/"],
    "leader": ["/my/", "/meeting/", "/meeting/education/"],
    "hotline": ["/hotline/"],
    "": ["/public/"],
}  # fmt: skip
# What is typed into a search, and of how many loaded commitments one holds it.
SEARCHED = {
    "absent word": "absent", "absent character": "鲸", "absent pair": "鲲鹏",
    "part of a code, 1 in 2,000": "2021-06", "number, 1 in 300": "66", "beginning of a word, 1 in 50": "l010",
    "pair, 1 in 12": "公园", "character, 1 in 24": "桥", "common pair, 1 in 4": "聊城", "word of all": "l0",
    "pair and absent word": "聊城 absent",
}  # fmt: skip
SEARCHERS = ("supervisor", "leader")


def main() -> int:
    """Print the figures; 1 when a median is over its limit."""
    parser = argparse.ArgumentParser(prog="bench.pages")
    parser.add_argument("--commitments", type=int, default=100_000)
    parser.add_argument("--work-orders", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--plans", action="store_true", help="print the plan of each page's slowest query as well")
    options = parser.parse_args()
    with engine.house():
        from django.core.management import call_command

        from simulation.people import make_people

        make_people()
        call_command("make_load", commitments=options.commitments, work_orders=options.work_orders)
        engine.at_rest()
        print(f"\n{machine.described()}\n{options.commitments:,} commitments, {options.work_orders:,} work orders\n")
        print(machine.HEADING)
        over = 0
        for name, run in pages().items():
            measured = machine.measure(name, run, runs=options.runs)
            limit = SLOWER if name.startswith(SECOND) else LIMIT
            over += measured.median >= limit
            print(measured.row(limit))
        if options.plans:
            for name, run in pages().items():
                print(f"\n### {name}\n\n{slowest_plan(run)}")
        return 1 if over else 0


def pages() -> dict[str, Callable[[int], object]]:
    from django.test import Client

    from departments.models import User

    def signed_in(person: str) -> Client:
        client = Client()
        if person:
            client.force_login(User.objects.get(username=person), backend="departments.sessions.SessionBackend")
        return client

    def opening(client: Client, path: str, **query: str) -> Callable[[int], object]:
        def page(_n: int) -> None:
            answer = client.get(path, query)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")

        return page

    found = {}
    for person, paths in PAGES.items():
        client = signed_in(person)
        for path in paths:
            found[f"{path} ({person or 'anybody'})"] = opening(client, path)
    for person in SEARCHERS:
        client = signed_in(person)
        for name, word in SEARCHED.items():
            found[f"/commitments/?q= {name} ({person})"] = opening(client, "/commitments/", q=word)
            found[f"/my/jump/?q= {name} ({person})"] = opening(client, "/my/jump/", q=word)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
