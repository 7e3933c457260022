"""What was measured where: each report of figures begins with it."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def described() -> str:
    """Processor, cores, memory and Python of this machine in one line."""
    processors = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    named = [line.split(":", 1)[1].strip() for line in processors.splitlines() if line.startswith("model name")]
    model = named[0] if named else platform.processor()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


@dataclass(frozen=True)
class Measured:
    """Milliseconds of repeated runs."""

    name: str
    times: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, round(len(self.times) * 0.95) - 1)]

    def row(self, limit: float | None = None, *, note: str = "") -> str:
        """A line under `HEADING`: how the median stands to `limit`, or `note`."""
        verdict = note if limit is None else f"under {limit:g}" if self.median < limit else f"OVER {limit:g}"
        spread = f"{min(self.times):.1f}–{max(self.times):.1f}"
        return f"| {self.name} | {self.median:.1f} | {self.p95:.1f} | {spread} | {len(self.times)} | {verdict} |"


HEADING = "| what | median ms | p95 ms | spread ms | runs | limit |\n|---|---|---|---|---|---|"


def measure(name: str, run: Callable[[int], object], *, runs: int, warm: int = 3) -> Measured:
    """Time `run(n)` one after another, after a few that are not counted."""
    for number in range(warm):
        run(-1 - number)
    times = []
    for number in range(runs):
        start = time.perf_counter()
        run(number)
        times.append((time.perf_counter() - start) * 1000)
    return Measured(name, times)
