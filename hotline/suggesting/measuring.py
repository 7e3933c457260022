"""How good the suggestions are on complaints whose right answers are known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any


@dataclass
class Figures:
    """Counts over a set: `bearing` complaints concern some promise, `silent` ones none."""

    bearing: int = 0
    answered: int = 0
    first: int = 0
    among: int = 0
    none: int = 0
    silent: int = 0
    wrong: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, tuple[int, int]]:
        """Name → hits of how many, for the four aims."""
        return {
            "first": (self.first, self.bearing),
            "among five": (self.among, self.bearing),
            "answered": (self.answered, self.bearing),
            "silent": (self.silent, self.none),
        }


def read(path: Path) -> list[dict[str, Any]]:
    """A set of complaints: JSON lines with `id`, `text`, `county` and the right `codes`, any of which is right."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measure(complaints: Iterable[dict[str, Any]], ask: Callable[[dict[str, Any]], list[str]]) -> Figures:
    """Put every complaint to `ask`, which answers at most five codes, best first."""
    figures = Figures()
    for complaint in complaints:
        right, codes = complaint["codes"], ask(complaint)
        if not right:
            figures.none += 1
            figures.silent += not codes
            hit = not codes
        else:
            figures.bearing += 1
            figures.answered += bool(codes)
            figures.first += bool(codes) and codes[0] in right
            figures.among += any(code in right for code in codes[:5])
            hit = bool(codes) and codes[0] in right
        if not hit:
            figures.wrong.append(complaint["id"])
    return figures


def interval(hits: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    share, z = hits / total, 1.96
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return middle - half, middle + half
