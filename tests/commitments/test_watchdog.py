"""Standing still is seen: on /readyz, in /metrics and by every supervisor."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from commitments import tasks, watchdog
from commitments.models import Delivery, Digest
from house import watch

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


def test_a_digest_that_keeps_failing_is_an_alarm(client, cast):
    digest = Digest.objects.create(recipient=cast.clerk, day=date(2021, 6, 30))
    since = NOW() - timedelta(hours=3)
    Delivery.objects.create(digest=digest, message_id="<1@x>", attempts=7, claimed_at=since, reason="ConnectionRefusedError")
    assert watchdog._moment(since) in watchdog.look().alarm(NOW())
    told = client.get("/readyz").json()["outbox"]
    assert told["waiting"] == 1 and told["oldest_unsent_minutes"] == 180
    metrics = client.get("/metrics").content.decode()
    assert 'yanbixing_deliveries{state="waiting"} 1.0' in metrics and "yanbixing_oldest_unsent_seconds 108" in metrics


def test_metrics_are_for_this_machine_or_whoever_has_the_token(client, db, settings):
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    settings.METRICS_TOKEN = "token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": "Bearer token"}).status_code == 200
