"""Deliveries given up: a supervisor sends one again by hand, or puts it aside with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from departments.access import require
from departments.models import User
from history import ledger

from .models import Delivery
from .models.reminder import DeliveryState
from .workflow.table import Invalid, NotPossible


def send_again(delivery: Delivery, *, actor: User, at: datetime) -> Delivery:
    """It waits anew, with all its attempts and under its Message-ID; the next sweep takes it."""
    return _move(delivery, DeliveryState.WAITING, "resend", actor=actor, at=at, reason="")


def put_aside(delivery: Delivery, *, actor: User, at: datetime, reason: str) -> Delivery:
    """It will not go out; the reason stands in its place."""
    if not reason.strip():
        raise Invalid(reason=_("Say why."))
    return _move(delivery, DeliveryState.DROPPED, "put_aside", actor=actor, at=at, reason=reason[:200])


def _move(delivery: Delivery, state: str, action: str, *, actor: User, at: datetime, reason: str) -> Delivery:
    require(actor, "resend", delivery)
    with transaction.atomic():
        row = Delivery.objects.select_for_update().select_related("digest").get(pk=delivery.pk)
        if row.state != DeliveryState.FAILED:
            raise NotPossible(
                _("Only what was given up is sent again or put aside; this is: %(state)s.") % {"state": row.get_state_display()}
            )
        row.state, row.reason, row.refusals, row.next_try_at = state, reason, 0, None
        row.first_tried_at = None  # the watch counts from the new attempts
        row.save(update_fields=["state", "reason", "refusals", "next_try_at", "first_tried_at"])
        row.digest.reminders.filter(state=DeliveryState.FAILED).update(state=state, reason=reason)
        ledger.record(f"delivery:{row.pk}", action, actor=actor, at=at, data={"reason": reason} if reason else {})
    return row
