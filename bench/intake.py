"""Intake under load: clients that take down orders over the API of the real web server, on PostgreSQL, for a while."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import resource
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from . import engine, machine

RATE_LIMIT = 100  # orders a second, sustained
TEXT = "我们小区门口的路挖开半年了，一直没有人来修，晚上没有路灯，老人出门摔倒过，请问什么时候修好？第{}次来电。"


def main() -> int:
    """Print the figures; 1 when fewer orders a second were taken than the aim, or one was lost."""
    parser = argparse.ArgumentParser(prog="bench.intake")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    with engine.house():
        from config import clock
        from departments.authentication import make_token
        from departments.models import User
        from hotline.models import WorkOrder
        from simulation.people import make_people

        make_people()
        token = make_token(User.objects.get(username="hotline"), name="load", at=clock.now())
        with server() as port:
            clients = [Client(port, token, number) for number in range(options.clients)]
            for client in clients:
                client.take_down(-1)
            before = WorkOrder.objects.count()
            took = together(clients, options.seconds)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)  # the web server's, which has ended; start included
        print(f"web server: {used.ru_utime + used.ru_stime:.1f} s of processor time, its start included")
        return report(clients, took, written=WorkOrder.objects.count() - before)


@contextmanager
def server() -> Iterator[int]:
    """The web child of `manage.py serve`, with its workers, threads and pool, on a free port."""
    from house.management.commands.serve import children

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = next(child for child in children("127.0.0.1", port) if child.name == "web")
    web.start()
    try:
        until = time.monotonic() + 60
        while not web.ready(web):
            if not web.alive or time.monotonic() > until:
                raise RuntimeError("the web server does not answer")
            time.sleep(0.2)
        yield port
    finally:
        web.stop()


class Client:
    """One agent's programme: an open connection, one order after the other."""

    def __init__(self, port: int, token: str, number: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        self.number = number
        self.times: list[float] = []
        self.failure: Exception | None = None

    def take_down(self, count: int) -> None:
        body: dict[str, Any] = {
            "text": TEXT.format(count),
            "nature": "complaint",
            "county": "dongchangfu",
            "place": "示例路",
            "caller_name": "演示来电人",
            "caller_phone": f"1390000{self.number:01}{count % 1000:03}",
        }
        self.link.request("POST", "/api/v1/work-orders/", json.dumps(body), self.headers)
        answer = self.link.getresponse()
        said = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"answered {answer.status}: {said[:300]!r}")

    def work(self, until: float) -> None:
        try:
            while (start := time.monotonic()) < until:
                self.take_down(len(self.times))
                self.times.append((time.monotonic() - start) * 1000)
        except (RuntimeError, OSError, http.client.HTTPException) as error:
            self.failure = error


def together(clients: list[Client], seconds: float) -> float:
    """All of them at once; answers the seconds until the last one had its answer. Raises what one of them met."""
    start = time.monotonic()
    threads = [threading.Thread(target=client.work, args=(start + seconds,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - start
    for client in clients:
        if client.failure:
            raise client.failure
    return took


def report(clients: list[Client], took: float, *, written: int) -> int:
    times = [time for client in clients for time in client.times]
    rate = len(times) / took
    load = os.getloadavg()[0]
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"\n{machine.described()}, load average {load:.1f}\n")
    print(f"{len(clients)} clients, {took:.1f} s: {len(times)} orders answered, {written} written, {rate:.0f} a second")
    print(f"an order: median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, longest {max(times):.0f} ms")
    return int(rate < RATE_LIMIT or written != len(times))


if __name__ == "__main__":
    raise SystemExit(main())
