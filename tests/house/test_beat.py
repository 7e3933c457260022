"""What beat asks for exists: a name no worker knows would fail in a log nobody reads."""

from __future__ import annotations

import pytest
from django.conf import settings

from config.celery import app


@pytest.mark.parametrize("name", sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()))
def test_a_worker_knows_every_task_of_the_schedule(name: str):
    app.loader.import_default_modules()
    assert name in app.tasks
