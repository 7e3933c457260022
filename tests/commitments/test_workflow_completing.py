"""Completing: evidence by name, the head, the checklist, a second person, and what on time means."""

from datetime import date
from decimal import Decimal as D

import pytest

from commitments.models import Evidence, Outcome, Request, Stage
from commitments.workflow import parts, reporting, requests
from commitments.workflow.table import Invalid, NotPossible
from departments.access import Denied, act_on
from departments.models import StandIn
from tests.conftest import at
from tests.promises import EVERY_POINT, MARCH, MAY, Promises, link

pytestmark = pytest.mark.django_db
DAY = date(2021, 5, 6)


def ask(row, cast, **fields):
    given = {"actor": cast.clerk, "at": MAY, "completed_on": DAY, "evidence": [link(DAY)], **fields}
    return requests.ask_completion(row, **given)


def finish(promises, row, *, on, completed_on, actor=None, decided=None):
    request = promises.released(row, on=on, completed_on=completed_on)
    requests.complete(request, actor=actor or promises.cast.supervisor, at=decided or on, checklist=EVERY_POINT)
    return Promises.fresh(row)


def test_a_request_goes_through_the_head_to_a_supervisor_who_completes(promises, cast):
    row = promises.in_progress()
    request = ask(row, cast)
    assert (request.state, Promises.fresh(row).stage) == ("with_head", Stage.COMPLETION_REQUESTED)
    with pytest.raises(NotPossible):
        requests.complete(request, actor=cast.supervisor, at=MAY, checklist=EVERY_POINT)
    requests.release(request, actor=cast.head, at=MAY)
    requests.complete(request, actor=cast.supervisor, at=MAY, checklist=EVERY_POINT)
    row = Promises.fresh(row)
    assert (row.stage, row.completed_on, row.outcome, row.days_late) == (Stage.COMPLETED, DAY, Outcome.ON_TIME, 0)


def test_the_heads_own_request_needs_no_release(promises, cast):
    assert ask(promises.in_progress(), cast, actor=cast.head).state == Request.State.WITH_SUPERVISOR


@pytest.mark.parametrize(
    "fields",
    [
        {"evidence": []},
        {"evidence": [link(DAY, shows=" ")]},  # what it shows is said of each piece
        {"evidence": [link(date(2021, 5, 5))]},  # none proves the day
        {"completed_on": date(2021, 5, 7), "evidence": [link(date(2021, 5, 7))]},  # not come yet
    ],
)
def test_a_request_names_dated_evidence_for_its_day(promises, cast, fields):
    row = promises.in_progress()
    with pytest.raises(Invalid):
        ask(row, cast, **fields)
    assert Promises.fresh(row).stage == Stage.IN_PROGRESS and not Evidence.objects.exists()


@pytest.mark.parametrize("point", requests.CHECKLIST)
def test_any_point_that_fails_goes_back_with_the_reason(promises, cast, point):
    request = promises.released(promises.in_progress())
    with pytest.raises(Invalid):
        requests.complete(request, actor=cast.supervisor, at=MAY, checklist={**EVERY_POINT, point: False})
    with pytest.raises(Invalid):
        requests.send_back(request, actor=cast.supervisor, at=MAY, reason="")
    requests.send_back(request, actor=cast.supervisor, at=MAY, reason="材料不齐", checklist={**EVERY_POINT, point: False})
    row = Promises.fresh(request.commitment)
    assert row.stage == Stage.IN_PROGRESS
    assert Request.objects.get().checklist[point] is False


# The second person


def test_nobody_reviews_what_his_own_office_asked(promises, cast):
    office_head = cast.person("office_head", "head", cast.office)
    row = promises.assigned(lead=cast.office)
    from commitments.workflow import assigning

    assigning.sign_in(row, actor=office_head, at=MARCH)
    request = requests.ask_completion(row, actor=office_head, at=MAY, completed_on=DAY, evidence=[link(DAY)])
    with pytest.raises(Denied):
        requests.complete(request, actor=cast.supervisor, at=MAY, checklist=EVERY_POINT)
    with pytest.raises(Denied):
        requests.send_back(request, actor=cast.supervisor, at=MAY, reason="退回")
    requests.complete(request, actor=cast.supervisor_2, at=MAY, checklist=EVERY_POINT)


def test_nobody_reviews_what_his_own_office_reported_as_a_supporting_unit(promises, cast):
    row = promises.in_progress(supporting=[cast.office])
    office_clerk = cast.person("office_clerk", "clerk", cast.office)
    reporting.report_duty(row.supporting.get(), actor=office_clerk, at=MARCH, narrative="已配合")
    request = promises.released(row)
    with pytest.raises(Denied):
        requests.complete(request, actor=cast.supervisor, at=MAY, checklist=EVERY_POINT)
    requests.complete(request, actor=cast.supervisor_2, at=MAY, checklist=EVERY_POINT)


