"""What was overdue in twelve weeks above the overdue list: the counted nights, the same numbers as CSV, nothing for clerks."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from board import daycounts
from tests.pages import signed_in, text_of
from tests.promises import Promises

pytestmark = pytest.mark.django_db


def test_the_list_begins_with_the_weeks_and_its_csv_says_the_same(promises: Promises, settings):
    promises.in_progress(deadline=date(2021, 4, 30))
    promises.in_progress(deadline=date(2021, 12, 31))  # behind its reports, red, not late
    settings.BUSINESS_DATE = "2021-06-08"
    daycounts.record(date(2021, 6, 8))
    promises.in_progress(deadline=date(2021, 5, 31))
    promises.assigned(lead=promises.cast.housing, deadline=date(2021, 4, 30))
    settings.BUSINESS_DATE = "2021-06-15"
    client = signed_in(promises.cast.supervisor)
    assert "今日超期3项，较6月8日 +2。" in text_of(client.get("/overdue/"))
    rows = list(csv.reader(io.StringIO(client.get("/dashboard/overdue.csv").content.decode("utf-8-sig"))))
    assert rows[1:] == [["2021-06-08", "1"], ["2021-06-15", "3"]]
    assert "今日超期2项" in text_of(signed_in(promises.cast.leader).get("/overdue/")), "his area alone"
    assert "近12周超期" not in text_of(signed_in(promises.cast.clerk).get("/overdue/"))
