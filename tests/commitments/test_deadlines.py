"""When something turns red, how late it was, when the next report is due: pure over the calendar of 2021."""

from datetime import date

import pytest

from commitments import deadlines
from commitments.rules import Rules
from workdays.calendar import Calendar, current

RULES = Rules()
FRIDAY, SATURDAY, MONDAY = date(2021, 6, 18), date(2021, 6, 19), date(2021, 6, 21)


@pytest.fixture
def calendar(db: None) -> Calendar:
    return current()


def test_red_starts_on_the_first_working_day_after_the_deadline(calendar):
    assert deadlines.red_from(FRIDAY, calendar) == MONDAY


def test_a_make_up_saturday_is_the_first_working_day_after_a_friday(calendar):
    assert deadlines.red_from(date(2021, 9, 17), calendar) == date(2021, 9, 18)


def test_red_waits_for_the_new_years_holiday(calendar):
    assert deadlines.red_from(date(2021, 12, 31), calendar) == date(2022, 1, 4)


def test_an_item_whose_figure_comes_later_is_red_only_after_that_day(calendar):
    assert deadlines.red_from(date(2021, 12, 31), calendar, figures_due_on=date(2022, 1, 28)) == date(2022, 1, 29)


@pytest.mark.parametrize("done_on, days", [(FRIDAY, 0), (SATURDAY, 0), (MONDAY, 1), (date(2021, 6, 25), 5)])
def test_lateness_counts_working_days(calendar, done_on, days):
    assert deadlines.days_late(FRIDAY, done_on, calendar) == days


def test_asked_within_five_working_days_the_evidence_alone_decides(calendar):
    asked = date(2021, 6, 25)  # the fifth
    assert deadlines.judged_on(FRIDAY, asked, FRIDAY, calendar, RULES) == FRIDAY


def test_asked_on_the_sixth_working_day_the_day_of_asking_decides(calendar):
    asked = date(2021, 6, 28)
    assert deadlines.judged_on(FRIDAY, asked, FRIDAY, calendar, RULES) == asked


@pytest.mark.parametrize(
    "kind, since, due",
    [
        ("quantified", date(2021, 3, 11), date(2021, 3, 25)),
        ("quantified", date(2021, 3, 25), date(2021, 4, 25)),
        ("deliverable", date(2021, 12, 26), date(2022, 1, 25)),
        ("ongoing", date(2021, 3, 11), date(2021, 3, 25)),
        ("ongoing", date(2021, 3, 25), date(2021, 6, 25)),
        ("ongoing", date(2021, 10, 1), date(2021, 12, 25)),
    ],
)
def test_reports_are_due_monthly_and_of_ongoing_items_quarterly(kind, since, due):
    assert deadlines.next_report_after(3 if kind == "ongoing" else 1, since, RULES) == due


@pytest.mark.parametrize(
    "kind, reported, due",
    [
        ("quantified", date(2021, 3, 2), date(2021, 4, 25)),
        ("quantified", date(2021, 3, 31), date(2021, 4, 25)),
        ("ongoing", date(2021, 4, 2), date(2021, 9, 25)),
        ("ongoing", date(2021, 6, 30), date(2021, 9, 25)),
    ],
)
def test_a_report_answers_for_its_whole_month_or_quarter(kind, reported, due):
    assert deadlines.report_due_after(3 if kind == "ongoing" else 1, reported, RULES) == due


@pytest.mark.parametrize(
    "months, asked_for, reported, due",
    [
        (3, date(2021, 9, 25), date(2021, 10, 15), date(2021, 12, 25)),  # late for the third quarter: the fourth is asked for
        (3, date(2021, 9, 25), date(2021, 12, 1), date(2022, 3, 25)),
        (3, date(2021, 12, 25), date(2021, 10, 15), date(2022, 3, 25)),  # in time
        (1, date(2021, 9, 25), date(2021, 10, 3), date(2021, 11, 25)),  # within a month it answers for the running one
        (1, date(2021, 9, 25), date(2021, 9, 28), date(2021, 10, 25)),
    ],
)
def test_a_late_report_leaves_no_quarter_unasked(months, asked_for, reported, due):
    assert deadlines.report_due_after(months, reported, RULES, asked_for=asked_for) == due


def test_the_calendars_own_year_2021_is_published(calendar):
    assert not calendar.provisional_years(FRIDAY, FRIDAY)
