"""What every step on a work order shares: the locked row, the version the person saw, the event."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commitments.workflow.table import Conflict, NotPossible
from departments.models import User
from history import ledger
from hotline.models import Link, WorkOrder, WorkOrderText


def locked(order: WorkOrder, version: int | None = None) -> WorkOrder:
    """The order's row, held until the transaction ends; another version than the one seen raises `Conflict`."""
    row = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if version is not None and row.version != version:
        raise Conflict(row)
    return row


def locked_link(link: Link, version: int | None = None) -> Link:
    """The link's row with its order and commitment; another version than the one seen raises `Conflict`."""
    rows = Link.objects.select_for_update(of=("self",)).select_related("order", "commitment__lead", "commitment__report")
    row = rows.get(pk=link.pk)
    if version is not None and row.version != version:
        raise Conflict(row)
    return row


def words_of(order: WorkOrder) -> WorkOrderText:
    """What was said, for a step that adds to it. Raises `NotPossible` where retention has erased it."""
    words: WorkOrderText | None = getattr(order, "words", None)
    if words is None:
        raise NotPossible(_("The words of this order are past their time and erased; nothing is added to it any more."))
    return words


def record(order: WorkOrder, action: str, actor: User | None, at: datetime, holder: User | None, data: dict[str, Any]) -> None:
    """Append the event (no actor: the calendar moved it); `data` holds ids, codes and figures, words only as a salted digest."""
    ledger.record(order.stream, action, actor=actor, on_behalf_of=holder, at=at, data=data)


def digest(salt: str, words: str) -> str:
    """Proves later what was said without holding it."""
    return hashlib.sha256(f"{salt}{words}".encode()).hexdigest()
