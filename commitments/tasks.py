"""What beat asks for: each reads the clock and calls down; each may run twice, late, or beside itself."""

from __future__ import annotations

from celery import shared_task

from config import clock
from house import watch

from . import lights, outbox, reminders, rules, watchdog


@shared_task
def plan_today() -> int:
    """Write what is due today, or was missed."""
    rules.refresh()
    planned = reminders.plan(clock.today(), at=clock.now())
    watch.beat(watchdog.PLAN, clock.real_now())
    return planned


@shared_task
def send_due() -> str:
    """Send what waits, where the hour allows."""
    at = clock.now()
    rules.refresh()
    said = ""
    if outbox.is_open(at):
        if not reminders.is_planned(clock.today()):  # beat was down at dawn: a digest that left now would lack what is due
            plan_today()
        said = outbox.send(at=at, on=clock.today(), real_at=clock.real_now(), is_patient=True).json()
    watch.beat(watchdog.SWEEP, clock.real_now())
    return said


@shared_task
def refresh_lights() -> int:
    """Bring the stored lights to today."""
    return lights.refresh(clock.today())
