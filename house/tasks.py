"""The house's own work in the background: its pulse – beat asks, a worker writes – and what it forgets."""

from typing import Any

from celery import shared_task
from celery.signals import beat_init

from config import clock

from . import idempotency
from .models import Heartbeat


@shared_task
def heartbeat() -> None:
    """One row that proves beat, broker, worker and database at once; /readyz reads it."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": clock.real_now()})


@shared_task
def forget_answers() -> int:
    """Answers kept for requests that nobody sends again any more."""
    return idempotency.forget_old(clock.real_now())


@beat_init.connect
def ask_at_once(**_: Any) -> None:
    """Do not leave /readyz a minute without an answer after a start."""
    heartbeat.delay()
