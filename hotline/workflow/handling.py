"""What the unit does with an order sent to it: sign for it, return it, ask for more time, reply."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid, NotPossible
from departments.models import User
from hotline import clock
from hotline.models import Handling
from house.writing import day_in_words

from .base import digest
from .moving import said, step
from .promising import lay_before

REPLY_MAX = 2_000


def sign_for(handling: Handling, *, actor: User, at: datetime, version: int | None = None) -> Handling:
    with step(handling.order, "sign_for", actor=actor, at=at, version=version, of_unit=True) as move:
        move.dispatched.signed_at = at
    return move.dispatched


def ask_return(handling: Handling, *, actor: User, at: datetime, reason: str, version: int | None = None) -> Handling:
    """Not ours to do: within the first working days, with the reason; a designated unit cannot."""
    with step(handling.order, "ask_return", actor=actor, at=at, version=version, of_unit=True) as move:
        row = move.dispatched
        if row.is_designated:
            raise NotPossible(_("Your unit was designated for this order; it cannot be returned."))
        last = clock.return_until(row.dispatched_on, move.calendar, move.rules)
        if move.on > last:
            raise NotPossible(
                _("It could be returned until %(day)s, within %(days)s working days of the dispatch.")
                % {"day": day_in_words(last), "days": move.rules.return_days}
            )
        row.return_reason = said("reason", reason)
        move.data["reason"] = row.return_reason
    return move.dispatched


def ask_extension(
    handling: Handling, *, actor: User, at: datetime, days: int, reason: str, version: int | None = None
) -> Handling:
    """More working days, asked for once and before the due day is over."""
    with step(handling.order, "ask_extension", actor=actor, at=at, version=version, of_unit=True) as move:
        row = move.dispatched
        if row.extension:
            raise NotPossible(_("More time was asked for already: %(state)s.") % {"state": row.get_extension_display()})
        if move.on > row.due_on:
            raise NotPossible(
                _("The order was due on %(day)s; more time is asked for before.") % {"day": day_in_words(row.due_on)}
            )
        if not 1 <= days <= move.rules.extension_days:
            raise Invalid(days=_("Between 1 and %(most)s working days.") % {"most": move.rules.extension_days})
        row.extension, row.extension_days = Handling.Extension.ASKED, days
        row.extension_reason = said("reason", reason)
        move.data |= {"days": days, "reason": row.extension_reason}
    return move.dispatched


def reply(
    handling: Handling,
    *,
    actor: User,
    at: datetime,
    text: str,
    promised_on: date | None = None,
    version: int | None = None,
) -> Handling:
    """The unit's reply for the caller. With `promised_on` a staged one: not now, but by that day – itself a promise."""
    with step(handling.order, "reply", actor=actor, at=at, version=version, of_unit=True) as move:
        row = move.dispatched
        if promised_on and promised_on <= move.on:
            raise Invalid(promised_on=_("The promised day lies ahead."))
        row.reply, row.replied_by, row.replied_at = said("text", text, most=REPLY_MAX), actor, at
        row.promised_on, row.sent_back = promised_on, ""
        lay_before(row)
        move.data |= {
            "due": row.due_on.isoformat(),
            "late": clock.days_late(row.due_on, move.on, move.calendar),
            "text_digest": digest(move.order.words.salt, row.reply) if hasattr(move.order, "words") else "",
        } | ({"promised": promised_on.isoformat()} if promised_on else {})
    return move.dispatched
