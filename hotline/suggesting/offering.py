"""Suggestions for one work order: what is offered, what was taken, what an agent put aside. Nothing is linked here."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment
from commitments.workflow.table import NotPossible
from departments.access import require, scope
from departments.models import User
from history import ledger
from hotline.models import Offer, WorkOrder

from .asking import Suggestion, suggest

OFFERED = 5
SPARE = 4  # so many times more are asked for, as some of them are cut: the reader may not see or link them


def settled(order: WorkOrder) -> set[str]:
    """Codes not to be offered for `order` again: linked, rejected by the lead, or dismissed."""
    dismissed = Offer.objects.filter(order=order).exclude(dismissed_at=None).values_list("commitment__code", flat=True)
    return {*order.links.values_list("commitment__code", flat=True), *dismissed}


def offer(order: WorkOrder, *, reader: User, on: date) -> list[Suggestion]:
    """What is offered to `reader` for `order` on the local day `on`, best first; written down once per pair.

    Offered are published commitments he may read, as only those can be linked.
    """
    with transaction.atomic():
        found = suggest(order.words.text, order.county, top=SPARE * OFFERED, exclude=settled(order), on=on)
        ids = [one.commitment_id for one in found]
        linkable = Commitment.objects.published().filter(pk__in=ids, merged_into=None)
        readable = set(scope(linkable, reader).values_list("pk", flat=True))
        found = [one for one in found if one.commitment_id in readable][:OFFERED]
        Offer.objects.bulk_create(
            [
                Offer(order=order, commitment_id=one.commitment_id, rank=rank, score=one.score, offered_on=on)
                for rank, one in enumerate(found, start=1)
            ],
            ignore_conflicts=True,
        )
    return found


def dismiss(order: WorkOrder, commitment: Commitment, *, actor: User, at: datetime) -> None:
    """Put a suggestion aside: the pair is never offered again, and the engine learns from it.

    Raises `Denied`; `NotPossible` where it was not offered or is dismissed already.
    """
    with transaction.atomic():
        capacity = require(actor, "link", order)
        row = Offer.objects.select_for_update().filter(order=order, commitment=commitment).first()
        if row is None:
            raise NotPossible(_("%(code)s was not suggested for this order.") % {"code": commitment.code})
        if row.dismissed_at:
            raise NotPossible(_("This suggestion is put aside already."))
        row.dismissed_at, row.dismissed_by = at, actor
        row.save(update_fields=["dismissed_at", "dismissed_by"])
        ledger.record(
            order.stream,
            "dismiss_suggestion",
            actor=actor,
            on_behalf_of=capacity.holder,
            at=at,
            data={"commitment": commitment.code, "rank": row.rank},
        )
