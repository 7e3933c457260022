"""Standing still is seen: on /readyz, in /metrics and by every supervisor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from commitments import dead_letters, outbox, tasks, watchdog
from commitments.models import Delivery
from commitments.models.reminder import DeliveryState
from house import watch

from .test_outbox import EIGHT, JUNE_30, fail_with, one_due, refusal

NOW = timezone.now


def test_planning_and_sweeping_leave_their_heartbeats(db):
    tasks.plan_today()
    tasks.send_due()
    seen = watchdog.look()
    assert seen.last_plan_at and seen.last_sweep_at and not seen.alarm(NOW())


@pytest.mark.parametrize("name, age", [("send", timedelta(minutes=16)), ("plan", timedelta(hours=16))])
def test_a_background_that_stands_still_is_an_alarm_with_its_moment(client, cast, name, age):
    watch.beat(name, NOW() - age)
    since = watchdog._moment(NOW() - age)
    client.force_login(cast.supervisor)
    assert since in client.get("/my/").content.decode()
    client.force_login(cast.clerk)
    assert since not in client.get("/my/").content.decode()
    told = client.get("/readyz").json()["outbox"]
    assert since in told["alarm"]
    assert "yanbixing_reminders_alarm 1.0" in client.get("/metrics").content.decode()


def test_a_mail_server_that_stays_away_is_an_alarm_since_its_first_refusal_whatever_was_tried_meanwhile(
    client, cast, monkeypatch
):
    """Three hours of sweeps, each attempt a new claim; then the server is back."""
    one_due(cast)
    tried = fail_with(monkeypatch, ConnectionRefusedError())
    since = NOW() - timedelta(hours=3)
    for minute in range(0, 180, 10):
        outbox.send(at=EIGHT, on=JUNE_30, real_at=since + timedelta(minutes=minute), is_patient=True)
        alarm = watchdog.look().alarm(since + timedelta(minutes=minute))
        assert bool(alarm) is (minute > 120)
    assert len(tried) == 18 and watchdog._moment(since) in alarm
    told = client.get("/readyz").json()["outbox"]
    assert told["waiting"] == 1 and told["oldest_unsent_minutes"] == 180
    metrics = client.get("/metrics").content.decode()
    assert 'yanbixing_deliveries{state="waiting"} 1.0' in metrics and "yanbixing_oldest_unsent_seconds 108" in metrics
    client.force_login(cast.supervisor)
    assert watchdog._moment(since) in client.get("/my/").content.decode()

    fail_with(monkeypatch, None)
    outbox.send(at=EIGHT, on=JUNE_30, real_at=NOW())
    assert not watchdog.look().alarm(NOW()) and not watchdog.look().oldest_unsent_at


def test_what_is_sent_again_by_hand_is_watched_from_its_new_attempts(cast, monkeypatch):
    one_due(cast)
    fail_with(monkeypatch, refusal(550), ConnectionRefusedError())
    outbox.send(at=EIGHT, on=JUNE_30, real_at=NOW() - timedelta(days=2))
    given_up = Delivery.objects.get()
    assert given_up.state == DeliveryState.FAILED
    dead_letters.send_again(given_up, actor=cast.supervisor, at=NOW())
    assert not watchdog.look().oldest_unsent_at
    again_at = NOW()
    outbox.send(at=EIGHT, on=JUNE_30, real_at=again_at)
    assert watchdog.look().oldest_unsent_at == again_at


def test_metrics_are_for_this_machine_or_whoever_has_the_token(client, db, settings):
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    settings.METRICS_TOKEN = "token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": "Bearer token"}).status_code == 200
