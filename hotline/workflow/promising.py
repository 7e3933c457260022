"""A staged reply promises a day: it is laid before the supervisor, who makes it a commitment or a site, or declines it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment
from commitments.models.commitment import CommitmentQuerySet
from commitments.workflow import promising
from commitments.workflow.table import Invalid, NotPossible
from departments.access import require
from departments.models import User
from hotline.callers.scanning import refuse_numbers
from hotline.models import Handling, Link, StagedPromise

from .base import locked, record
from .moving import said

State = StagedPromise.State


def lay_before(handling: Handling) -> None:
    """The reply of `handling` as it stands: its day is proposed, once; another day that waits is promised no longer.

    Part of the transaction of whoever changed the reply.
    """
    waiting = StagedPromise.objects.filter(handling=handling, state=State.WAITING)
    if handling.promised_on is None:
        waiting.update(state=State.DROPPED)
        return
    waiting.exclude(promised_on=handling.promised_on).update(state=State.DROPPED)
    row, _made = StagedPromise.objects.get_or_create(handling=handling, promised_on=handling.promised_on)
    if row.state == State.DROPPED:
        row.state = State.WAITING
        row.save(update_fields=["state"])


def promise_commitment(promise: StagedPromise, *, actor: User, at: datetime, title: str, sentence: str) -> StagedPromise:
    """Take it over as a draft commitment of the unit, due on the promised day."""
    refuse_numbers("title", title)
    refuse_numbers("sentence", sentence)
    with _decision(promise, "take_promise", State.TAKEN, actor=actor, at=at) as row:
        handling = row.handling
        row.commitment = promising.draft_promise(
            actor=actor,
            at=at,
            title=title,
            sentence=sentence,
            deadline=row.promised_on,
            lead=handling.unit,
            order=handling.order.number,
        )
    return row


def promise_site(promise: StagedPromise, commitment: Commitment, *, actor: User, at: datetime, name: str) -> StagedPromise:
    """Take it over as a site of a commitment the order is linked to, due on the promised day."""
    refuse_numbers("name", name)
    with _decision(promise, "take_promise", State.TAKEN, actor=actor, at=at) as row:
        order = row.handling.order
        if not linked(row).filter(pk=commitment.pk).exists():
            raise Invalid(commitment=_("The order is not linked to %(code)s.") % {"code": commitment.code})
        row.site = promising.promise_site(
            commitment,
            actor=actor,
            at=at,
            name=name,
            deadline=row.promised_on,
            county=order.county,
            township=order.township,
            order=order.number,
        )
        row.commitment = commitment
    return row


def decline_promise(promise: StagedPromise, *, actor: User, at: datetime, reason: str) -> StagedPromise:
    """It is tracked with its order and nowhere else."""
    with _decision(promise, "decline_promise", State.DECLINED, actor=actor, at=at) as row:
        row.reason = said("reason", reason)
    return row


def linked(promise: StagedPromise) -> CommitmentQuerySet:
    """The commitments the order is linked to."""
    valid = Link.objects.filter(order=promise.handling.order_id).exclude(state=Link.State.REJECTED)
    return Commitment.objects.filter(pk__in=valid.values("commitment"))


def reopen_promise(promise: StagedPromise, *, actor: User, at: datetime) -> StagedPromise:
    """Take a declined one up again: it waits as before it was declined; the reason stays in the order's history.

    Raises `Denied`, `NotPossible` for one not declined, and for a day that the unit promises no longer.
    """
    with _decision(promise, "reopen_promise", State.WAITING, actor=actor, at=at, of=State.DECLINED) as row:
        if row.handling.promised_on != row.promised_on:
            raise NotPossible(_("The unit no longer promises this day."))
        row.reason = ""
    return row


@contextmanager
def _decision(
    promise: StagedPromise, action: str, state: str, *, actor: User, at: datetime, of: str = State.WAITING
) -> Iterator[StagedPromise]:
    """Decide a promise in the state `of`, once; the event stands in the order's history."""
    with transaction.atomic():
        locked(promise.handling.order)
        row = StagedPromise.objects.select_related("handling__order__county", "handling__unit").get(pk=promise.pk)
        capacity = require(actor, action, row)
        if row.state != of:
            raise NotPossible(_("This promise stands otherwise: %(state)s.") % {"state": row.get_state_display()})
        yield row
        decided = state != State.WAITING
        row.state, row.decided_by, row.decided_at = state, actor if decided else None, at if decided else None
        row.save()
        told = {"promised": row.promised_on.isoformat(), "unit": row.handling.unit.code}
        if row.commitment:
            told["commitment"] = row.commitment.code
        if row.site:
            told["site"] = row.site.name
        if row.reason:
            told["reason"] = row.reason
        record(row.handling.order, action, actor, at, capacity.holder, told)
