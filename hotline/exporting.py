"""An export of work orders: for a logged reason, without callers, every number of a person starred out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid
from departments.access import require
from departments.models import User
from history import ledger
from house.tables import MARK, harmless

from .callers.scanning import masked, refuse_numbers
from .models import WorkOrder

STREAM = "hotline_exports"
HEADINGS = ("number", "source", "number there", "received", "nature", "channel", "county", "township", "place", "what was said")


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def export(orders: QuerySet[WorkOrder], *, actor: User, at: datetime, reason: str, asked: dict[str, str]) -> Iterator[str]:
    """The lines of a csv of `orders`, after the export, its filters and its reason stand in the history.

    Raises `Denied`, `Invalid` without a reason.
    """
    capacity = require(actor, "export_orders", WorkOrder)
    reason = reason.strip()
    if len(reason) < 2:
        raise Invalid(reason=_("Say what the export is for."))
    if len(reason) > 200:
        raise Invalid(reason=_("At most %(count)s characters.") % {"count": 200})
    refuse_numbers("reason", reason)
    told = {name: masked(value) for name, value in asked.items()}
    with transaction.atomic():
        data = {"reason": reason, "filters": told}
        ledger.record(STREAM, "export", actor=actor, on_behalf_of=capacity.holder, at=at, data=data)
    return _lines(orders)


def _lines(orders: QuerySet[WorkOrder]) -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    yield MARK + writer.writerow([_(heading) for heading in HEADINGS])
    for order in orders.select_related("county", "words").iterator(chunk_size=1_000):
        words = getattr(order, "words", None)
        cells = [
            order.number,
            order.source,
            order.source_number,
            f"{localtime(order.received_at):%Y-%m-%d %H:%M}",
            order.get_nature_display(),
            order.get_channel_display(),
            order.county.short_name if order.county else "",
            order.township,
            masked(order.place),
            masked(words.text) if words else "",
        ]
        yield writer.writerow(map(harmless, cells))
