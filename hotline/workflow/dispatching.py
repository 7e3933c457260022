"""From the hotline to a unit and back: answer directly, dispatch, audit a return, extend, review, supervise."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid, NotPossible
from departments.models import Department, User
from history.models import Event
from hotline import clock
from hotline.models import Handling, WorkOrder

from .base import digest, words_of
from .moving import Move, said, step
from .notices import tell_unit
from .promising import lay_before
from .table import why_not_yet

ANSWER_MAX = 2_000


def answer_directly(order: WorkOrder, *, actor: User, at: datetime, text: str, version: int | None = None) -> WorkOrder:
    """The agent answers at once; nothing is dispatched."""
    with step(order, "answer_directly", actor=actor, at=at, version=version) as move:
        words = words_of(move.order)
        words.answer = said("text", text, most=ANSWER_MAX)
        words.save(update_fields=["answer"])
        move.order.close_kind = WorkOrder.CloseKind.DIRECT
        move.order.closed_on = move.on
        move.data |= {"kind": move.order.close_kind, "text_digest": digest(words.salt, words.answer)}
    return move.order


def dispatch(order: WorkOrder, unit: Department, *, actor: User, at: datetime, version: int | None = None) -> WorkOrder:
    """Send it to a unit; the clock starts now. The unit reads the released summary, so there must be one."""
    with step(order, "dispatch", actor=actor, at=at, version=version) as move:
        _send(move, unit)
    return move.order


def reassign(
    order: WorkOrder, unit: Department, *, actor: User, at: datetime, reason: str, version: int | None = None
) -> WorkOrder:
    """The return is right: another unit gets it, with a clock of its own."""
    with step(order, "reassign", actor=actor, at=at, version=version) as move:
        if unit == move.dispatched.unit:
            raise Invalid(unit=_("It comes back from this unit; uphold the dispatch or designate instead."))
        _send_on(move, unit, reason)
    return move.order


def designate(
    order: WorkOrder, unit: Department, *, actor: User, at: datetime, reason: str, version: int | None = None
) -> WorkOrder:
    """Whose it is stays open: this unit handles it and cannot return it again."""
    with step(order, "designate", actor=actor, at=at, version=version) as move:
        _send_on(move, unit, reason, is_designated=True)
    return move.order


def uphold(order: WorkOrder, *, actor: User, at: datetime, reason: str, version: int | None = None) -> WorkOrder:
    """The unit keeps it; its clock ran on meanwhile, and it cannot return it again."""
    with step(order, "uphold", actor=actor, at=at, version=version) as move:
        handling = move.dispatched
        handling.is_designated = True
        handling.signed_at = handling.signed_at or at
        move.data["reason"] = said("reason", reason)
    return move.order


def grant_extension(order: WorkOrder, *, actor: User, at: datetime, version: int | None = None) -> WorkOrder:
    """More time, as asked for; the caller is told of the new day."""
    with step(order, "grant_extension", actor=actor, at=at, version=version) as move:
        handling = _asked(move)
        handling.extension = Handling.Extension.GRANTED
        handling.due_on = move.calendar.add(handling.due_on, handling.extension_days or 0)
        move.data |= {"due": handling.due_on.isoformat(), "days": handling.extension_days}
    return move.order


def tell_extension(order: WorkOrder, *, actor: User, at: datetime, version: int | None = None) -> WorkOrder:
    """The hotline told the caller of the new day; once for each extension."""
    with step(order, "tell_extension", actor=actor, at=at, version=version) as move:
        handling = move.dispatched
        if handling.extension != Handling.Extension.GRANTED:
            raise NotPossible(_("No more time was given."))
        if WorkOrder.objects.filter(pk=move.order.pk).exclude(extension_untold()).exists():
            raise NotPossible(_("The caller was told already."))
        move.data |= {"due": handling.due_on.isoformat(), "dispatch": handling.number}
    return move.order


def extension_untold() -> Q:
    """Orders whose unit was given more time of which the caller was not told yet."""
    given = Handling.objects.filter(ended_at=None, extension=Handling.Extension.GRANTED)
    since = given.filter(order=OuterRef(OuterRef("pk"))).values("dispatched_at")[:1]
    told = Event.objects.filter(stream=Concat(Value("work_order:"), OuterRef("number")), action="tell_extension")
    return Q(Exists(given.filter(order=OuterRef("pk")))) & ~Q(Exists(told.filter(at__gte=Subquery(since))))


def refuse_extension(order: WorkOrder, *, actor: User, at: datetime, reason: str, version: int | None = None) -> WorkOrder:
    with step(order, "refuse_extension", actor=actor, at=at, version=version) as move:
        _asked(move).extension = Handling.Extension.REFUSED
        move.data["reason"] = said("reason", reason)
    return move.order


def pass_reply(order: WorkOrder, *, actor: User, at: datetime, version: int | None = None) -> WorkOrder:
    """The reply is in order: the caller is called back; a staged one is tracked until the day it promises."""
    promised = Handling.objects.filter(order=order, ended_at=None).values_list("promised_on", flat=True).first()
    action = "track" if promised else "pass_reply"
    with step(order, action, actor=actor, at=at, version=version) as move:
        handling = move.dispatched
        if promised:
            handling.due_on = promised
            move.data["promised"] = promised.isoformat()
    return move.order


def send_back(order: WorkOrder, *, actor: User, at: datetime, reason: str, version: int | None = None) -> WorkOrder:
    """The reply does not answer what was asked; the clock runs on."""
    with step(order, "send_back", actor=actor, at=at, version=version) as move:
        move.dispatched.sent_back = said("reason", reason)
        move.dispatched.promised_on = None
        lay_before(move.dispatched)
        move.data["reason"] = move.dispatched.sent_back
    return move.order


def supervise(
    order: WorkOrder, *, actor: User, at: datetime, demand: str, reply_by: date, version: int | None = None
) -> WorkOrder:
    """The hotline lead presses, at any time: the demand stands in the history and on the unit's page."""
    with step(order, "supervise", actor=actor, at=at, version=version) as move:
        if reply_by < move.on:
            raise Invalid(reply_by=_("This day is past."))
        move.data |= {"reason": said("demand", demand), "reply_by": reply_by.isoformat()}
    return move.order


def _send(move: Move, unit: Department, **fields: bool) -> Handling:
    if sentence := why_not_yet("dispatch", move.order):
        raise NotPossible(sentence)
    due = clock.due_on(move.order.nature, move.on, move.calendar, move.rules)
    last = Handling.objects.filter(order=move.order).order_by("-number").first()
    made = Handling.objects.create(
        order=move.order,
        unit=unit,
        number=last.number + 1 if last else 1,
        dispatched_at=move.at,
        dispatched_on=move.on,
        due_on=due,
        original_due_on=due,
        **fields,
    )
    tell_unit(made, actor=move.actor, at=move.at)
    move.data |= {"unit": unit.code, "due": due.isoformat(), "dispatch": made.number}
    return made


def _send_on(move: Move, unit: Department, reason: str, **fields: bool) -> None:
    move.data["reason"] = said("reason", reason)
    handling = move.dispatched
    handling.ended_at = move.at
    handling.save()
    _send(move, unit, **fields)


def _asked(move: Move) -> Handling:
    if move.dispatched.extension != Handling.Extension.ASKED:
        raise NotPossible(_("No extension is asked for."))
    return move.dispatched
