"""One command runs the whole house: broker, web, worker, beat – and leaves nothing running.

Each child lives in a session of its own, so that Ctrl-C in the terminal reaches the supervisor alone. A signal to
the whole group would kill running tasks; here beat stops first, then the worker finishes what it holds, then the web,
and the broker last. A child that dies is started again, with a growing pause.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST_PAUSE = 30.0
GIVE_UP_AFTER = 3  # deaths before a first answer: it will not get better by itself
STEADY_AFTER = 60.0  # seconds alive after which the earlier deaths are forgotten


class NotReady(Exception):
    """A child did not come up in time; all that had been started is stopped again."""


@dataclass
class Child:
    """A process to keep alive: how to start it, how to tell that it answers, how long it may take to stop."""

    name: str
    command: list[str]
    ready: Callable[["Child"], bool]
    env: dict[str, str] = field(default_factory=dict)
    patience: float = 10.0
    is_errand: bool = False  # started once all answer, ends by itself and is not started again
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restart_at: float | None = None

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        self.started, self.restart_at = time.monotonic(), None
        self.process = subprocess.Popen(
            self.command,
            env=os.environ | self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def plan_restart(self) -> float:
        """When to try again: half a second after a first death, twice as long after each further one."""
        now = time.monotonic()
        self.deaths = 1 if now - self.started > STEADY_AFTER else self.deaths + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.deaths - 1))
        self.restart_at = now + pause
        return pause

    def stop(self) -> None:
        """SIGTERM to the main process alone: it sends its own children home. SIGKILL to all only past patience."""
        if not self.process or not self.alive:
            return
        self.process.terminate()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Starts `children` in order, keeps them alive until asked to stop, stops them in reverse order."""

    def __init__(self, children: list[Child], *, say: Callable[[str], None], within: float = 60.0) -> None:
        self.children = children
        self.say = say
        self.within = within
        self.asked_to_stop = threading.Event()

    def run(self, when_ready: Callable[[], None]) -> None:
        """Returns when told to stop by SIGINT, SIGTERM or SIGHUP; raises NotReady when a child never answers."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.asked_to_stop.set())
        try:
            self._start_all()
            if not self.asked_to_stop.is_set():
                when_ready()
                for errand in self._errands():
                    errand.start()
            while not self.asked_to_stop.wait(0.2):
                self._revive()
        finally:
            for child in reversed(self.children):
                child.stop()

    def _errands(self) -> list[Child]:
        return [child for child in self.children if child.is_errand]

    def _start_all(self) -> None:
        """The first child alone (the others need it), the rest together; then wait until each answers."""
        deadline = time.monotonic() + self.within
        lasting = [child for child in self.children if not child.is_errand]
        for child in lasting:
            child.start()
            if child is lasting[0]:
                self._wait_for(child, deadline)
        for child in lasting[1:]:
            self._wait_for(child, deadline)

    def _wait_for(self, child: Child, deadline: float) -> None:
        while not (child.alive and child.ready(child)):
            if self.asked_to_stop.wait(0.05):
                return
            self._revive()
            if child.deaths >= GIVE_UP_AFTER:
                raise NotReady(f"{child.name} ended {child.deaths} times before it answered; its reason stands above")
            if time.monotonic() > deadline:
                raise NotReady(f"{child.name} did not answer within {self.within:.0f} seconds")

    def _revive(self) -> None:
        for child in self.children:
            if child.process is None or child.alive:
                continue
            if child.is_errand:
                if child.process.returncode:
                    self.say(f"{child.name} ended (status {child.process.returncode}); its reason stands above")
                child.process = None
                continue
            if child.restart_at is None:
                code, pause = child.process.returncode, child.plan_restart()
                self.say(f"{child.name} ended (status {code}); starting it again in {pause:g} s")
            elif time.monotonic() >= child.restart_at:
                child.start()


def _die_with_parent() -> None:
    """Linux: a supervisor killed by -9 takes its children along, so that the next start finds the port free."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
