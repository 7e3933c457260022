"""Keeping who called, and looking at it: each look with its reason in the order's history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid, NotPossible
from departments.access import require
from departments.models import User
from hotline.callers.scanning import refuse_numbers
from hotline.callers.sealing import Unreadable
from hotline.models import Caller, WorkOrder
from hotline.models.caller import SEALED

from .base import locked, record

LENGTHS = {"name": 60, "phone": 30, "address": 200}
REASON_MAX = 200


@dataclass(frozen=True)
class CallerData:
    """What the agent typed about the caller; all of it may be empty."""

    name: str = ""
    phone: str = ""
    address: str = ""
    callback: str = Caller.Callback.ANY

    def __bool__(self) -> bool:
        return bool(self.name.strip() or self.phone.strip() or self.address.strip())

    def check(self) -> None:
        """Raises `Invalid` for what is too long or no phone number."""
        wrong = {
            f"caller_{field}": _("At most %(count)s characters.") % {"count": most}
            for field, most in LENGTHS.items()
            if len(getattr(self, field)) > most
        }
        if self.phone.strip() and sum(c.isdigit() for c in self.phone) < 5:
            wrong["caller_phone"] = _("This is no phone number.")
        if self.callback not in Caller.Callback.values:
            wrong["callback"] = _("Pick one of the choices.")
        if wrong:
            raise Invalid(**wrong)

    def sealed_for(self, order: WorkOrder) -> Caller:
        """The row that keeps it, unsaved."""
        caller = Caller(order=order, callback=self.callback)
        caller.put(**{field: getattr(self, field).strip() for field in SEALED})
        return caller


def unmask(order: WorkOrder, *, actor: User, at: datetime, reason: str) -> dict[str, str]:
    """Name, phone and address in the clear, after the look and its reason stand in the append-only history.

    Raises `Denied`, `Invalid` without a reason (or with one that names the caller), `NotPossible` where nothing is kept
    or no key of this machine opens it.
    """
    with transaction.atomic():
        order = locked(order)
        capacity = require(actor, "unmask", order)
        reason = reason.strip()
        if len(reason) < 2:
            raise Invalid(reason=_("Say why you need to see it."))
        if len(reason) > REASON_MAX:
            raise Invalid(reason=_("At most %(count)s characters.") % {"count": REASON_MAX})
        refuse_numbers("reason", reason)
        caller = Caller.objects.filter(order=order).first()
        if caller is None:
            raise NotPossible(_("No caller is kept for this order."))
        try:
            seen = {field: caller.open(field) for field in SEALED}
        except Unreadable as error:
            raise NotPossible(_("The caller is sealed with a key that is not on this machine.")) from error
        if any(value and value in reason for value in seen.values()):
            raise Invalid(reason=_("The reason must not name the caller: the history keeps it for ever."))
        record(order, "unmask", actor, at, capacity.holder, {"reason": reason, "fields": [f for f in SEALED if seen[f]]})
    return seen
