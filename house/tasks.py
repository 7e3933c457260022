"""The pulse of the background: beat asks, a worker writes."""

from typing import Any

from celery import shared_task
from celery.signals import beat_init

from config import clock

from .models import Heartbeat


@shared_task
def heartbeat() -> None:
    """One row that proves beat, broker, worker and database at once; /readyz reads it."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": clock.real_now()})


@beat_init.connect
def ask_at_once(**_: Any) -> None:
    """Do not leave /readyz a minute without an answer after a start."""
    heartbeat.delay()
