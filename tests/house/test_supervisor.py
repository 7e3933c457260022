"""The supervisor keeps its children alive and leaves none behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from house.supervisor import Child, NotReady, Supervisor

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = "import time; time.sleep(60)"


def child(name: str, code: str = SLEEPER, *, ready: Callable[[Child], bool] = lambda _: True, patience: float = 5) -> Child:
    return Child(name, [sys.executable, "-c", code], ready, patience=patience)


def notes_its_end(folder: Path, name: str) -> Child:
    """A child that answers when its handler stands and writes its name when told to stop."""
    code = f"""
import signal, sys, time
from pathlib import Path
def end(*_):
    with Path({str(folder / "ends")!r}).open("a") as file:
        file.write("{name} ")
    sys.exit()
signal.signal(signal.SIGTERM, end)
Path({str(folder / name)!r}).touch()
time.sleep(60)
"""
    return child(name, code, ready=lambda _: (folder / name).exists())


@pytest.fixture(autouse=True)
def _signals_as_before():
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def gone(*children: Child) -> bool:
    return not any(each.alive for each in children)


def test_children_stop_in_reverse_order_of_their_start(tmp_path):
    children = [notes_its_end(tmp_path, name) for name in ("broker", "web", "worker", "beat")]
    supervisor = Supervisor(children, say=print, within=10)
    supervisor.run(when_ready=supervisor.asked_to_stop.set)
    assert (tmp_path / "ends").read_text().split() == ["beat", "worker", "web", "broker"]
    assert gone(*children)


def test_a_child_that_dies_is_started_again():
    said: list[str] = []
    broker, web = child("broker"), child("web")
    supervisor = Supervisor([broker, web], say=said.append, within=10)
    pids: list[int] = []

    def kill_web_and_wait_for_another() -> None:
        pids.append(web.process.pid)
        os.kill(web.process.pid, signal.SIGKILL)
        end = time.monotonic() + 10
        while time.monotonic() < end and not (web.deaths and web.alive):
            time.sleep(0.05)
        pids.append(web.process.pid)
        supervisor.asked_to_stop.set()

    supervisor.run(when_ready=lambda: threading.Thread(target=kill_web_and_wait_for_another).start())
    assert pids[0] != pids[1]
    assert said == ["web ended (status -9); starting it again in 0.5 s"]
    assert gone(broker, web)


def test_the_pause_before_a_restart_grows_and_is_bounded():
    web = child("web")
    web.started = time.monotonic()
    pauses = [web.plan_restart() for _ in range(9)]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_long_quiet_life_forgives_earlier_deaths():
    web = child("web")
    web.deaths, web.started = 6, time.monotonic() - 120
    assert web.plan_restart() == 0.5


def test_a_child_that_never_answers_stops_everything():
    children = [child("broker"), child("web", ready=lambda _: False)]
    with pytest.raises(NotReady, match="web did not answer"):
        Supervisor(children, say=print, within=0.3).run(when_ready=lambda: None)
    assert gone(*children)


def test_a_child_that_keeps_dying_at_the_start_is_given_up():
    children = [child("broker"), child("web", "raise SystemExit(3)", ready=lambda _: False)]
    with pytest.raises(NotReady, match="web ended 3 times"):
        Supervisor(children, say=lambda _: None, within=30).run(when_ready=lambda: None)
    assert gone(*children)


def test_a_child_deaf_to_sigterm_is_killed_after_its_patience(tmp_path):
    ready = tmp_path / "ready"
    code = (
        f"import signal, time, pathlib; signal.signal(15, signal.SIG_IGN); pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    )
    deaf = child("deaf", code, ready=lambda _: ready.exists(), patience=0.2)
    supervisor = Supervisor([deaf], say=print, within=10)
    supervisor.run(when_ready=supervisor.asked_to_stop.set)
    assert gone(deaf)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_a_supervisor_killed_hard_takes_its_children_along(tmp_path):
    pid_file = tmp_path / "pid"
    script = f"""
import sys
from pathlib import Path
from house.supervisor import Child, Supervisor
one = Child("one", [sys.executable, "-c", {SLEEPER!r}], lambda _: True)
Supervisor([one], say=print).run(lambda: Path({str(pid_file)!r}).write_text(str(one.process.pid)))
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    end = time.monotonic() + 10
    while time.monotonic() < end and not (pid_file.exists() and pid_file.read_text()):
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    while time.monotonic() < end and running(int(pid_file.read_text())):
        time.sleep(0.05)
    assert not running(int(pid_file.read_text()))


def running(pid: int) -> bool:
    """Alive, and not merely waiting to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
