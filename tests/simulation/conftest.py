"""One year for all tests of this folder: lived until October, rolled back afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from board import daycounts
from simulation.models import SimulatedYear
from simulation.year import Year

UNTIL = date(2021, 10, 15)


_close = Year._close


def _close_and_count(year: Year, day: date) -> None:
    """Each night the counts are written down as beat does it, for comparison with what the events tell later."""
    _close(year, day)
    daycounts.record(day)


@pytest.fixture(scope="package")
def lived(django_db_setup: None, django_db_blocker) -> Iterator[SimulatedYear]:
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as monkeypatch:
        call_command("load_registry", stdout=io.StringIO())
        monkeypatch.setattr(Year, "_close", _close_and_count)
        call_command("simulate_year", report="liaocheng-2021", seed=11, until=UNTIL, stdout=io.StringIO())
        yield SimulatedYear.objects.get()
        transaction.set_rollback(True)


@pytest.fixture
def year(lived: SimulatedYear, db: None) -> SimulatedYear:
    return lived
