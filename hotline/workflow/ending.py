"""How an order ends: the callback, redo, closing, merging into a master – and what is left out of the rates, why, by whom."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid, NotPossible
from departments.models import User
from hotline import clock
from hotline.models import Handling, WorkOrder
from hotline.models.order import State

from .base import digest, locked
from .dispatching import ANSWER_MAX
from .moving import said, step
from .notices import tell_unit
from .table import why_not_yet


def call_back(
    order: WorkOrder,
    *,
    actor: User,
    at: datetime,
    reached: bool,
    solved: bool = False,
    satisfied: bool = False,
    version: int | None = None,
) -> WorkOrder:
    """What the caller says of the reply. Neither solved nor satisfied: it is to be redone; else it can be closed."""
    with step(order, "call_back", actor=actor, at=at, version=version) as move:
        move.order.callback = _result(reached, solved, satisfied)
        move.data |= {"reached": reached} | ({"solved": solved, "satisfied": satisfied} if reached else {})
    return move.order


def redo(order: WorkOrder, *, actor: User, at: datetime, reason: str, version: int | None = None) -> WorkOrder:
    """Unsatisfied and unsolved: the same unit does it again, with a new clock."""
    with step(order, "redo", actor=actor, at=at, version=version) as move:
        if move.order.callback != WorkOrder.Callback.NEITHER:
            raise NotPossible(_("It is redone when the caller said it is neither solved nor satisfactory."))
        old = move.dispatched
        old.ended_at = at
        old.save()
        due = clock.due_on(move.order.nature, move.on, move.calendar, move.rules)
        made = Handling.objects.create(
            order=move.order, unit=old.unit, number=old.number + 1, is_designated=True, is_redo=True,
            dispatched_at=at, dispatched_on=move.on, due_on=due, original_due_on=due,
        )  # fmt: skip
        tell_unit(made, actor=actor, at=at)
        move.order.callback = ""
        move.data |= {"due": due.isoformat(), "dispatch": made.number, "reason": said("reason", reason)}
    return move.order


def close(order: WorkOrder, *, actor: User, at: datetime, kind: str, reason: str = "", version: int | None = None) -> WorkOrder:
    """Close it. Without a callback, or unsolved, only with a reason; not while it is to be redone."""
    with step(order, "close", actor=actor, at=at, version=version) as move:
        row = move.order
        if kind not in WorkOrder.CloseKind.values or kind in {WorkOrder.CloseKind.DIRECT, WorkOrder.CloseKind.MERGED}:
            raise Invalid(kind=_("Pick how it ended."))
        if row.callback == WorkOrder.Callback.NEITHER:
            raise NotPossible(_("The caller is neither helped nor satisfied: have it redone."))
        if reason.strip() or not row.callback or kind != WorkOrder.CloseKind.SOLVED:
            move.data["reason"] = said("reason", reason)
        if move.handling:
            move.handling.ended_at = at
        row.close_kind, row.closed_on = kind, move.on
        move.data["kind"] = kind
    return move.order


def merge(order: WorkOrder, into: WorkOrder, *, actor: User, at: datetime, version: int | None = None) -> WorkOrder:
    """A repeat goes on under its master; its caller is still told, for himself, once the master is closed."""
    with step(order, "merge", actor=actor, at=at, version=version) as move:
        master = locked(into)
        if master.pk == move.order.pk:
            raise Invalid(into=_("An order is not merged into itself."))
        if master.state == State.MERGED or master.master_id:
            raise NotPossible(_("%(number)s is merged itself; merge into its master.") % {"number": master.number})
        if sentence := why_not_yet("merge", move.order):
            raise NotPossible(sentence)
        if move.handling:
            move.handling.ended_at = at
        move.order.master = master
        move.data["into"] = master.number
    return move.order


def tell_merged(order: WorkOrder, *, actor: User, at: datetime, text: str, version: int | None = None) -> WorkOrder:
    """The caller of a merged order is told what came of it."""
    with step(order, "tell_merged", actor=actor, at=at, version=version) as move:
        row = move.order
        if row.master and row.master.state != State.CLOSED:
            raise NotPossible(_("%(number)s is not closed yet.") % {"number": row.master.number})
        told = said("text", text, most=ANSWER_MAX)
        if words := getattr(row, "words", None):
            words.answer = told
            words.save(update_fields=["answer"])
            move.data["text_digest"] = digest(words.salt, told)
        row.close_kind, row.closed_on = WorkOrder.CloseKind.MERGED, move.on
        move.data["kind"] = row.close_kind
    return move.order


def exclude(order: WorkOrder, *, actor: User, at: datetime, reason: str, version: int | None = None) -> WorkOrder:
    """Leave the order out of the three rates; reason and approver are listed beside them."""
    with step(order, "exclude", actor=actor, at=at, version=version) as move:
        if move.order.is_excluded:
            raise NotPossible(_("It is left out already."))
        move.order.is_excluded = True
        move.data["reason"] = said("reason", reason)
    return move.order


def _result(reached: bool, solved: bool, satisfied: bool) -> str:
    if not reached:
        return WorkOrder.Callback.NOT_REACHED
    if solved and satisfied:
        return WorkOrder.Callback.BOTH
    if solved:
        return WorkOrder.Callback.SOLVED
    return WorkOrder.Callback.SATISFIED if satisfied else WorkOrder.Callback.NEITHER
