"""Targets: reading units, judging whether one is met, how far it is. Pure; DOMAIN: A commitment, target."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from .models.commitment import Measure

MULTIPLIERS = {"万亿": Decimal(10) ** 12, "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4}


class Target(Protocol):
    comparator: str
    value: Decimal | None
    value_max: Decimal | None
    unit: str
    measure: str
    lower_is_better: bool
    baseline: Decimal | None


def multiplier(unit: str) -> Decimal:
    """What one `unit` as written stands for in single units: 万套 is 10,000."""
    return next((factor for prefix, factor in MULTIPLIERS.items() if unit.startswith(prefix)), Decimal(1))


def base_value(value: Decimal | None, unit: str) -> Decimal | None:
    """`value` in single units (2.5 万套 → 25,000), so that figures can be compared across units."""
    return None if value is None else value * multiplier(unit)


def is_met(target: Target, reached: Decimal | None, *, tolerance: Decimal, value: Decimal | None = None) -> bool:
    """Whether `reached` keeps the promise – or a share of it, where its own `value` is given.

    "=" and a range mean *at least* (at most where lower is better); "~" looks at the bad side only, with
    `tolerance` as a share of the value. Without a target or a figure nothing is met.
    """
    wanted = target.value if value is None else value
    if wanted is None or reached is None:
        return False
    match target.comparator:
        case ">=":
            return reached >= wanted
        case "<=":
            return reached <= wanted
        case "~":
            slack = abs(wanted) * tolerance
            return reached <= wanted + slack if target.lower_is_better else reached >= wanted - slack
        case "range" if target.lower_is_better and value is None:
            return reached <= (target.value_max or wanted)
        case _:
            return reached <= wanted if target.lower_is_better else reached >= wanted


def progress(target: Target, reached: Decimal | None) -> Decimal | None:
    """How far, 0–100 with one decimal; None where it cannot be computed.

    Counts: the share done. Levels: the way from the baseline, where one is known. A growth rate or a cap
    holds or does not hold; there is no way towards it.
    """
    if target.value is None or reached is None:
        return None
    if target.measure == Measure.COUNT and target.value > 0:
        share = reached / target.value
    elif target.measure == Measure.LEVEL and target.baseline is not None and target.value != target.baseline:
        share = (reached - target.baseline) / (target.value - target.baseline)
    else:
        return None
    return max(Decimal(0), min(Decimal(100), share * 100)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def points(target: Target, reached: Decimal, planned: Decimal) -> Decimal:
    """How many points of the target `reached` is behind `planned` (negative: ahead)."""
    if not target.value:
        return Decimal(0)
    return ((planned - reached) / target.value * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
