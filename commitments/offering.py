"""Offering new notices to a worker: a courtesy only – what nobody was offered waits for the next sweep."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)


class _Offer:
    """When this process last spoke to the broker (monotonic seconds): neither a storm nor a storm of warnings."""

    PAUSE = 1.0  # one offer stands for all that came in the same second
    DOWN_PAUSE = 30.0
    not_before = 0.0
    is_down = False


@contextmanager
def held() -> Iterator[None]:
    """What this process writes meanwhile is offered to no worker: its notices belong to a past that is being lived."""
    before, _Offer.not_before = _Offer.not_before, math.inf
    try:
        yield
    finally:
        _Offer.not_before = before


def offer() -> None:
    """After the commit, ask a worker to empty the outbox now.

    A broker that is down is logged once and nothing is lost: the rows wait for the next sweep.
    """
    transaction.on_commit(_ask_worker, robust=True)


def _ask_worker() -> None:
    if time.monotonic() < _Offer.not_before:
        return
    try:
        current_app.send_task("commitments.tasks.send_due", retry=False)
    except Exception as error:  # whatever the broker's client raises: the step is done, its notice waits
        _Offer.not_before = time.monotonic() + _Offer.DOWN_PAUSE
        if not _Offer.is_down:
            log.warning("broker unreachable, notices wait for the next sweep", error=type(error).__name__)
        _Offer.is_down = True
    else:
        _Offer.not_before = time.monotonic() + _Offer.PAUSE
        _Offer.is_down = False
