"""The demonstration year: everything happens through the real services, and the history tells it again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby

import pytest
from django.core.management import CommandError, call_command

from commitments import lights, reminders
from commitments.models import Commitment, Reminder, Report, Request, Stage
from commitments.models.commitment import Outcome
from commitments.workflow.base import TOLD, fold, plain
from departments.models import User
from history.models import Event
from history.verify import verify
from hotline.models import Link, WorkOrder
from simulation.diary import Diary, dice
from simulation.models import SimulatedYear
from simulation.year import Year, begin
from workdays.calendar import current


def test_by_october_everything_that_can_happen_has_happened(year):
    requests = Counter(Request.objects.values_list("kind", "state"))
    assert requests["completion", "refused"] >= 10
    assert requests["extension", "granted"] >= 5
    assert requests["extension", "refused"] >= 2
    assert Commitment.objects.filter(outcome=Outcome.LATE).count() >= 5
    assert WorkOrder.objects.count() >= 300
    assert Link.objects.count() >= 60
    closed = Counter(WorkOrder.objects.values_list("close_kind", flat=True))
    assert closed["direct"] >= 50 and closed["solved"] >= 50 and closed["explained"]
    assert Commitment.objects.filter(is_contested=True).count() >= 3
    assert Reminder.objects.exclude(state="dropped").count() > 300
    assert {Stage.SUSPENDED, Stage.CANCELLED, Stage.MERGED} <= set(Commitment.objects.values_list("stage", flat=True))
    assert year.skipped == 0


def test_on_the_last_day_work_lies_on_every_desk(year):
    waiting = Counter(Request.objects.filter(state__in=Request.PENDING).values_list("state", flat=True))
    assert waiting["with_head"] and waiting["with_supervisor"]
    assert Commitment.objects.overdue(on=date(2021, 10, 15)).exists()
    orders = Counter(WorkOrder.objects.values_list("state", flat=True))
    assert orders["handling"] and sum(orders[state] for state in ("registered", "dispatched", "replied", "reviewed")) < 40


def test_the_events_of_each_item_fold_into_what_it_is_now(year):
    events = Event.objects.filter(stream__startswith="commitment:").order_by("stream", "seq")
    folded = {stream: fold(list(chain)) for stream, chain in groupby(events, key=lambda event: event.stream)}
    rows = list(Commitment.objects.all())
    assert len(folded) == len(rows) == 416
    for row in rows:
        told = folded[row.stream]
        assert {name: told.get(name, "") for name in ("stage", "deadline")} == {
            "stage": row.stage,
            "deadline": row.deadline.isoformat(),
        }
        for name in TOLD:
            if name in told:
                assert told[name] == plain(getattr(row, name)), (row.code, name)


def test_its_chains_hold(year):
    assert verify().broken == []


def test_everything_it_made_says_it_is_a_demonstration(year):
    assert year.report.is_demo
    assert not User.objects.exclude(username="AnonymousUser").filter(is_demo=False).exists()
    assert all(email.endswith("example.invalid") for email in User.objects.values_list("email", flat=True))


def test_a_year_put_down_goes_on_where_it_was(year, monkeypatch):
    """Stopped in the middle of a lot: the lot is undone with its steps, and the next start takes it up again."""
    before, events = SimulatedYear.objects.get().steps, Event.objects.count()
    kept = begin(year.report, seed=11, until=date(2021, 10, 20))
    living = Year(kept)
    calls = 0

    def stop_at_the_fifth(entry, at):
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt
        Year._act(living, entry, at)

    monkeypatch.setattr(living, "_act", stop_at_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        living.live()
    assert (SimulatedYear.objects.get().steps, Event.objects.count()) == (before, events)
    again = begin(year.report, seed=11, until=date(2021, 10, 20))
    Year(again).live()
    assert SimulatedYear.objects.get().day == date(2021, 10, 21)
    assert Event.objects.count() > events


def test_another_seed_is_refused_in_one_line(year):
    with pytest.raises(CommandError, match="seed 11"):
        call_command("simulate_year", report="liaocheng-2021", seed=12, until=date(2021, 12, 1))


def test_a_report_people_worked_on_is_not_simulated(year):
    SimulatedYear.objects.all().delete()
    with pytest.raises(CommandError, match="people have worked"):
        call_command("simulate_year", report="liaocheng-2021", seed=11)


@pytest.mark.django_db
def test_dice_go_on_falling_as_they_would_have():
    calendar = current()
    first = dice(5)
    diary = Diary(calendar, first)
    first.random()
    again = dice(5, diary.random_state())
    assert [again.random() for _ in range(4)] == [first.random() for _ in range(4)]


def test_a_page_looked_at_meanwhile_judges_nothing_past_the_day_it_has_come_to(year):
    Report.objects.filter(pk=year.report_id).update(lived_until=date(2021, 6, 1))
    assert lights.refresh(date(2021, 12, 31)) == 0
    assert reminders.plan(date(2021, 12, 30)) == 0
    Report.objects.filter(pk=year.report_id).update(lived_until=None)
    assert lights.refresh(date(2021, 12, 31)) > 0
