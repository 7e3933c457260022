"""Geometry of the chart of target, plan and actual: what the template draws as SVG. Pure.

Drawn by the server: it needs no script, prints, and reads the same in every theme.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Point = tuple[date, Decimal]

LEFT, RIGHT, TOP, BOTTOM = 44, 12, 40, 24  # room for labels around the drawing
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Mark:
    """A word at a place."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Upright:
    """A day: today, a deadline."""

    x: float
    day: date
    kind: str  # today, original, current
    anchor: str
    row: int = 0  # labels of near days stand one above the other


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    actual: str
    plan: str
    dots: tuple[Mark, ...]
    target_y: float
    grid: tuple[Mark, ...]
    months: tuple[Mark, ...]
    uprights: tuple[Upright, ...]
    left: int = LEFT

    @property
    def right(self) -> int:
        return self.width - RIGHT

    @property
    def bottom(self) -> int:
        return self.height - BOTTOM

    @property
    def top(self) -> int:
        return TOP


def draw(
    *,
    actual: Sequence[Point],
    plan: Sequence[Point],
    target: Decimal,
    since: date,
    deadlines: Sequence[tuple[date, str]],
    today: date,
    width: int = 640,
    height: int = 230,
) -> Chart:
    """Lay out the lines between `since` and the last day that matters; `deadlines` are (day, "original" or "current")."""
    last = max([today, *(day for day, _kind in deadlines), *(day for day, _value in (*plan, *actual))])
    first = min([since, *(day for day, _value in actual)])
    span = max((last - first).days, 1)
    values = [value for _day, value in (*actual, *plan)] + [target, Decimal(0)]
    step = _step(max(values) - min(values))
    low, high = _floor(min(values), step), _ceiling(max(values), step)

    def x(day: date) -> float:
        return round(LEFT + (width - LEFT - RIGHT) * (day - first).days / span, 1)

    def y(value: Decimal) -> float:
        return round(float(height - BOTTOM - (height - TOP - BOTTOM) * (value - low) / (high - low)), 1)

    shown = list(actual)
    if shown and shown[-1][0] < today:
        shown.append((today, shown[-1][1]))  # it stands there until somebody reports again
    count = int((high - low) / step)
    return Chart(
        width=width,
        height=height,
        actual=_path([(x(day), y(value)) for day, value in shown]),
        plan=_path([(x(day), y(value)) for day, value in plan]),
        dots=tuple(Mark(x(day), y(value), f"{value.normalize():f}") for day, value in actual),
        target_y=y(target),
        grid=tuple(Mark(LEFT - 8, y(low + step * n), f"{(low + step * n).normalize():f}", "end") for n in range(count + 1)),
        months=tuple(_months(first, last, x, every=2 if width >= 500 else 3)),
        uprights=tuple(_uprights(deadlines, today, x, width)),
    )


def _step(span: Decimal) -> Decimal:
    """A round step that cuts `span` into about five."""
    rough = span / 5 or Decimal(1)
    power = Decimal(10) ** (rough.adjusted())
    return next(step * power for step in STEPS if step * power >= rough)


def _floor(value: Decimal, step: Decimal) -> Decimal:
    return (value // step - (1 if value < 0 and value % step else 0)) * step


def _ceiling(value: Decimal, step: Decimal) -> Decimal:
    return -_floor(-value, step)


def _path(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _months(first: date, last: date, x: Callable[[date], float], *, every: int) -> list[Mark]:
    marks = []
    year, month = first.year, first.month
    while (day := date(year, month, 1)) <= last:
        if day >= first and (month - 1) % every == 0:
            marks.append(Mark(x(day), 0, str(month)))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return marks


def _uprights(deadlines: Sequence[tuple[date, str]], today: date, x: Callable[[date], float], width: int) -> list[Upright]:
    lines: list[Upright] = []
    for day, kind in sorted([*deadlines, (today, "today")]):
        place = x(day)
        near = [line for line in lines if abs(line.x - place) < 165]
        row = next(n for n in range(len(near) + 1) if n not in {line.row for line in near})
        anchor = "start" if place < 70 else "end" if place > width - 70 else "middle"
        lines.append(Upright(place, day, kind, anchor, row))
    return lines
