"""What is due to whom: the ladder of 2021, once per item, deadline version, rung and recipient."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from commitments import outbox, reminders
from commitments.models import Evidence, ReasonCode, Reminder, Request
from commitments.models.reminder import DeliveryState
from commitments.workflow import assigning, deciding, reporting, requests
from tests.conftest import at

from .promises import assigned, under_way

JUNE_30 = date(2021, 6, 30)  # a Wednesday; 1, 3, 7 working days late: 1, 5, 9 July
CHECKED = dict.fromkeys(requests.CHECKLIST, True)


def rungs(**conditions: object) -> set[tuple[str, str]]:
    """(rung, user name) of the ladder's reminders; notices of events left out."""
    found = Reminder.objects.filter(**conditions).exclude(rung__startswith="event-")
    return set(found.values_list("rung", "recipient__username"))


def told(username: str, **conditions: object) -> list[str]:
    found = Reminder.objects.filter(recipient__username=username, **conditions).exclude(rung__startswith="event-")
    return list(found.order_by("pk").values_list("rung", flat=True))


def days(start: date, end: date):
    while start <= end:
        yield start
        start += timedelta(days=1)


def ask_completion(row, cast, on: date) -> Request:
    proof = Evidence(url="https://example.invalid/a", shows="验收报告", dated_on=on)
    return requests.ask_completion(row, actor=cast.clerk, at=at(on.year, on.month, on.day), completed_on=on, evidence=[proof])


def complete(row, cast, on: date) -> None:
    when = at(on.year, on.month, on.day)
    request = ask_completion(row, cast, on)
    requests.release(request, actor=cast.head, at=when)
    request.refresh_from_db()
    requests.complete(request, actor=cast.supervisor_2, at=when, checklist=CHECKED)


# The rungs and their days


@pytest.mark.parametrize(
    "on, rung",
    [
        (date(2021, 5, 30), None),
        (date(2021, 5, 31), "before-30"),
        (date(2021, 6, 14), "before-30"),
        (date(2021, 6, 15), "before-15"),
        (date(2021, 6, 23), "before-7"),
        (date(2021, 6, 24), "before-7"),
        (date(2021, 6, 25), "before-3"),  # the 27th is a Sunday: it goes out on the Friday before
        (date(2021, 6, 29), "before-1"),
        (JUNE_30, "before-0"),
        (date(2021, 7, 1), "late-1"),
        (date(2021, 7, 2), "late-1"),
        (date(2021, 7, 5), "late-3"),
        (date(2021, 7, 9), "late-7"),
        (date(2021, 7, 15), "late-7"),
        (date(2021, 7, 16), "late-week-1"),
        (date(2021, 7, 30), "late-week-3"),
    ],
)
def test_the_newest_rung_due_on_or_before_a_day_is_the_one_planned(cast, on, rung):
    under_way(cast, deadline=JUNE_30)
    reminders.plan(on)
    assert {found for found, _ in rungs()} == ({rung} if rung else set())


def test_make_up_saturdays_and_holidays_count_as_the_arrangement_says(cast):
    """Deadline 30 September: the Golden Week is off, Saturday 9 October is worked."""
    under_way(cast, deadline=date(2021, 9, 30))
    planned = {}
    for on in days(date(2021, 9, 20), date(2021, 10, 22)):
        reminders.plan(on)
        for rung in told("clerk"):
            planned.setdefault(rung, on)
    assert planned["late-1"] == date(2021, 10, 8)
    assert planned["late-3"] == date(2021, 10, 11)  # 8, 9 (a Saturday worked), 11 October
    assert planned["late-7"] == date(2021, 10, 15)


def test_rungs_before_a_deadline_in_a_holiday_go_out_on_the_working_day_before(cast):
    under_way(cast, deadline=date(2021, 10, 5))
    reminders.plan(date(2021, 9, 29))
    assert told("clerk") == ["before-7"]
    reminders.plan(date(2021, 9, 30))  # 3, 1 and 0 days before are all days off: only the newest is said
    assert told("clerk") == ["before-7", "before-0"]


def test_the_recipients_climb(cast):
    under_way(cast, deadline=JUNE_30)
    climbed = {}
    for on in days(date(2021, 7, 1), date(2021, 7, 16)):
        reminders.plan(on)
    for rung, username in rungs():
        climbed.setdefault(rung, set()).add(username)
    clerks = {"clerk", "colleague"}
    assert climbed["late-1"] == clerks
    assert climbed["late-3"] == clerks | {"head"}
    everyone = clerks | {"head", "supervisor", "supervisor_2", "leader"}
    assert climbed["late-7"] == everyone and climbed["late-week-1"] == everyone


def test_an_outage_is_caught_up_once_with_only_the_newest_rung(cast):
    under_way(cast, deadline=JUNE_30)
    reminders.plan(date(2021, 6, 15))
    assert reminders.plan(date(2021, 7, 6)) > 0  # nothing ran for three weeks
    assert told("clerk") == ["before-15", "late-3"]
    assert reminders.plan(date(2021, 7, 6)) == 0


