"""`/api/v1/reminders/`: the person's own, in the words of the bell."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import Reminder
from tests.api import Api
from tests.conftest import Cast
from tests.promises import Promises

pytestmark = pytest.mark.django_db


def test_a_person_reads_his_own_notices_and_nobody_elses(cast: Cast, promises: Promises):
    row = promises.assigned()
    mine = Api(cast.clerk).get("reminders/").json()["results"]
    assert [notice["commitment"] for notice in mine] == [row.code]
    assert mine[0]["text"] and mine[0]["text"] != mine[0]["rung"]
    assert Api(cast.supervisor).get("reminders/").json()["count"] == 0, "he did it himself"
    assert Api(cast.other_clerk).get("reminders/").json()["count"] == 0
    assert Reminder.objects.filter(recipient=cast.clerk, read_at=None).exists(), "reading here marks nothing"


def test_notices_are_filtered_and_their_queries_do_not_grow(cast: Cast, promises: Promises):
    api = Api(cast.clerk)
    counts = []
    for number in (1, 6):
        for _ in range(number):
            promises.assigned()
        with CaptureQueriesContext(connection) as caught:
            assert api.get("reminders/", unread="true").status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 15
    assert api.get("reminders/", unread="false").json()["count"] == 0
    assert api.get("reminders/", commitment=promises.assigned().code).json()["count"] == 1
    assert api.get("reminders/", state="lost").status_code == 400
