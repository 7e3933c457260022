"""The light: three clocks and the worst of them; computed once, stored, and the same wherever it is asked."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from commitments import lights
from commitments.models import Commitment, Light, Stage
from commitments.rules import Rules, rules
from commitments.workflow import assigning, deciding, parts, reporting, requests
from tests.conftest import at
from tests.promises import MARCH, MAY, Promises
from workdays.calendar import current

pytestmark = pytest.mark.django_db
RULES = Rules()
DAY = timedelta(days=1)
DEADLINE = date(2021, 12, 31)


def judged(row: Commitment, on: date) -> lights.Verdict:
    """What the light is on `on`, computed from the database as it is."""
    row = Promises.fresh(row)
    calendar = current()
    facts = lights.facts_of([row], on=on, calendar=calendar, rules=RULES)[row.pk] if row.is_running else lights.Facts()
    return lights.judge(row, facts, on=on, calendar=calendar, rules=RULES)


def light(row: Commitment, on: date) -> str:
    return judged(row, on).light


def silent(row: Commitment) -> Commitment:
    """Without the reporting clock, so that another one shows."""
    Commitment.objects.filter(pk=row.pk).update(next_report_on=None)
    return row


# The deadline clock


@pytest.mark.parametrize(
    "on, expected, cause",
    [
        (DEADLINE - 31 * DAY, Light.GREEN, "on_track"),
        (DEADLINE - 30 * DAY, Light.YELLOW, "due_soon"),
        (DEADLINE, Light.YELLOW, "due_soon"),
        (date(2022, 1, 3), Light.YELLOW, "day_off_after"),  # the New Year's holiday
        (date(2022, 1, 4), Light.RED, "overdue"),
    ],
)
def test_the_deadline_clock(promises, on, expected, cause):
    verdict = judged(silent(promises.in_progress()), on)
    assert (verdict.light, verdict.cause) == (expected, cause)


def test_overdue_is_exactly_the_red_of_the_deadline_clock(promises):
    rows = [promises.in_progress(deadline=date(2021, 4, day)) for day in range(1, 20)]
    rows.append(promises.in_progress(deadline=date(2021, 4, 1), figures_due_on=date(2021, 4, 15)))
    promises.asked(rows[0], on=at(2021, 4, 1))
    promises.asked(rows[1], on=at(2021, 4, 25))  # too late to stop the clock
    for on in (date(2021, 4, 2) + n * DAY for n in range(0, 30, 3)):
        red = {row.pk for row in rows if judged(row, on).cause == "overdue"}
        assert red == set(Commitment.objects.overdue(on=on).values_list("pk", flat=True)), on


def test_between_the_deadline_and_the_figures_day_it_awaits_the_figure_and_is_not_overdue(promises):
    row = silent(promises.in_progress(figures_due_on=date(2022, 1, 28)))
    verdict = judged(row, date(2022, 1, 10))
    assert (verdict.light, verdict.cause) == (Light.NONE, "awaiting_figures")
    assert not Commitment.objects.overdue(on=date(2022, 1, 28)).exists()
    assert judged(row, date(2022, 1, 29)).cause == "overdue"


def test_a_request_in_time_stops_the_clock_while_it_is_reviewed(promises):
    row = promises.in_progress(deadline=date(2021, 5, 10))
    promises.asked(row, on=at(2021, 5, 10))
    verdict = judged(row, date(2021, 6, 30))
    assert (verdict.light, verdict.cause) == (Light.GREEN, "under_review")
    assert not Commitment.objects.overdue(on=date(2021, 6, 30)).exists()


def test_a_returned_request_sets_the_clock_going_again(promises, cast):
    row = promises.in_progress(deadline=date(2021, 5, 10))
    asked = promises.asked(row, on=at(2021, 5, 10))
    requests.send_back(asked, actor=cast.head, at=at(2021, 5, 20), reason="缺验收报告")
    assert light(row, date(2021, 5, 20)) == Light.RED
    assert Promises.fresh(row).light == Light.RED


# The schedule clock


def planned(promises, figures: dict[date, int], *, value: int = 20) -> Commitment:
    cast, row = promises.cast, promises.in_progress(**promises.schools(value))
    plan = reporting.file_plan(row, {day: D(n) for day, n in figures.items()}, actor=cast.clerk, at=MARCH)
    reporting.release_plan(plan, actor=cast.head, at=MARCH)
    return silent(row)


@pytest.mark.parametrize(
    "reached, expected",
    [(10, Light.GREEN), (9, Light.GREEN), (8, Light.YELLOW), (4, Light.YELLOW), (3, Light.RED)],  # 0, 5, 10, 30, 35 points
)
def test_points_behind_the_released_plan(promises, reached, expected):
    row = planned(promises, {date(2021, 6, 30): 10, date(2021, 12, 31): 20})
    promises.figure(row, reached, on=at(2021, 6, 30))
    assert light(silent(row), date(2021, 7, 2)) == expected


def test_a_plan_counts_only_once_its_head_released_it(promises, cast):
    row = promises.in_progress(**promises.schools(20))
    reporting.file_plan(row, {date(2021, 5, 1): D(20)}, actor=cast.clerk, at=MARCH)
    assert judged(silent(row), date(2021, 6, 2)).cause != "behind"


def test_a_returned_plan_gives_way_to_the_version_before(promises, cast):
    row = planned(promises, {date(2021, 12, 1): 20})
    second = reporting.file_plan(row, {date(2021, 5, 1): D(20)}, actor=cast.clerk, at=MAY)
    reporting.release_plan(second, actor=cast.head, at=MAY)
    assert light(silent(row), date(2021, 6, 2)) == Light.RED
    reporting.return_plan(second, actor=cast.supervisor, at=MAY, reason="进度安排不实")
    assert light(silent(row), date(2021, 6, 2)) == Light.GREEN


def test_without_a_plan_a_straight_line_is_assumed_and_never_worse_than_yellow(promises):
    row = silent(promises.in_progress(**promises.schools(24)))
    verdict = judged(row, date(2021, 11, 3))
    assert (verdict.light, verdict.cause) == (Light.YELLOW, "behind_assumed")


def test_the_schedule_is_judged_at_the_last_months_end(promises):
    row = planned(promises, {date(2021, 6, 30): 20})
    assert light(row, date(2021, 6, 30)) == Light.GREEN  # June has not ended
    assert light(row, date(2021, 7, 1)) == Light.RED
    promises.figure(row, 20, on=at(2021, 7, 5))
    assert light(silent(row), date(2021, 7, 5)) == Light.RED  # July's figure does not mend June
    promises.figure(row, 20, on=at(2021, 7, 5, 11), as_of=date(2021, 6, 30))
    assert light(silent(row), date(2021, 7, 5)) == Light.GREEN


@pytest.mark.parametrize("missed, expected", [(0, Light.GREEN), (1, Light.YELLOW), (2, Light.RED)])
def test_milestones_not_reached_are_points_behind(promises, cast, missed, expected):
    row = promises.in_progress()
    for n in range(4):  # each is a quarter
        step = parts.put_milestone(row, actor=cast.clerk, at=MARCH, name=f"节点{n}", deadline=date(2021, 4, 10))
        if n >= missed:
            parts.reach_milestone(step, actor=cast.clerk, at=at(2021, 4, 9), done_on=date(2021, 4, 9))
    assert light(silent(row), date(2021, 5, 3)) == expected
    assert light(row, date(2021, 4, 30)) == Light.GREEN


def test_an_ongoing_effort_is_never_behind_by_number(promises):
    row = silent(promises.in_progress(kind="ongoing"))
    Commitment.objects.filter(pk=row.pk).update(value=D(24), measure="count", comparator=">=")
    assert light(row, date(2021, 11, 3)) == Light.GREEN


def test_a_target_per_county_is_as_far_behind_as_its_last_county(promises, cast):
    row = promises.in_progress(**promises.schools(10, per_county=True))
    reporting.put_shares(row, {cast.county: D(10), cast.county_2: D(10)}, actor=cast.clerk, at=MARCH)
    share = row.shares.get(department=cast.county)
    reporting.report_share(share, actor=cast.county_clerk, at=at(2021, 10, 30), value=D(10))
    assert judged(silent(row), date(2021, 11, 2)).cause == "behind_assumed"


# The reporting clock


@pytest.mark.parametrize("days, expected", [(9, Light.GREEN), (10, Light.YELLOW), (34, Light.YELLOW), (35, Light.RED)])
def test_a_missing_report_turns_yellow_after_10_days_and_red_after_35(promises, days, expected):
    row = promises.in_progress()
    assert row.next_report_on == date(2021, 3, 25)
    assert light(row, date(2021, 3, 25) + days * DAY) == expected


def test_a_report_sets_the_reporting_clock_to_the_next_month(promises):
    row = promises.in_progress()
    reporting.report_progress(row, actor=promises.cast.clerk, at=MAY, narrative="主体封顶")
    row = Promises.fresh(row)
    assert (row.light, row.next_report_on) == (Light.GREEN, date(2021, 6, 25))


# The worst clock, the stored light


def test_the_worst_of_the_three_clocks_shows(promises):
    row = promises.in_progress(deadline=date(2021, 5, 20))  # due soon: yellow; unreported since 25 March: red
    verdict = judged(row, date(2021, 5, 6))
    assert (verdict.light, verdict.cause) == (Light.RED, "unreported")


def test_only_running_stages_have_a_light(promises):
    for stage, row in promises.of_every_stage().items():
        verdict = judged(row, date(2022, 3, 1))
        assert (verdict.light == Light.NONE) == (stage not in {"assigned", "in_progress", "completion_requested"}), stage


@pytest.mark.engine
def test_the_stored_light_is_the_computed_one_on_every_day_of_the_year(promises, cast):
    rows = list(promises.of_every_stage().values())
    rows.append(planned(promises, {date(2021, 5, 31): 10, date(2021, 9, 30): 20}))
    rows.append(promises.in_progress(figures_due_on=date(2022, 1, 28)))
    extended = promises.extension(promises.in_progress(deadline=date(2021, 6, 30)), date(2021, 9, 30), head=True)
    requests.grant(extended, actor=cast.supervisor, at=MAY)
    rows.append(extended.commitment)
    with_step = promises.in_progress()
    parts.put_milestone(with_step, actor=cast.clerk, at=MARCH, name="开工", deadline=date(2021, 4, 10))
    rows.append(with_step)
    on = date(2022, 1, 5)
    for _ in range(45):
        lights.refresh(on)
        stored = dict(Commitment.objects.values_list("pk", "light"))
        assert {row.pk: light(row, on) for row in rows} == {row.pk: stored[row.pk] for row in rows}, on
        on += DAY


def test_refreshing_touches_only_what_may_have_changed(promises):
    promises.in_progress()
    lights.refresh(date(2021, 3, 2))
    assert lights.refresh(date(2021, 3, 3)) == 0


def test_an_item_once_red_keeps_that_when_a_later_step_makes_it_green(promises, cast):
    row = promises.in_progress(deadline=date(2021, 4, 1))
    deciding.set_deadline(row, actor=cast.supervisor_2, at=at(2021, 4, 20), deadline=date(2021, 9, 30), reason="市里调整")
    row = Promises.fresh(row)
    assert row.light != Light.RED and row.was_red  # nobody had looked while it was red


def test_a_completed_item_keeps_that_it_was_red(promises, cast):
    row = promises.in_progress(deadline=date(2021, 4, 1))
    lights.refresh(date(2021, 4, 6))
    request = promises.released(row, on=at(2021, 4, 6), completed_on=date(2021, 4, 6))
    requests.complete(request, actor=cast.supervisor, at=at(2021, 4, 7), checklist=dict.fromkeys(requests.CHECKLIST, True))
    row = Promises.fresh(row)
    assert (row.stage, row.light, row.was_red, row.outcome) == (Stage.COMPLETED, Light.NONE, True, "late")


@pytest.mark.parametrize(
    "on, expected",
    [(date(2021, 6, 9), Light.GREEN), (date(2021, 6, 10), Light.YELLOW), (date(2021, 6, 17), Light.RED)],
)
def test_a_site_is_yellow_three_working_days_before_its_day_and_red_after(promises, on, expected):
    row = promises.in_progress()  # 12 to 14 June 2021 was the Dragon Boat holiday
    got = lights.part_light(date(2021, 6, 16), row, on=on, calendar=current(), rules=rules())
    assert got == expected


def test_refreshing_many_rows_takes_a_fixed_number_of_queries(promises, django_assert_max_num_queries):
    for _ in range(30):
        promises.in_progress(**promises.schools(24))
    with django_assert_max_num_queries(14):
        lights.refresh(date(2021, 5, 3))


def test_sign_in_starts_no_second_light(promises, cast):
    row = promises.assigned()
    assert row.light == Light.GREEN
    assert assigning.sign_in(row, actor=cast.clerk, at=MARCH).light == Light.GREEN
