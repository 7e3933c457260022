"""The unit's answer to what a link says: for the hotline to use, it decides nothing about the link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid, NotPossible
from departments.access import require
from departments.models import User
from hotline.callers.scanning import refuse_numbers
from hotline.models import Link

from .base import locked_link, record
from .informing import draft

ANSWER_MAX = 1_000


def answer(link: Link, *, actor: User, at: datetime, text: str, version: int | None = None) -> Link:
    """The lead department answers, or corrects its answer.

    Raises `Denied`, `Conflict` (a colleague answered since `version`), `NotPossible` on a rejected link, `Invalid`.
    """
    with transaction.atomic():
        link = locked_link(link, version)
        capacity = require(actor, "answer", link)
        if link.state == Link.State.REJECTED:
            raise NotPossible(_("This link was rejected; there is nothing to answer."))
        text = text.strip()
        if not text:
            raise Invalid(text=_("Write the answer."))
        if len(text) > ANSWER_MAX:
            raise Invalid(text=_("At most %(count)s characters.") % {"count": ANSWER_MAX})
        refuse_numbers("text", text)
        link.unit_answer, link.answered_by, link.answered_at = text, actor, at
        link.version += 1
        link.save(update_fields=["unit_answer", "answered_by", "answered_at", "version"])
        draft(link, at=at)
        record(link.order, "unit_answer", actor, at, capacity.holder, {"link": link.pk, "commitment": link.commitment.code})
    return link
