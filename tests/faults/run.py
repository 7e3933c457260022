"""The fault run: real PostgreSQL, Valkey, Celery workers, beat and web, a moody mail server – and kill -9 at random.

`python -m tests.faults.run --kills 200 --flushes 5 --seed 1`. Each round is one working day: things break for a while,
then the house is left alone until the day is done, and every reminder is looked for – in the outbox and among the mails
the server took. Exit status 0 only where nothing was lost and nothing came twice unexplained.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from house import broker

from .processes import PYTHON, Database, Process, free_port

KILLS_PER_ROUND = 10
WEIGHTS = {"worker-1": 5, "worker-2": 5, "beat": 2, "web": 2, "broker": 3, "database": 3}


class Run:
    def __init__(self, *, kills: int, flushes: int, seed: int, units: int, clerks: int, minutes: int) -> None:
        self.kills, self.flushes, self.units, self.clerks, self.minutes = kills, flushes, units, clerks, minutes
        self.dice = random.Random(seed)
        self.seed = seed
        self.folder = Path(tempfile.mkdtemp(prefix="yanbixing-faults-"))
        self.rounds = -(-kills // KILLS_PER_ROUND)
        self.killed: Counter[str] = Counter()
        self.figures: dict[str, Any] = {}

    # Setting up

    def set_up(self) -> None:
        self.database = Database(self.folder)
        self.port, self.sink_port = free_port(), free_port()
        self.socket = self.folder / "valkey.sock"
        self.mails = self.folder / "mails.jsonl"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": self.database.url,
            "DATA_DIR": str(self.folder / "data"),
            "REDIS_URL": f"redis+socket://{self.socket}",
            "SINK_PORT": str(self.sink_port),
            "ALLOW_BUSINESS_DATE": "1",
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
        }
        self.environment.pop("YANBIXING_TEST_DATABASE", None)
        os.environ.update(self.environment)
        import django

        django.setup()
        from django.core.management import call_command

        from . import town

        call_command("migrate", verbosity=0)
        self.days = town.working_days(self.rounds)
        town.build(units=self.units, clerks=self.clerks, days=self.rounds + 4)

    def processes(self, day: date) -> dict[str, Process]:
        environment = self.environment | {"BUSINESS_DATE": day.isoformat()}
        celery = [*PYTHON, "celery", "--quiet", "-A", "config"]
        worker = [*celery, "worker", "--concurrency", "1", "--pool", "prefork", "--loglevel", "ERROR",
                  "--without-mingle", "--without-gossip"]  # fmt: skip
        beat = [*celery, "beat", "--loglevel", "ERROR", "--pidfile", "", "--schedule", str(self.folder / "schedule")]
        web = [*PYTHON, "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread",
               "--workers", "1", "--threads", "4", "--log-level", "error", "--no-control-socket"]  # fmt: skip
        commands = {
            "broker": broker.command(self.socket),
            "sink": [*PYTHON, "tests.faults.sink", str(self.sink_port), str(self.mails), str(self.seed)],
            "worker-1": [*worker, "--hostname", "one@town"],
            "worker-2": [*worker, "--hostname", "two@town"],
            "beat": beat,
            "web": web,
        }
        return {
            name: Process(name, lambda command=command: command, environment, self.folder / f"{name}.log")
            for name, command in commands.items()
        }

    # One day

    def live(self, number: int, day: date) -> None:
        from .clerks import Clerk, settle

        self.running = self.processes(day)
        for process in self.running.values():
            process.start()
        stop = threading.Event()
        codes = self._codes(unit=number % self.units)
        clerks = [Clerk(f"http://127.0.0.1:{self.port}", f"clerk-{number % self.units}-{k}", codes, stop) for k in range(2)]
        for clerk in clerks:
            clerk.start()
        self._break(number)
        stop.set()
        settle(clerks)
        self.answered += [pair for clerk in clerks for pair in clerk.answered]
        self.repeated += sum(clerk.repeated for clerk in clerks)
        self._drain(day)
        for process in self.running.values():
            process.kill()
        self._look(day)

    def _codes(self, unit: int) -> list[str]:
        from commitments.models import Commitment

        return list(Commitment.objects.filter(lead__code=f"u{unit}").order_by("code").values_list("code", flat=True)[:5])

    def _break(self, number: int) -> None:
        """Ten kills (the last round: what is left), perhaps a flush, perhaps a while without a mail server."""
        time.sleep(3)
        sink_is_down = number % 4 == 1
        if sink_is_down:
            self.running["sink"].kill()
        flush_after = self.dice.randrange(KILLS_PER_ROUND) if number in self.flush_rounds else -1
        for kill in range(min(KILLS_PER_ROUND, self.kills - sum(self.killed.values()))):
            name = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            victim: Any = self.database if name == "database" else self.running[name]
            victim.kill()
            self.killed[name] += 1
            if kill == flush_after:
                self._flush()
            time.sleep(self.dice.uniform(0, 0.6))
            victim.start()
            if sink_is_down and kill == KILLS_PER_ROUND // 2:
                self.running["sink"].start()
                sink_is_down = False
            time.sleep(self.dice.uniform(0.1, 2.5))
            for process in self.running.values():
                if not (sink_is_down and process.name == "sink"):
                    process.keep_alive()
        if sink_is_down:
            self.running["sink"].start()

    def _flush(self) -> None:
        from redis import Redis
        from redis.exceptions import RedisError

        for _ in range(50):
            try:
                with Redis(unix_socket_path=str(self.socket), socket_timeout=2) as link:
                    link.flushall()
            except (RedisError, OSError):
                self.running["broker"].keep_alive()
                time.sleep(0.1)
            else:
                self.flushed += 1
                return

    def _drain(self, day: date) -> None:
        """Until the day is planned and everybody has had his digest."""
        from django.db import OperationalError, connection

        patience = time.monotonic() + 180
        while time.monotonic() < patience:
            for process in self.running.values():
                process.keep_alive()
            try:
                if self._is_done(day):
                    return
            except OperationalError:
                connection.close()
            time.sleep(0.5)
        self.not_done.append(day.isoformat())

    def _is_done(self, day: date) -> bool:
        """Asked in the order of a reminder's life: what is planned, packed or sent meanwhile then shows in a later answer."""
        from django.db.models import Exists, OuterRef

        from commitments import reminders
        from commitments.models import Delivery, Digest, Reminder

        if next(reminders.forecast(day, day), None) is not None:
            return False
        had = Digest.objects.filter(recipient=OuterRef("recipient"), day=day)
        if Reminder.objects.filter(state__in=["waiting", "claimed"]).exclude(Exists(had)).exists():
            return False
        return not Delivery.objects.filter(state__in=["waiting", "claimed"]).exists()

    # Looking

    def _look(self, day: date) -> None:
        """Every reminder the independent count asks for on `day`: sent, and among the mails the server took."""
        from commitments.models import Reminder

        from . import town

        mails: dict[str, dict[str, Any]] = {}
        for mail in self._mails():
            mails.setdefault(mail["id"], mail)
        sent = {
            (item, rung, username): message_id
            for item, rung, username, message_id in Reminder.objects.filter(state="sent").values_list(
                "item", "rung", "recipient__username", "digest__deliveries__message_id"
            )
        }
        for key in town.expected(day):
            item, _rung, username = key
            mail = mails.get(sent.get(key, ""))
            if mail is None or mail["to"] != f"{username}@example.invalid" or item.partition(":")[2] not in mail["text"]:
                self.lost.append((day.isoformat(), *key, self._told_of(key, mail)))
        self.wanted |= town.expected(day)

    def _told_of(self, key: tuple[str, str, str], mail: dict[str, Any] | None) -> str:
        """What the outbox says of a reminder that cannot be found among the mails."""
        from commitments.models import Reminder

        item, rung, username = key
        row = Reminder.objects.filter(item=item, rung=rung, recipient__username=username).select_related("digest").first()
        if row is None:
            return "never written"
        ways = [f"{way.state} {way.reason} {way.message_id}" for way in row.digest.deliveries.all()] if row.digest else []
        where = f"its mail names {len(mail['text'])} characters, to {mail['to']}" if mail else "no such mail"
        return f"{row.state} {row.reason} planned {row.planned_at} digest {row.digest} {ways} {where}"

    def _mails(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.mails.read_text().splitlines()] if self.mails.exists() else []

    def report(self) -> int:
        """The figures, printed; the exit status."""
        from commitments.models import Delivery, ProgressReport, Reminder
        from history.models import Event
        from history.verify import verify

        mails = self._mails()
        copies = Counter(mail["id"] for mail in mails)
        doubtful = set(Delivery.objects.filter(is_doubtful=True).values_list("message_id", flat=True))
        twice = [message_id for message_id, count in copies.items() if count > 1]
        per_day = Counter(Delivery.objects.filter(state="sent").values_list("digest__recipient", "digest__day"))
        broken = verify().broken
        reports = Counter(ProgressReport.objects.values_list("narrative", flat=True))
        missing = [pair for pair in self.answered if reports[pair[1]] != 1]
        events = Event.objects.filter(action="report_progress").count()
        self.figures = {
            "seed": self.seed,
            "working days lived": self.lived,
            "kill -9": dict(self.killed) | {"all": sum(self.killed.values())},
            "broker flushed": self.flushed,
            "days not finished": self.not_done,
            "reminders expected": len(self.wanted),
            "reminders written": Reminder.objects.exclude(rung__startswith="event-").count(),
            "reminders lost": len(self.lost),
            "mails taken by the server": len(mails),
            "digests": len(copies),
            "digests that came twice (in the dialogue at a kill or cut)": len(twice),
            "of these unexplained": len(set(twice) - doubtful),
            "people with two digests on a day": sum(count > 1 for count in per_day.values()),
            "mails nobody's delivery knows": len(set(copies) - set(Delivery.objects.values_list("message_id", flat=True))),
            "clerks' reports answered": len(self.answered),
            "asked again meanwhile": self.repeated,
            "answered but missing or doubled": len(missing),
            "reports without their event": ProgressReport.objects.count() - events,
            "history": broken or "every chain whole",
        }
        for name, value in self.figures.items():
            print(f"{name:<60} {value}", flush=True)
        for line in self.lost[:10]:
            print("lost:", *line)
        wrong = (
            self.lost or self.not_done or broken or missing or set(twice) - doubtful
            or self.figures["people with two digests on a day"] or self.figures["mails nobody's delivery knows"]
            or self.figures["reports without their event"]
            or not self.wanted or not self.answered  # a run that asked nothing proves nothing
        )  # fmt: skip
        print("FAULTS FOUND" if wrong else "nothing lost, nothing twice unexplained")
        return 1 if wrong else 0

    def go(self) -> int:
        self.lost: list[tuple[str, ...]] = []
        self.wanted: set[tuple[str, str, str]] = set()
        self.answered: list[tuple[str, str]] = []
        self.not_done: list[str] = []
        self.repeated = self.flushed = self.lived = 0
        self.flush_rounds = set(self.dice.sample(range(self.rounds), min(self.flushes, self.rounds)))
        self.running: dict[str, Process] = {}
        started = time.monotonic()
        try:
            self.set_up()
            print(f"set up in {time.monotonic() - started:.0f} s", flush=True)
            for number, day in enumerate(self.days):
                if self.minutes and time.monotonic() - started > self.minutes * 60:
                    print(f"{self.minutes} minutes are up: {self.rounds - number} of {self.rounds} days not lived", flush=True)
                    break
                self.live(number, day)
                self.lived += 1
                print(f"{day} done, {sum(self.killed.values())} kills, {time.monotonic() - started:.0f} s", flush=True)
            status = self.report()
            print(f"took {time.monotonic() - started:.0f} s", flush=True)
            return status
        finally:
            for process in self.running.values():
                process.kill()
            self.database.stop()
            if not os.environ.get("KEEP_FAULTS"):
                shutil.rmtree(self.folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--flushes", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--units", type=int, default=5)
    parser.add_argument("--clerks", type=int, default=20)
    parser.add_argument("--minutes", type=int, default=0, help="begin no further day after so many minutes (0: all days)")
    options = parser.parse_args()
    return Run(**vars(options)).go()


if __name__ == "__main__":
    sys.exit(main())
