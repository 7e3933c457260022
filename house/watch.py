"""What rooms add to the watch over the house – an upper room registers here, `house` itself knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .models import Heartbeat

# What /readyz tells beside its verdict: a name and plain values; called with the real instant.
DETAILS: dict[str, Callable[[datetime], dict[str, Any]]] = {}


@dataclass(frozen=True)
class Figure:
    """One number of /metrics at this moment."""

    name: str
    help: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


# Called with the real instant at each scrape.
FIGURES: list[Callable[[datetime], Iterator[Figure]]] = []


def beat(name: str, at: datetime) -> None:
    """That `name` has just run to its end, at the real instant `at`."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def last_beats() -> dict[str, datetime]:
    """When each of them last ran to its end."""
    return dict(Heartbeat.objects.values_list("name", "at"))
