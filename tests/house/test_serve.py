"""The whole house, started as a newcomer starts it – in a folder with a space in its name."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def get(port: int, path: str) -> tuple[int, dict]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    link.request("GET", path)
    answer = link.getresponse()
    return answer.status, json.loads(answer.read())


@pytest.fixture
def house(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path / "a folder"
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "DEBUG", "ALLOWED_HOSTS")}
    env |= {"DATA_DIR": str(data), "PORT": str(port)}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], cwd=ROOT, env=env, check=True)
    process = subprocess.Popen([*manage, "serve"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    yield process, port, env, data
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.wait(90)


def mentioning(text: str) -> list[str]:
    """Command lines of live processes that name `text` – every child of ours names its data directory or port."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if text in line:
            found.append(line)
    return found


@pytest.mark.broker
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for left-over processes in /proc")
def test_the_house_opens_works_refuses_a_second_and_leaves_nothing_running(house):
    process, port, env, data = house
    assert re.match(rf"Ready: http://127\.0\.0\.1:{port}/", process.stdout.readline())
    assert get(port, "/healthz") == (200, {"status": "ok"})

    # The heartbeat row is written by the worker, asked by beat, through the broker: one task all the way round.
    end = time.monotonic() + 20
    while (ready := get(port, "/readyz"))[0] != 200 and time.monotonic() < end:
        time.sleep(0.1)
    parts = {name: ready[1][name] for name in ("status", "database", "broker", "worker")}
    assert (ready[0], parts) == (200, {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok"})

    second = subprocess.run([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert second.returncode == 1 and "already running" in second.stderr

    assert mentioning(str(data)) and mentioning(f"127.0.0.1:{port}")
    process.send_signal(signal.SIGINT)
    assert process.wait(90) == 0
    assert mentioning(str(data)) == mentioning(f"127.0.0.1:{port}") == mentioning(f"worker-{process.pid}@") == []