def test_nobody_reviews_what_he_reported_as_a_stand_in(promises, cast):
    row = promises.in_progress()
    StandIn.objects.create(person=cast.clerk, deputy=cast.supervisor_2, from_on=date(2021, 3, 1), until_on=date(2021, 3, 31))
    reporting.report_progress(row, actor=act_on(cast.supervisor_2, date(2021, 3, 1)), at=MARCH, narrative="代填")
    request = promises.released(Promises.fresh(row))
    with pytest.raises(Denied):
        requests.complete(request, actor=act_on(cast.supervisor_2, DAY), at=MAY, checklist=EVERY_POINT)
    requests.complete(request, actor=cast.supervisor, at=MAY, checklist=EVERY_POINT)


def test_a_request_with_the_head_is_not_the_supervisors_to_return(promises, cast):
    request = promises.asked(promises.in_progress())
    with pytest.raises(Denied):
        requests.send_back(request, actor=cast.supervisor, at=MAY, reason="退回")


def test_permission_is_asked_on_the_request_as_it_stands(promises, cast):
    request = promises.asked(promises.in_progress())
    stale = Request.objects.get(pk=request.pk)
    requests.release(request, actor=cast.head, at=MAY)
    with pytest.raises(Denied):  # the head's page still shows it with him
        requests.send_back(stale, actor=cast.head, at=MAY, reason="退回")


# On time


@pytest.mark.parametrize(
    "completed_on, asked, outcome, days_late",
    [
        (date(2021, 6, 18), at(2021, 6, 25), "on_time", 0),  # five working days of grace for the papers
        (date(2021, 6, 18), at(2021, 6, 28), "late", 6),  # asked after them: late by the day of asking
        (date(2021, 6, 19), at(2021, 6, 21), "on_time", 0),  # the Saturday right after
        (date(2021, 6, 22), at(2021, 6, 22), "late", 2),  # the evidence itself is late
    ],
)
def test_on_time_is_judged_by_the_evidence(promises, completed_on, asked, outcome, days_late):
    row = finish(promises, promises.in_progress(deadline=date(2021, 6, 18)), on=asked, completed_on=completed_on)
    assert (row.outcome, row.days_late, row.completed_on) == (outcome, days_late, completed_on)


def test_the_length_of_the_review_makes_nobody_late(promises):
    row = promises.in_progress(deadline=date(2021, 6, 18))
    row = finish(promises, row, on=at(2021, 6, 18), completed_on=date(2021, 6, 18), decided=at(2021, 9, 1))
    assert (row.outcome, row.days_late) == ("on_time", 0)


def test_asked_again_right_after_a_return_it_counts_from_the_first_request(promises, cast):
    row = promises.in_progress(deadline=date(2021, 6, 18))
    first = promises.released(row, on=at(2021, 6, 18))
    requests.send_back(first, actor=cast.supervisor, at=at(2021, 8, 2), reason="缺一份盖章")
    row = finish(promises, Promises.fresh(row), on=at(2021, 8, 6), completed_on=date(2021, 6, 18))
    assert (row.outcome, row.days_late) == ("on_time", 0)


def test_asked_again_weeks_after_a_return_it_counts_from_that_day(promises, cast):
    row = promises.in_progress(deadline=date(2021, 6, 18))
    first = promises.released(row, on=at(2021, 6, 18))
    requests.send_back(first, actor=cast.supervisor, at=at(2021, 7, 2), reason="缺一份盖章")
    row = finish(promises, Promises.fresh(row), on=at(2021, 8, 6), completed_on=date(2021, 6, 18))
    assert row.outcome == "late" and row.days_late > 5


def test_a_figure_published_later_is_in_time_on_its_day(promises, cast):
    fields = promises.schools(7, metric="生产总值", unit="%", measure="growth", figures_due_on=date(2022, 1, 28))
    row = promises.in_progress(**fields)
    row = promises.figure(row, "7.2", on=at(2022, 1, 25), as_of=date(2021, 12, 31))
    row = finish(promises, row, on=at(2022, 1, 26), completed_on=date(2022, 1, 25))
    assert (row.outcome, row.days_late) == ("on_time", 0)


def test_late_stays_late_for_ever_where_the_extension_was_asked_late(promises, cast):
    row = promises.in_progress(deadline=date(2021, 6, 18))
    asked = promises.extension(row, date(2021, 9, 30), on=at(2021, 6, 22), head=True)
    requests.grant(asked, actor=cast.supervisor, at=at(2021, 6, 23))
    row = finish(promises, Promises.fresh(row), on=at(2021, 8, 6), completed_on=date(2021, 8, 6))
    assert (row.outcome, row.days_late, row.was_red) == ("late", 2, True)


