"""The counts of a day: written down and told again from the events, they are the same."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from board import daycounts
from board.models import DayCount
from commitments.workflow import deciding
from tests.conftest import at
from tests.promises import Promises

pytestmark = pytest.mark.django_db


def counted(on: date) -> Counter[str]:
    return Counter({row.light: row.count for row in DayCount.objects.filter(on=on)})


def test_a_day_counts_what_is_assigned_by_its_light(promises: Promises):
    promises.draft()
    promises.in_progress()
    promises.completed(on=at(2021, 3, 3))
    daycounts.record(date(2021, 3, 4))
    assert counted(date(2021, 3, 4)) == {"green": 1, "completed": 1}


def test_counting_a_day_twice_keeps_the_second(promises: Promises):
    row = promises.in_progress()
    daycounts.record(date(2021, 3, 4))
    deciding.suspend(row, actor=promises.cast.leader, at=at(2021, 3, 4), reason="规划调整")
    daycounts.record(date(2021, 3, 4))
    assert counted(date(2021, 3, 4)) == {"none": 1}


def test_nights_nobody_counted_are_told_again(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 3, 12))
    deciding.set_deadline(row, actor=promises.cast.supervisor, at=at(2021, 3, 16), deadline=date(2021, 9, 30), reason="市里决定")
    daycounts.record(date(2021, 3, 17))
    assert daycounts.fill(promises.report, date(2021, 3, 17)) == 16
    assert [dict(counted(date(2021, 3, day))) for day in (1, 12, 14, 15, 16, 17)] == [
        {"yellow": 1},
        {"yellow": 1},
        {"yellow": 1},
        {"red": 1},
        {"green": 1},
        {"green": 1},
    ]
    assert daycounts.fill(promises.report, date(2021, 3, 17)) == 0


def test_late_is_what_is_past_its_deadline_not_every_red_light(promises: Promises):
    promises.in_progress(deadline=date(2021, 3, 12))
    promises.in_progress(deadline=date(2021, 12, 31))  # reports nothing: red by its reports in June
    daycounts.record(date(2021, 6, 16))
    row = DayCount.objects.get(on=date(2021, 6, 16))
    assert (row.light, row.count, row.late) == ("red", 2, 1)


def test_days_counted_before_lateness_was_are_completed_and_keep_their_counts(promises: Promises):
    promises.in_progress(deadline=date(2021, 3, 12))
    daycounts.fill(promises.report, date(2021, 3, 17))
    DayCount.objects.update(late=None)
    DayCount.objects.filter(on=date(2021, 3, 16)).update(count=2)
    assert daycounts.errand() is not None
    assert daycounts.fill(promises.report, date(2021, 3, 17)) == 17
    assert [DayCount.objects.get(on=date(2021, 3, day)).late for day in (12, 14, 15, 16)] == [0, 0, 1, 1]
    assert DayCount.objects.get(on=date(2021, 3, 16)).count == 2
    assert daycounts.errand() is None


def test_nothing_is_filled_before_anything_is_assigned(promises: Promises):
    promises.draft()
    assert daycounts.fill(promises.report, date(2021, 3, 17)) == 0
