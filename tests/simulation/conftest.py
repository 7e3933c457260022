"""One year for all tests of this folder: lived until October, rolled back afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from simulation.models import SimulatedYear

UNTIL = date(2021, 10, 15)


@pytest.fixture(scope="package")
def lived(django_db_setup: None, django_db_blocker) -> Iterator[SimulatedYear]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_registry", stdout=io.StringIO())
        call_command("simulate_year", report="liaocheng-2021", seed=11, until=UNTIL, stdout=io.StringIO())
        yield SimulatedYear.objects.get()
        transaction.set_rollback(True)


@pytest.fixture
def year(lived: SimulatedYear, db: None) -> SimulatedYear:
    return lived
