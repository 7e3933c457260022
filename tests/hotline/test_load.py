"""Bulk rows for load runs: in the proportions asked for, with chains that verify and tallies that are right."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Count, Sum

from commitments.models import Commitment
from history.verify import verify
from hotline.models import Caller, Handling, Link, Tally, WorkOrder, WorkOrderText
from hotline.models.order import State
from simulation import load
from simulation.load_orders import ABSENT, COMMON
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.engine
def test_bulk_rows_hang_together(cast: Cast):
    made = load.Load(on=date(2021, 10, 15), seed=3)
    made.commitments(40)
    made.work_orders(400)
    load.settle()
    assert (Commitment.objects.count(), WorkOrder.objects.count(), WorkOrderText.objects.count()) == (40, 400, 400)
    assert Handling.objects.count() == WorkOrder.objects.exclude(state=State.REGISTERED).count()
    assert not Handling.objects.filter(ended_at=None, order__state=State.CLOSED).exists()
    assert 0 < Caller.objects.count() < 400
    assert Link.objects.values("commitment").annotate(n=Count("pk")).order_by("-n")[0]["n"] >= 40
    assert Commitment.objects.aggregate(n=Sum("complaint_count"))["n"] == Link.objects.count()
    assert Tally.objects.filter(by=Tally.By.CITY).aggregate(n=Sum("orders"))["n"] == 400
    assert WorkOrderText.objects.filter(search__phrase=COMMON).count() > 100
    assert not WorkOrderText.objects.filter(search__phrase=ABSENT).exists()
    assert not verify().broken
