"""One digest per person and day, on working days, each row with a state that tells the truth."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from commitments import outbox, reminders
from commitments.models import Commitment, Delivery, Reminder
from commitments.models.reminder import DeliveryState
from commitments.workflow import assigning
from tests.conftest import at

from .promises import assigned, under_way

JUNE_30 = date(2021, 6, 30)
EIGHT = at(2021, 6, 30, 8)


def states(**conditions: object) -> dict[str, int]:
    counted: dict[str, int] = {}
    for state in Reminder.objects.filter(**conditions).values_list("state", flat=True):
        counted[state] = counted.get(state, 0) + 1
    return counted


def settle_notices() -> None:
    """The notices of the making are of no interest here."""
    Reminder.objects.filter(rung__startswith="event-").update(state=DeliveryState.SENT)


@pytest.fixture
def three_due(cast) -> list[Commitment]:
    rows = [under_way(cast, deadline=JUNE_30) for _ in range(3)]
    settle_notices()
    assert reminders.plan(JUNE_30) == 6  # clerk and colleague
    return rows


def test_a_person_gets_one_mail_that_names_each_item_by_its_code(cast, three_due):
    summary = outbox.send(at=EIGHT, on=JUNE_30)
    assert (summary.sent, summary.failed, summary.dropped) == (6, 0, 0)
    assert sorted(letter.to for letter in mail.outbox) == [["clerk@example.invalid"], ["colleague@example.invalid"]]
    for letter in mail.outbox:
        assert all(row.code in letter.body and row.title in letter.body for row in three_due)
        assert "您好" in letter.body and "今天到期" in letter.body and "2021年6月30日" in letter.subject
        html = letter.alternatives[0].content
        assert all(row.code in html for row in three_due)


def test_a_second_run_sends_nothing(cast, three_due):
    outbox.send(at=EIGHT, on=JUNE_30)
    mail.outbox.clear()
    again = outbox.send(at=EIGHT, on=JUNE_30)
    assert (again.sent, again.failed, again.dropped) == (0, 0, 0) and not mail.outbox


def test_what_comes_after_the_days_digest_waits_for_the_next_one_and_stands_in_the_bell_at_once(cast, three_due):
    outbox.send(at=EIGHT, on=JUNE_30)
    mail.outbox.clear()
    assigned(cast, deadline=date(2021, 12, 31), on=JUNE_30)
    assert outbox.send(at=at(2021, 6, 30, 15), on=JUNE_30).sent == 1  # only the head, who had none today
    assert [letter.to for letter in mail.outbox] == [["head@example.invalid"]]
    assert Reminder.objects.told().filter(recipient=cast.clerk, facts__action="assign", read_at=None).exists()
    mail.outbox.clear()
    outbox.send(at=at(2021, 7, 1, 8), on=date(2021, 7, 1))
    assert sorted(letter.to[0] for letter in mail.outbox) == ["clerk@example.invalid", "colleague@example.invalid"]


@pytest.mark.parametrize("day_off", [date(2021, 5, 1), date(2021, 6, 27), date(2021, 10, 3)])
def test_nothing_leaves_on_a_day_off(cast, day_off):
    under_way(cast, deadline=day_off)
    reminders.plan(day_off)
    assert outbox.send(at=at(day_off.year, day_off.month, day_off.day), on=day_off) == outbox.Summary()
    assert not mail.outbox


@pytest.mark.parametrize("hour, opened", [(0, False), (7, False), (8, True), (12, True), (19, True), (20, False), (23, False)])
def test_digests_leave_between_the_digest_hour_and_the_quiet_hours(hour, opened):
    assert outbox.is_open(at(2021, 6, 30, hour)) is opened


def test_somebody_without_mail_has_it_in_the_bell(cast, three_due):
    cast.clerk.email_on = False
    cast.clerk.save(update_fields=["email_on"])
    assert Reminder.objects.told().filter(recipient=cast.clerk, rung="before-0").count() == 3
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 6
    assert [letter.to for letter in mail.outbox] == [["colleague@example.invalid"]]


def test_a_dry_run_counts_and_changes_nothing(cast, three_due):
    assigning.sign_in(assigned(cast, deadline=date(2021, 12, 31), on=date(2021, 6, 1)), actor=cast.clerk, at=at(2021, 6, 2))
    before = list(Reminder.objects.order_by("pk").values())
    dry = outbox.send(at=EIGHT, on=JUNE_30, dry_run=True)
    assert list(Reminder.objects.order_by("pk").values()) == before and not mail.outbox and not Delivery.objects.exists()
    wet = outbox.send(at=EIGHT, on=JUNE_30)
    assert (dry.sent, dry.dropped) == (wet.sent, wet.dropped) and wet.sent > 6


# Failing


def fail_with(monkeypatch: pytest.MonkeyPatch, *errors: Exception | None) -> list[str]:
    """Mails fail with these errors in turn (None: it goes), the last one for ever; returns the Message-IDs tried."""
    waiting, tried = list(errors), []

    def send(self, fail_silently: bool = False) -> int:
        tried.append(self.extra_headers["Message-ID"])
        error = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if error:
            raise error
        return 1

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send)
    return tried


def one_due(cast) -> Commitment:
    cast.colleague.is_active = False
    cast.colleague.save(update_fields=["is_active"])
    row = under_way(cast, deadline=JUNE_30)
    settle_notices()
    assert reminders.plan(JUNE_30) == 1
    return row


def refusal(code: int) -> Exception:
    from smtplib import SMTPRecipientsRefused

    return SMTPRecipientsRefused({"clerk@example.invalid": (code, "信箱不可用".encode())})


def test_a_refusal_for_good_is_a_visible_failure_with_the_servers_words(cast, monkeypatch):
    one_due(cast)
    fail_with(monkeypatch, refusal(550))
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 1
    reminder, delivery = Reminder.objects.get(rung="before-0"), Delivery.objects.get()
    assert reminder.state == delivery.state == DeliveryState.FAILED
    assert reminder.reason == delivery.reason == "SMTP 550 信箱不可用"


def test_a_refusal_for_now_is_tried_again_after_growing_pauses_and_then_given_up(cast, monkeypatch):
    one_due(cast)
    tried = fail_with(monkeypatch, refusal(450))
    now, gaps, last = EIGHT, [], EIGHT
    while Delivery.objects.filter(state=DeliveryState.WAITING).exists() or not tried:
        before = len(tried)
        outbox.send(at=EIGHT, on=JUNE_30, real_at=now, is_patient=True)
        if len(tried) > before:
            gaps.append((now - last) // timedelta(minutes=1))
            last = now
        now += timedelta(minutes=1)
    assert gaps == [0, 1, 10, 60, 360]
    assert len(set(tried)) == 1  # one Message-ID
    assert states(rung="before-0") == {"failed": 1}


def test_a_server_that_does_not_answer_gives_up_nothing(cast, monkeypatch):
    one_due(cast)
    tried = fail_with(monkeypatch, *[ConnectionRefusedError()] * 20, None)
    now = EIGHT
    for _ in range(21):
        outbox.send(at=EIGHT, on=JUNE_30, real_at=now, is_patient=True)
        now += timedelta(minutes=6)
    assert len(tried) == 21 and states(rung="before-0") == {"sent": 1}


def test_what_an_outage_kept_back_goes_as_the_next_working_days_digest(cast, monkeypatch):
    row = one_due(cast)
    tried = fail_with(monkeypatch, refusal(451), None)
    outbox.send(at=EIGHT, on=JUNE_30)
    reminders.plan(date(2021, 7, 1))
    summary = outbox.send(at=at(2021, 7, 1, 8), on=date(2021, 7, 1))
    assert (summary.sent, summary.dropped) == (1, 1)  # "late-1" takes the place of "due today"
    assert Delivery.objects.get().digest.day == date(2021, 7, 1) and len(tried) == 2
    assert Reminder.objects.get(rung="before-0").reason == reminders.NEWER and row.code


def test_what_may_have_arrived_is_sent_again_as_it_was(cast, monkeypatch):
    """Cut off in the middle of the conversation: nothing new under that Message-ID; the day after has its own."""
    from smtplib import SMTPServerDisconnected

    one_due(cast)
    tried = fail_with(monkeypatch, SMTPServerDisconnected("cut off"), None)
    outbox.send(at=EIGHT, on=JUNE_30)
    assert Delivery.objects.get().is_doubtful
    other = under_way(cast, deadline=JUNE_30, on=date(2021, 6, 30))
    settle_notices()
    reminders.plan(JUNE_30)
    outbox.send(at=EIGHT, on=JUNE_30)
    assert len(tried) == 2 and len(set(tried)) == 1
    assert states(commitment=other, rung="before-0") == {"waiting": 1}


def test_a_claim_that_never_finished_is_found_after_the_timeout_and_sent_under_the_same_message_id(cast, monkeypatch):
    one_due(cast)
    tried: list[str] = []

    class Killed(BaseException):
        pass

    def die(self, fail_silently: bool = False) -> int:
        tried.append(self.extra_headers["Message-ID"])
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(mail.EmailMultiAlternatives, "send", die)
        with pytest.raises(Killed):
            outbox.send(at=EIGHT, on=JUNE_30)
    assert states(rung="before-0") == {"claimed": 1}
    soon = outbox.send(at=EIGHT, on=JUNE_30, real_at=EIGHT + timedelta(minutes=14))
    assert soon == outbox.Summary() and not mail.outbox
    later = outbox.send(at=EIGHT, on=JUNE_30, real_at=EIGHT + timedelta(minutes=16))
    assert later.sent == 1
    assert [letter.extra_headers["Message-ID"] for letter in mail.outbox] == tried
    assert Delivery.objects.get().is_doubtful


def test_one_bad_row_does_not_stop_the_rest(cast, three_due, monkeypatch):
    Reminder.objects.filter(recipient=cast.clerk, commitment=three_due[0], rung="before-0").update(facts={"deadline": "no day"})
    unjudgeable = Reminder.objects.get(recipient=cast.colleague, commitment=three_due[1], rung="before-0")
    judge = reminders.Ladder.why_not

    def stumble(self, reminder, requests):
        if reminder.pk == unjudgeable.pk:
            raise LookupError("no such thing")
        return judge(self, reminder, requests)

    monkeypatch.setattr(reminders.Ladder, "why_not", stumble)
    summary = outbox.send(at=EIGHT, on=JUNE_30)
    assert (summary.sent, summary.failed) == (2, 4)  # the colleague's two went; the clerk's mail cannot be written
    unjudgeable.refresh_from_db()
    assert (unjudgeable.state, unjudgeable.reason) == (DeliveryState.FAILED, "LookupError: no such thing")
    assert Delivery.objects.get(digest__recipient=cast.clerk).reason.startswith("ValueError")


def test_an_address_that_is_none_fails_with_a_reason_and_the_rest_goes(cast, three_due):
    cast.clerk.email = "a\nb@example.invalid"
    cast.clerk.save(update_fields=["email"])
    summary = outbox.send(at=EIGHT, on=JUNE_30)
    assert (summary.sent, summary.failed) == (3, 3)
    assert Delivery.objects.get(digest__recipient=cast.clerk).state == DeliveryState.FAILED


# Several senders


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_digest_once(cast):
    people = [cast.person(f"clerk-{n}", "clerk", cast.housing) for n in range(60)]
    under_way(cast, deadline=JUNE_30, lead=cast.housing)
    settle_notices()
    reminders.plan(JUNE_30)
    counted: list[outbox.Summary] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        counted.append(outbox.send(at=EIGHT, on=JUNE_30))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got = [letter.to[0] for letter in mail.outbox]
    assert len(got) == len(set(got)) == len(people) + 1
    assert sum(summary.sent for summary in counted) == len(got)


def test_a_batch_costs_the_same_queries_whatever_the_rows(cast, django_assert_max_num_queries):
    for _ in range(20):
        under_way(cast, deadline=JUNE_30)
    settle_notices()
    reminders.plan(JUNE_30)
    with django_assert_max_num_queries(50):
        assert outbox.send(at=EIGHT, on=JUNE_30).sent == 40


def test_the_clock_of_claims_is_the_real_one(cast, three_due):
    real = datetime.fromisoformat("2026-11-25T10:00:00+08:00")
    outbox.send(at=EIGHT, on=JUNE_30, real_at=real)
    delivery = Delivery.objects.first()
    assert delivery is not None and delivery.claimed_at == real and delivery.sent_at == EIGHT
