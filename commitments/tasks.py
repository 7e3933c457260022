"""What beat asks for: each reads the clock and calls down; each may run twice, late, or beside itself."""

from __future__ import annotations

from celery import shared_task

from config import clock

from . import lights, outbox, reminders, rules


@shared_task
def plan_today() -> int:
    """Write what is due today, or was missed."""
    rules.refresh()
    return reminders.plan(clock.today(), at=clock.now())


@shared_task
def send_due() -> str:
    """Send what waits, where the hour allows."""
    at = clock.now()
    rules.refresh()
    if not outbox.is_open(at):
        return ""
    return outbox.send(at=at, on=clock.today(), real_at=clock.real_now(), is_patient=True).json()


@shared_task
def refresh_lights() -> int:
    """Bring the stored lights to today."""
    return lights.refresh(clock.today())
