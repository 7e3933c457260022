"""Deadlines in versions: who extends, who moves parts, what suspension keeps, how a year is closed."""

from datetime import date

import pytest

from commitments.actions import ACTIONS, offer
from commitments.models import DeadlineVersion, Light, Outcome, Request, Stage
from commitments.workflow import deciding, drafts, parts, reporting, requests
from commitments.workflow.table import Invalid, NotPossible
from departments.access import Denied
from history.models import Event
from tests.conftest import at
from tests.promises import APRIL, MARCH, MAY, NEW_YEAR, Promises

pytestmark = pytest.mark.django_db
JUNE, SEPTEMBER, OCTOBER = date(2021, 6, 30), date(2021, 9, 30), date(2021, 10, 31)


@pytest.fixture
def row(promises):
    return promises.in_progress(deadline=JUNE)


def extended(promises, row, to=SEPTEMBER):
    asked = promises.extension(row, to, head=True)
    return requests.grant(asked, actor=promises.cast.supervisor, at=APRIL, decision="同意")


# Extensions


def test_the_head_agrees_and_a_supervisor_grants_the_first_extension(promises, cast, row):
    asked = promises.extension(row, SEPTEMBER)
    with pytest.raises(NotPossible):
        requests.grant(asked, actor=cast.supervisor, at=APRIL)
    requests.release(asked, actor=cast.head, at=APRIL)
    requests.grant(asked, actor=cast.supervisor, at=APRIL)
    row = Promises.fresh(row)
    assert (row.deadline, row.original_deadline, row.deadline_version) == (SEPTEMBER, JUNE, 2)
    version = DeadlineVersion.objects.get(commitment=row, number=2)
    assert (version.asked_by, version.approved_by, version.reason, version.days_late) == (
        cast.clerk, cast.supervisor, "资金未到位", 0,
    )  # fmt: skip


def test_a_second_extension_is_the_responsible_leaders(promises, cast, row):
    extended(promises, row)
    second = promises.extension(Promises.fresh(row), OCTOBER, head=True)
    assert second.state == Request.State.WITH_LEADER
    for stranger in (cast.supervisor, cast.other_leader):
        with pytest.raises(Denied):
            requests.grant(second, actor=stranger, at=MAY)
    requests.grant(second, actor=cast.leader, at=MAY)
    assert Promises.fresh(row).deadline == OCTOBER


def test_a_deadline_brought_forward_is_no_extension_yet(promises, cast, row):
    deciding.set_deadline(row, actor=cast.supervisor, at=MARCH, deadline=date(2021, 5, 31), reason="提前")
    assert promises.extension(Promises.fresh(row), SEPTEMBER, head=True).state == Request.State.WITH_SUPERVISOR


@pytest.mark.parametrize("head", [False, True])
def test_an_extension_asked_again_while_one_waits_is_refused_and_changes_nothing(promises, cast, row, head):
    asked = promises.extension(row, SEPTEMBER)
    before = Promises.fresh(row)
    events = Event.objects.count()
    with pytest.raises(NotPossible, match="已有"):
        promises.extension(before, OCTOBER, head=head)
    now = Promises.fresh(row)
    assert list(Request.objects.all()) == [asked] and Request.objects.get().new_deadline == SEPTEMBER
    assert (now.version, now.deadline, now.stage) == (before.version, JUNE, before.stage)
    assert Event.objects.count() == events
    requests.release(asked, actor=cast.head, at=APRIL)  # also while it waits for whoever decides
    with pytest.raises(NotPossible):
        promises.extension(Promises.fresh(row), OCTOBER, head=head)
    assert Request.objects.count() == 1


def test_an_extension_past_the_reports_year_is_the_responsible_leaders(promises, row):
    assert promises.extension(row, date(2022, 1, 31), head=True).state == Request.State.WITH_LEADER


def test_a_supervisor_sets_no_second_later_deadline_by_himself(promises, cast, row):
    extended(promises, row)
    with pytest.raises(Invalid):
        deciding.set_deadline(row, actor=cast.supervisor, at=MAY, deadline=OCTOBER, reason="再延")
    with pytest.raises(Invalid):
        deciding.set_deadline(promises.in_progress(), actor=cast.supervisor, at=MAY, deadline=date(2022, 3, 1), reason="跨年")


def test_correcting_a_drafts_deadline_is_no_extension(promises, cast):
    row = deciding.set_deadline(promises.draft(), actor=cast.supervisor, at=MARCH, deadline=SEPTEMBER, reason="原文为9月底前")
    assert (row.deadline, row.original_deadline, row.is_extended) == (SEPTEMBER, SEPTEMBER, False)


def test_a_refused_extension_leaves_everything_as_it_was(promises, cast, row):
    before = Promises.fresh(row)
    asked = promises.extension(row, SEPTEMBER, head=True)
    requests.send_back(asked, actor=cast.supervisor, at=APRIL, reason="按原时限完成")
    after = Promises.fresh(row)
    kept = ("stage", "deadline", "original_deadline", "deadline_version", "red_from", "light", "next_report_on", "was_red")
    assert {name: getattr(before, name) for name in kept} == {name: getattr(after, name) for name in kept}
    assert after.deadlines.count() == 1


