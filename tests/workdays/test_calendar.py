"""Working days, against chinesecalendar where both know the year."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdays.calendar import Calendar, current


@pytest.fixture(scope="module")
def calendar(django_db_setup, django_db_blocker) -> Calendar:
    with django_db_blocker.unblock():
        return current()


KNOWN = st.dates(date(2019, 1, 1), date(2026, 12, 1))


@given(day=KNOWN)
def test_every_day_is_what_the_arrangement_says(calendar, day):
    assert calendar.is_workday(day) == chinese_calendar.is_workday(day)


@given(start=KNOWN, n=st.integers(0, 120))
def test_counting_and_the_independent_count_agree(calendar, start, n):
    end = min(start + timedelta(days=n), date(2026, 12, 31))
    expected = sum(chinese_calendar.is_workday(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))
    assert calendar.count(start, end) == expected
    assert sum(counted for _, counted, _ in calendar.steps(start, end)) == expected


@given(start=KNOWN, n=st.integers(1, 60))
def test_adding_lands_on_the_nth_working_day(calendar, start, n):
    end = calendar.add(start, n)
    assert calendar.is_workday(end) and calendar.count(start, end) == n


@given(start=KNOWN, n=st.integers(1, 60))
def test_subtracting_undoes_adding_from_a_working_day(calendar, start, n):
    start = calendar.next_workday(start)
    assert calendar.add(calendar.add(start, n), -n) == start


PAUSES = st.lists(st.tuples(KNOWN, st.integers(0, 25)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))), max_size=4)


@given(start=KNOWN, n=st.integers(1, 90), pauses=PAUSES)
def test_paused_days_never_count_and_all_others_do(calendar, start, n, pauses):
    end = min(start + timedelta(days=n), date(2026, 12, 31))
    expected = sum(
        chinese_calendar.is_workday(day) and not any(first <= day <= last for first, last in pauses)
        for day in (start + timedelta(days=i) for i in range(1, (end - start).days + 1))
    )
    paused = calendar.pausing(pauses)
    assert paused.count(start, end) == expected
    assert sum(counted for _, counted, _ in paused.steps(start, end)) == expected


@given(n=st.integers(1, 40), back=st.integers(0, 10), year=st.integers(2019, 2025))
def test_adding_and_subtracting_cross_the_years_edge_exactly(calendar, n, back, year):
    start = calendar.on_or_before(date(year, 12, 31) - timedelta(days=back))
    end = calendar.add(start, n)
    days = [start + timedelta(days=i) for i in range(1, (end - start).days + 1)]
    assert sum(chinese_calendar.is_workday(day) for day in days) == n and chinese_calendar.is_workday(end)
    assert calendar.add(end, -n) == start


MAKE_UP_2021 = ["02-07", "02-20", "04-25", "05-08", "09-18", "09-26", "10-09"]


@pytest.mark.parametrize("day", [date.fromisoformat(f"2021-{day}") for day in MAKE_UP_2021])
def test_the_make_up_days_of_2021_are_workdays(calendar, day):
    assert calendar.is_workday(day)


def test_a_year_not_yet_published_counts_monday_to_friday_and_says_so(calendar):
    year = max(calendar.published) + 1
    friday = date(year, 3, 1) + timedelta(days=(4 - date(year, 3, 1).weekday()) % 7)
    assert calendar.provisional_years(friday, friday) == [year] and calendar.next_workday(friday) == friday + timedelta(days=3)
    assert year in calendar.provisional_years(date(year - 1, 12, 1), friday)