def test_a_second_run_plans_nothing(cast):
    under_way(cast, deadline=JUNE_30)
    first = reminders.plan(date(2021, 7, 9))
    assert first == Reminder.objects.exclude(rung__startswith="event-").count() == 6
    assert reminders.plan(date(2021, 7, 9)) == 0


def test_the_database_refuses_the_same_reminder_twice(cast):
    under_way(cast, deadline=JUNE_30)
    reminders.plan(JUNE_30)
    twin = Reminder.objects.exclude(rung__startswith="event-").first()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


# What the deadline engine does to them


@pytest.mark.parametrize(
    "moved_to, rung", [(date(2021, 9, 30), None), (date(2021, 7, 8), "before-15"), (date(2021, 6, 28), "before-7")]
)
def test_a_deadline_moved_in_either_direction_arms_the_reminders_anew(cast, moved_to, rung):
    row = under_way(cast, deadline=JUNE_30)
    reminders.plan(date(2021, 6, 23))
    assert told("clerk") == ["before-7"]
    deciding.set_deadline(row, actor=cast.supervisor, at=at(2021, 6, 23, 11), deadline=moved_to, reason="市政府决定")
    reminders.plan(date(2021, 6, 24))
    assert told("clerk", deadline_version=2) == ([rung] if rung else [])
    sent = outbox.send(at=at(2021, 6, 24, 8), on=date(2021, 6, 24))
    assert sent.dropped >= 1 and not rungs(deadline_version=1, state=DeliveryState.SENT)


def test_completed_suspended_and_cancelled_items_are_silent(cast):
    rows = [under_way(cast, deadline=JUNE_30) for _ in range(4)]
    complete(rows[0], cast, date(2021, 6, 10))
    deciding.suspend(rows[1], actor=cast.leader, at=at(2021, 6, 10), reason="等待规划调整")
    deciding.cancel(rows[2], actor=cast.leader, at=at(2021, 6, 10), reason="政策调整")
    reminders.plan(date(2021, 7, 9))
    assert set(Reminder.objects.exclude(rung__startswith="event-").values_list("item", flat=True)) == {rows[3].stream}


def test_what_was_planned_before_the_item_closed_is_dropped_with_the_reason(cast):
    row = under_way(cast, deadline=JUNE_30)
    reminders.plan(JUNE_30)
    complete(row, cast, JUNE_30)
    outbox.send(at=at(2021, 6, 30, 15), on=JUNE_30)
    dropped = Reminder.objects.get(rung="before-0", recipient=cast.clerk)
    assert (dropped.state, dropped.reason) == (DeliveryState.DROPPED, reminders.DONE)


def test_what_was_dropped_waits_anew_when_it_is_wanted_again(cast):
    row = under_way(cast, deadline=JUNE_30)
    reminders.plan(date(2021, 6, 23))
    complete(row, cast, date(2021, 6, 23))
    outbox.send(at=at(2021, 6, 23, 15), on=date(2021, 6, 23))
    row.refresh_from_db()
    deciding.reopen(row, actor=cast.supervisor, at=at(2021, 6, 24, 9), reason="市民反映未完工")
    assert reminders.plan(date(2021, 6, 24)) == 2  # clerk and colleague
    outbox.send(at=at(2021, 6, 24, 10), on=date(2021, 6, 24))
    assert Reminder.objects.get(rung="before-7", recipient=cast.clerk).state == DeliveryState.SENT


def test_a_resumed_item_is_reminded_by_its_new_deadline(cast):
    row = under_way(cast, deadline=JUNE_30)
    row = deciding.suspend(row, actor=cast.leader, at=at(2021, 6, 25), reason="等待规划调整")
    deciding.resume(row, actor=cast.leader, at=at(2021, 8, 2), reason="可以继续")  # five days were left: 7 August
    reminders.plan(date(2021, 8, 3))
    assert told("clerk") == ["before-7"]
    assert Reminder.objects.get(rung="before-7", recipient=cast.clerk).facts["deadline"] == "2021-08-07"


def test_an_item_that_awaits_its_figure_is_not_called_late(cast):
    row = under_way(cast, deadline=JUNE_30)
    row.figures_due_on = date(2021, 7, 20)
    row.save(update_fields=["figures_due_on"])
    reminders.plan(date(2021, 7, 19))
    assert "late" not in {rung.split("-")[0] for rung, _ in rungs()}
    reminders.plan(date(2021, 7, 21))
    assert "late-1" in told("clerk")


# The other series


