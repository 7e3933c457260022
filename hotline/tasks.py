"""What beat asks for: each reads the clock and calls down; each may run twice, late, or beside itself."""

from __future__ import annotations

from celery import shared_task

from config import clock

from . import retention
from .importing import runs
from .signals import concepts, raising, tallies
from .suggesting import teaching
from .workflow import informing


@shared_task
def carry_out_imports() -> int:
    """Carry out the imports that wait, one after another."""
    done = 0
    while run := runs.next_waiting(real_at=clock.real_now()):
        runs.carry_out(run, at=clock.now(), real_now=clock.real_now)
        done += 1
    return done


@shared_task
def follow_what_is_said() -> int:
    """Read what new orders speak about, count the days they touch, draft answers, raise what many say together."""
    days = concepts.read_new()
    tallies.follow()
    tallies.recount(days)
    informing.follow(at=clock.now())
    return len(raising.sweep(at=clock.now()))


@shared_task
def learn_from_links() -> int:
    """Let the decisions since the last time teach the suggestions."""
    return teaching.learn(at=clock.now())[0]


@shared_task
def erase_expired() -> dict[str, int]:
    """Erase the callers and words whose time is over; a day beat was down is made good on the next."""
    return retention.erase(clock.today(), at=clock.now()).told