@pytest.mark.parametrize("asked, late", [(at(2021, 6, 30), False), (at(2021, 7, 1), True)])
def test_asked_after_the_deadline_it_is_late_already(promises, cast, row, asked, late):
    request = promises.extension(row, SEPTEMBER, on=asked, head=True)
    assert request.asked_late is late
    requests.grant(request, actor=cast.supervisor, at=at(2021, 7, 2))
    row = Promises.fresh(row)
    assert row.deadlines.get(number=2).days_late == int(late)
    assert row.was_red or not late
    assert row.light_cause != "overdue"  # the new version is in force; what was late stays told


@pytest.mark.parametrize("to", [JUNE, date(2021, 6, 1), date(2021, 3, 31)])
def test_an_extension_leads_to_a_later_day(promises, row, to):
    with pytest.raises(Invalid):
        promises.extension(row, to)


def test_an_extension_needs_a_reason_code_and_its_explanation(promises, cast, row):
    with pytest.raises(Invalid):
        requests.ask_extension(row, actor=cast.clerk, at=APRIL, new_deadline=SEPTEMBER, reason_code="", reason="缺钱")


# Sites and milestones


@pytest.fixture
def milestone(promises, cast):
    row = promises.in_progress()
    return parts.put_milestone(row, actor=cast.clerk, at=MARCH, name="主体封顶", deadline=JUNE)


@pytest.mark.parametrize("day, possible", [(date(2021, 7, 7), True), (date(2021, 7, 8), False), (date(2021, 6, 1), True)])
def test_the_head_alone_moves_a_part_by_at_most_7_days(cast, milestone, day, possible):
    if possible:
        assert parts.move_part(milestone, actor=cast.head, at=MAY, deadline=day, reason="雨季").deadline == day
    else:
        with pytest.raises(Invalid):
            parts.move_part(milestone, actor=cast.head, at=MAY, deadline=day, reason="雨季")


def test_seven_days_count_from_the_original_day_however_often_it_is_moved(cast, milestone):
    parts.move_part(milestone, actor=cast.head, at=MAY, deadline=date(2021, 7, 5), reason="雨季")
    with pytest.raises(Invalid):
        parts.move_part(milestone, actor=cast.head, at=MAY, deadline=date(2021, 7, 9), reason="雨季")


def test_nobody_moves_a_part_past_the_commitments_deadline(promises, cast):
    row = promises.in_progress(deadline=date(2021, 7, 2))
    step = parts.put_milestone(row, actor=cast.clerk, at=MARCH, name="主体封顶", deadline=JUNE)
    for actor in (cast.head, cast.supervisor):
        with pytest.raises(Invalid):
            parts.move_part(step, actor=actor, at=MAY, deadline=date(2021, 7, 3), reason="雨季")


def test_a_clerk_moves_no_day_that_is_set_not_even_by_pasting(promises, cast):
    row = promises.in_progress()
    reporting.put_sites(row, [{"name": "第一小学", "deadline": JUNE}], actor=cast.clerk, at=MARCH)
    site = row.sites.get()
    with pytest.raises(Denied):
        parts.move_part(site, actor=cast.clerk, at=MAY, deadline=date(2021, 7, 1), reason="雨季")
    with pytest.raises(Invalid):
        reporting.put_sites(row, [{"name": "第一小学", "deadline": date(2021, 7, 1)}], actor=cast.clerk, at=MAY)
    reporting.put_sites(row, [{"name": "第一小学", "deadline": date(2021, 7, 1)}], actor=cast.head, at=MAY)
    assert row.sites.get().deadline == date(2021, 7, 1) and site.deadlines.count() == 2


# Suspension


def test_a_suspended_item_resumes_with_the_days_that_remained(promises, cast):
    row = promises.suspended(deadline=JUNE)  # 90 days before
    assert (row.stage, row.light, row.red_from) == (Stage.SUSPENDED, Light.NONE, None)
    row = deciding.resume(row, actor=cast.leader, at=at(2021, 8, 1), reason="条件具备")
    assert (row.stage, row.deadline) == (Stage.IN_PROGRESS, date(2021, 10, 30))
    assert (row.deadline - date(2021, 8, 1)).days == (JUNE - date(2021, 4, 1)).days == 90


def test_a_suspended_item_that_was_late_goes_on_late_and_keeps_its_red(promises, cast):
    row = promises.suspended(deadline=JUNE, on=at(2021, 7, 10))
    row = deciding.resume(row, actor=cast.leader, at=at(2021, 9, 1), reason="条件具备")
    assert (row.deadline, row.light, row.was_red) == (date(2021, 8, 22), Light.RED, True)


def test_what_is_not_done_of_its_parts_moves_with_it(promises, cast):
    row = promises.in_progress(deadline=SEPTEMBER)
    step = parts.put_milestone(row, actor=cast.clerk, at=MARCH, name="主体封顶", deadline=JUNE)
    deciding.suspend(row, actor=cast.leader, at=APRIL, reason="规划调整")
    deciding.resume(row, actor=cast.leader, at=at(2021, 4, 11), reason="条件具备")
    step.refresh_from_db()
    assert step.deadline == date(2021, 7, 10)