def test_an_item_not_signed_in_for_is_reminded_of_after_one_working_day(cast):
    row = assigned(cast, deadline=date(2021, 12, 31), on=date(2021, 2, 5))  # a Friday; Sunday the 7th is worked
    reminders.plan(date(2021, 2, 6))
    assert rungs() == set()
    reminders.plan(date(2021, 2, 7))
    assert rungs() == {("unsigned", "clerk"), ("unsigned", "colleague")}
    assigning.sign_in(row, actor=cast.clerk, at=at(2021, 2, 7))
    assert outbox.send(at=at(2021, 2, 7, 12), on=date(2021, 2, 7)).dropped == 2


def test_a_missing_progress_report_is_asked_for_once_a_month(cast):
    row = under_way(cast, deadline=date(2021, 12, 31), next_report_on=date(2021, 2, 25))
    for on in days(date(2021, 2, 24), date(2021, 4, 26)):
        reminders.plan(on)
    assert told("clerk") == ["report-2021-02", "report-2021-03", "report-2021-04"]
    reporting.report_progress(row, actor=cast.clerk, at=at(2021, 4, 26), narrative="按计划推进")
    reminders.plan(date(2021, 5, 24))
    assert told("clerk")[-1] == "report-2021-04"


def test_a_request_waits_three_working_days_and_then_asks_whoever_can_decide_it(cast):
    row = under_way(cast, deadline=JUNE_30)
    request = ask_completion(row, cast, date(2021, 4, 28))
    requests.release(request, actor=cast.head, at=at(2021, 4, 29))  # a Thursday; 1–5 May are off
    reminders.plan(date(2021, 5, 6))
    assert rungs() == set()
    reminders.plan(date(2021, 5, 7))
    assert {username for _, username in rungs()} == {"supervisor", "supervisor_2"}


def test_nobody_is_asked_to_decide_what_he_asked_for_himself(cast):
    clerk = cast.person("office_clerk", "clerk", cast.office)
    row = under_way(cast, deadline=JUNE_30, lead=cast.office)
    head = cast.person("office_head", "head", cast.office)
    request = requests.ask_extension(
        row, actor=clerk, at=at(2021, 4, 1), new_deadline=date(2021, 8, 31), reason_code=ReasonCode.POLICY, reason="审批延后"
    )
    requests.release(request, actor=head, at=at(2021, 4, 1))
    reminders.plan(date(2021, 4, 12))
    waiting = {username for rung, username in rungs() if rung.startswith("review-")}
    assert waiting == {"supervisor_2"}  # supervisor sits in the office that asks


def test_nobody_is_told_of_his_own_act(cast):
    row = assigned(cast, deadline=JUNE_30, on=date(2021, 2, 1))
    before = set(Reminder.objects.values_list("pk", flat=True))
    assigning.dispute(row, actor=cast.clerk, at=at(2021, 2, 2), reason="不属我单位职责", proposed=cast.housing)
    raised = Reminder.objects.exclude(pk__in=before)
    assert {row.recipient.username for row in raised} == {"supervisor", "supervisor_2"}
    assert not Reminder.objects.filter(recipient=cast.supervisor, facts__action="assign").exists()


def test_a_unit_without_an_active_clerk_falls_back_upward_and_the_reminder_says_so(cast):
    under_way(cast, deadline=JUNE_30)
    for person in (cast.clerk, cast.colleague):
        person.is_active = False
        person.save(update_fields=["is_active"])
    reminders.plan(JUNE_30)
    assert rungs() == {("before-0", "head")}
    assert Reminder.objects.get(rung="before-0").facts["instead_of"] == "clerk"
    cast.head.is_active = False
    cast.head.save(update_fields=["is_active"])
    reminders.plan(date(2021, 7, 1))
    assert {username for rung, username in rungs() if rung == "late-1"} == {"supervisor", "supervisor_2"}


def test_what_is_planned_for_somebody_who_left_is_dropped(cast):
    under_way(cast, deadline=JUNE_30)
    reminders.plan(JUNE_30)
    cast.colleague.is_active = False
    cast.colleague.save(update_fields=["is_active"])
    outbox.send(at=at(2021, 6, 30, 8), on=JUNE_30)
    left = Reminder.objects.get(rung="before-0", recipient=cast.colleague)
    assert (left.state, left.reason) == (DeliveryState.DROPPED, reminders.LEFT)


# Two at once


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_add_up_to_one_run(cast):
    for _ in range(30):
        under_way(cast, deadline=JUNE_30)
    counted, start = [], threading.Barrier(3)

    def run() -> None:
        start.wait()
        counted.append(reminders.plan(date(2021, 7, 9)))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = Reminder.objects.exclude(rung__startswith="event-").count()
    assert sum(counted) == written == 30 * 6


def test_planning_takes_few_queries_whatever_the_number(cast, django_assert_max_num_queries):
    for _ in range(40):
        under_way(cast, deadline=JUNE_30, next_report_on=date(2021, 6, 25))
    with django_assert_max_num_queries(20):
        assert reminders.plan(date(2021, 7, 9)) == 320
    with django_assert_max_num_queries(12):
        assert reminders.plan(date(2021, 7, 9)) == 0
