"""What beat asks for exists – a name no worker knows would fail in a log nobody reads – and the house forgets in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from config.celery import app
from house import idempotency
from house.models import AnsweredRequest
from house.tasks import forget_answers


@pytest.mark.parametrize("name", sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()))
def test_a_worker_knows_every_task_of_the_schedule(name: str):
    app.loader.import_default_modules()
    assert name in app.tasks


def test_answers_nobody_asks_for_again_are_forgotten(cast):
    now = timezone.now()
    for key, age in (("old", idempotency.KEPT + timedelta(hours=1)), ("new", timedelta(days=1))):
        AnsweredRequest.objects.create(person=cast.clerk, key=key, fingerprint="x", at=now - age)
    assert forget_answers() == 1
    assert AnsweredRequest.objects.get().key == "new"