def test_a_suspended_item_does_not_take_reports(promises, cast):
    with pytest.raises(NotPossible):
        reporting.report_progress(promises.suspended(), actor=cast.clerk, at=MAY, narrative="仍在推进")


def test_a_supervisor_proposes_and_the_leader_of_the_area_decides(promises, cast, row):
    with pytest.raises(Denied):
        deciding.suspend(row, actor=cast.supervisor, at=APRIL, reason="规划调整")
    asked = requests.ask_pause(row, "suspension", actor=cast.supervisor, at=APRIL, reason="规划调整")
    with pytest.raises(Denied):
        requests.withdraw(asked, actor=cast.clerk, at=APRIL)  # not the unit's to withdraw
    requests.grant(asked, actor=cast.leader, at=APRIL)
    assert Promises.fresh(row).stage == Stage.SUSPENDED


def test_a_cancellation_granted_is_a_cancellation_like_any_other(promises, cast, row):
    asked = requests.ask_pause(row, "cancellation", actor=cast.supervisor, at=APRIL, reason="政策取消")
    requests.grant(asked, actor=cast.leader, at=APRIL)
    assert (Promises.fresh(row).stage, Promises.fresh(row).outcome) == (Stage.CANCELLED, Outcome.ADJUSTED)


def test_only_suspension_and_cancellation_are_proposed(promises, cast, row):
    with pytest.raises(Invalid):
        requests.ask_pause(row, "extension", actor=cast.supervisor, at=APRIL, reason="延")


# Ends


def test_an_item_is_merged_into_a_live_one_and_keeps_its_history(promises, cast):
    row = promises.merged()
    assert row.stage == Stage.MERGED and row.merged_into and row.light == Light.NONE
    for ended in (promises.completed(), promises.cancelled(), row):
        with pytest.raises(Invalid):
            deciding.merge(promises.in_progress(), actor=cast.supervisor, at=MAY, into=ended, reason="重复")


def test_nothing_is_closed_before_the_year_is_over(promises, cast, row):
    for on in (at(2021, 7, 5), at(2021, 12, 31)):
        with pytest.raises(NotPossible):
            deciding.close_year(row, actor=cast.supervisor, at=on, outcome="not_met", reason_code="other", reason="未完成")


def close(row, cast, **fields):
    given = {"actor": cast.supervisor, "at": NEW_YEAR, "outcome": "not_met", "reason_code": "preparation", "reason": "前期滞后"}
    return deciding.close_year(row, **{**given, **fields})


@pytest.mark.parametrize(
    "wrong", [{"reason_code": ""}, {"reason": " "}, {"outcome": "on_time"}, {"outcome": "ahead"}, {"outcome": "carried_over"}]
)
def test_a_closing_verdict_needs_what_it_needs(cast, row, wrong):
    with pytest.raises(Invalid):
        close(row, cast, **wrong)
    assert Promises.fresh(row).stage == Stage.IN_PROGRESS


def test_carried_over_links_its_successor(promises, cast, row):
    other = promises.in_progress(deadline=date(2022, 6, 30))
    with pytest.raises(Invalid):
        close(row, cast, outcome="carried_over", successor=row)
    with pytest.raises(Invalid):
        close(row, cast, outcome="carried_over", successor=promises.cancelled())
    row = close(row, cast, outcome="carried_over", successor=other)
    assert (row.stage, row.outcome, row.successor) == (Stage.CLOSED, Outcome.CARRIED_OVER, other)


def test_an_ongoing_effort_ends_with_a_summary(promises, cast):
    row = close(promises.in_progress(kind="ongoing"), cast, outcome="on_schedule", reason_code="", reason="全年持续推进。")
    assert (row.outcome, row.reason_text, row.days_late) == ("on_schedule", "全年持续推进。", None)


def test_a_supervisor_closes_nothing_of_his_own_office(promises, cast):
    with pytest.raises(Denied):
        close(promises.assigned(lead=cast.office), cast)


def test_a_rejected_draft_is_not_reopened_into_work(promises, cast):
    row = drafts.reject_draft(promises.draft(lead=None), actor=cast.supervisor, at=MARCH)
    with pytest.raises(NotPossible):
        deciding.reopen(row, actor=cast.supervisor, at=MARCH, reason="误驳回")
    assert not offer(ACTIONS["reopen"], row, cast.supervisor, on=MARCH.date()).is_possible
    assert drafts.restore_draft(row, actor=cast.supervisor, at=MARCH).stage == Stage.DRAFT


def test_reopening_keeps_the_earlier_verdict_in_history(promises, cast):
    row = promises.completed()
    row = deciding.reopen(row, actor=cast.supervisor, at=at(2021, 6, 1), reason="群众反映未完成")
    assert (row.stage, row.outcome, row.completed_on) == (Stage.IN_PROGRESS, "", None)
    event = Event.objects.filter(stream=row.stream).latest("seq")
    assert event.data["earlier_outcome"] == "on_time" and event.data["reason"] == "群众反映未完成"