# What must be reached


def test_a_number_short_of_its_target_is_asked_for_only_as_partly_met_with_a_reason_code(promises, cast):
    row = promises.figure(promises.in_progress(**promises.schools(24)), 23, on=MAY)
    with pytest.raises(Invalid):
        ask(row, cast)
    with pytest.raises(Invalid):
        ask(row, cast, is_partly_met=True)
    request = ask(row, cast, is_partly_met=True, reason_code="resources", reason="一所学校土地未批")
    requests.release(request, actor=cast.head, at=MAY)
    requests.complete(request, actor=cast.supervisor, at=MAY, checklist={**EVERY_POINT, "number": False})
    row = Promises.fresh(row)
    assert (row.outcome, row.reason_code) == (Outcome.PARTLY_MET, "resources")


def test_a_target_that_is_met_is_not_partly_met(promises, cast):
    row = promises.figure(promises.in_progress(**promises.schools(24)), 24, on=MAY)
    with pytest.raises(Invalid):
        ask(row, cast, is_partly_met=True, reason_code="other", reason="谦虚")


@pytest.mark.parametrize("measure, comparator", [("growth", ">="), ("cap", "<=")])
def test_growth_and_caps_need_the_closing_periods_figure(promises, cast, measure, comparator):
    row = promises.in_progress(**promises.schools(5, comparator=comparator, measure=measure, unit="%", deadline=DAY))
    row = promises.figure(row, 5, on=at(2021, 4, 30))
    with pytest.raises(Invalid):
        ask(row, cast)
    ask(promises.figure(row, 5, on=MAY, as_of=DAY), cast)


def test_a_cap_broken_at_the_end_is_not_kept(promises, cast):
    row = promises.in_progress(**promises.schools(5, comparator="<=", measure="cap", unit="%", deadline=DAY))
    with pytest.raises(Invalid):
        ask(promises.figure(row, 6, on=MAY, as_of=DAY), cast)


def test_a_target_per_county_is_met_when_every_share_is(promises, cast):
    row = promises.in_progress(**promises.schools(1, per_county=True))
    reporting.put_shares(row, {cast.county: D(1)}, actor=cast.clerk, at=MARCH)
    reporting.report_share(row.shares.get(), actor=cast.county_clerk, at=MARCH, value=D(1))
    with pytest.raises(Invalid):  # the other county has none
        ask(row, cast)
    reporting.put_shares(row, {cast.county_2: D(1)}, actor=cast.clerk, at=MARCH)
    with pytest.raises(Invalid):
        ask(row, cast)
    reporting.report_share(row.shares.get(department=cast.county_2), actor=cast.clerk, at=MARCH, value=D(2))
    assert Promises.fresh(row).progress == 100
    ask(row, cast)


def test_what_is_judged_by_milestones_is_done_when_they_are(promises, cast):
    row = promises.in_progress()
    step = parts.put_milestone(row, actor=cast.clerk, at=MARCH, name="主体完工", deadline=date(2021, 11, 30))
    with pytest.raises(Invalid):
        ask(row, cast)
    parts.reach_milestone(step, actor=cast.clerk, at=MAY, done_on=DAY)
    ask(row, cast)


def test_named_sites_without_a_number_are_all_completed_first(promises, cast):
    row = promises.in_progress(site_names=["松桂大桥", "光岳大桥"])
    for site in row.sites.all():
        with pytest.raises(Invalid):
            ask(row, cast)
        reporting.update_site(site, actor=cast.clerk, at=MAY, stage="completed")
    ask(row, cast)


def test_an_ongoing_effort_ends_with_the_year(promises, cast):
    with pytest.raises(Invalid):
        ask(promises.in_progress(kind="ongoing"), cast)


def test_with_the_item_whatever_else_waited_ends(promises, cast):
    row = promises.in_progress(deadline=date(2021, 6, 30))
    extension = promises.extension(row, date(2021, 9, 30))
    requests.complete(promises.released(row), actor=cast.supervisor, at=MAY, checklist=EVERY_POINT)
    extension.refresh_from_db()
    assert extension.state == Request.State.WITHDRAWN


def test_the_unit_withdraws_its_request(promises, cast):
    request = promises.asked(promises.in_progress())
    with pytest.raises(Denied):
        requests.withdraw(request, actor=cast.other_clerk, at=MAY)
    requests.withdraw(request, actor=cast.colleague, at=MAY)
    assert Promises.fresh(request.commitment).stage == Stage.IN_PROGRESS


def test_one_request_of_a_kind_waits_at_a_time(promises):
    row = promises.in_progress(deadline=date(2021, 6, 30))
    promises.extension(row, date(2021, 9, 30))
    with pytest.raises(NotPossible):
        promises.extension(row, date(2021, 10, 31))
