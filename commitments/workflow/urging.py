"""The urging ladder's first rung: numbered notes to a department, replied to by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments import documents
from commitments.models import Commitment, UrgingItem, UrgingNote
from commitments.rules import rules
from departments.models import Role, User
from house.numbering import next_number
from house.writing import day_in_words, is_said
from workdays.calendar import current

from .base import step
from .table import Invalid, NotPossible


def urge(
    commitments: Iterable[Commitment],
    *,
    actor: User,
    at: datetime,
    demand: str,
    reply_by: date | None = None,
    level: str = UrgingNote.Level.URGING,
    skip_reason: str = "",
) -> list[UrgingNote]:
    """Urge one or fifty items (催办): each department gets one numbered note with its items. All or nothing.

    A supervision order (督办) on an item no unanswered urging note stands for skips a level and needs `skip_reason`.
    """
    if not is_said(demand):
        raise Invalid(demand=_("Say what is demanded."))
    on = localdate(at)
    reply_by = reply_by or current().add(on, rules().urging_reply_working_days)
    if reply_by < on:
        raise Invalid(reply_by=_("The new day lies in the past."))
    by_unit: dict[int, list[Commitment]] = {}
    with transaction.atomic():
        for item in Commitment.objects.filter(pk__in=[c.pk for c in commitments]).order_by("pk"):
            if item.lead_id is None:
                raise NotPossible(_("%(code)s has no lead department to urge.") % {"code": item.code})
            by_unit.setdefault(item.lead_id, []).append(item)
        if level == UrgingNote.Level.SUPERVISION and not skip_reason.strip():
            _require_urged(item for items in by_unit.values() for item in items)
        notes = []
        for department_id, items in sorted(by_unit.items()):
            note = UrgingNote.objects.create(
                number=_next_number(on.year, level),
                level=level,
                department_id=department_id,
                demand=demand,
                reply_by=reply_by,
                skip_reason=skip_reason if level == UrgingNote.Level.SUPERVISION else "",
                issued_by=actor,
                issued_at=at,
            )
            _put_on(note, items, actor=actor, at=at)
            notes.append(note)
    return notes


def climb(note: UrgingNote, *, actor: User, at: datetime, demand: str = "", reply_by: date | None = None) -> UrgingNote:
    """提级: an urging note left unanswered past its day becomes a supervision order on the same items, once."""
    on = localdate(at)
    with transaction.atomic():
        locked = UrgingNote.objects.select_for_update().get(pk=note.pk)
        if locked.level != UrgingNote.Level.URGING or UrgingNote.objects.filter(follows=locked).exists():
            raise NotPossible(_("%(number)s has climbed already, or is the highest level.") % {"number": locked.number})
        if not locked.is_unanswered(on=on):
            raise NotPossible(
                _("%(number)s climbs only when its day, %(day)s, has passed without a reply.")
                % {"number": locked.number, "day": day_in_words(locked.reply_by)}
            )
        order = UrgingNote.objects.create(
            number=_next_number(on.year, UrgingNote.Level.SUPERVISION),
            level=UrgingNote.Level.SUPERVISION,
            department_id=locked.department_id,
            demand=demand.strip() or locked.demand,
            reply_by=reply_by or current().add(on, rules().urging_reply_working_days),
            follows=locked,
            issued_by=actor,
            issued_at=at,
        )
        items = [item.commitment for item in locked.items.select_related("commitment")]
        running = [item for item in items if item.is_running]
        if not running:
            raise NotPossible(_("Nothing on %(number)s is running any more.") % {"number": locked.number})
        _put_on(order, running, actor=actor, at=at)
    return order


def _put_on(note: UrgingNote, items: Iterable[Commitment], *, actor: User, at: datetime) -> None:
    """Put the items on the note, tell those concerned, and write the letter down as it goes out."""
    rows = []
    for item in items:
        with step(item, "urge", actor=actor, at=at) as move:
            UrgingItem.objects.create(note=note, commitment=move.row)
            move.data |= {"note": note.number, "demand": note.demand, "reply_by": note.reply_by.isoformat()}
            move.tell("clerks", "heads")
            if note.level == UrgingNote.Level.SUPERVISION:
                move.tell("leader")
            rows.append(move.row)
    heads, clerks = (
        [str(person) for person in User.objects.of(note.department_id, role).order_by("pk")] for role in (Role.HEAD, Role.CLERK)
    )
    answering = documents.answering(heads, clerks)
    note.words = documents.composed(note, rows, answering=answering, issuer=str(actor), calendar=current())
    note.save(update_fields=["words"])


def _require_urged(items: Iterable[Commitment]) -> None:
    """Every item stands on an urging note that was not replied to."""
    for item in items:
        if not item.urgings.filter(note__level=UrgingNote.Level.URGING, note__replied_at=None).exists():
            raise Invalid(
                skip_reason=_("%(code)s was not urged before: say why a supervision order comes first.") % {"code": item.code}
            )


def reply(note: UrgingNote, *, actor: User, at: datetime, text: str) -> UrgingNote:
    """The unit replies to its note, once."""
    if not text.strip():
        raise Invalid(reply=_("Write the reply."))
    with transaction.atomic():
        locked = UrgingNote.objects.select_for_update().get(pk=note.pk)
        if locked.replied_at:
            raise NotPossible(_("%(number)s has been replied to.") % {"number": locked.number})
        locked.reply, locked.replied_by, locked.replied_at = text, actor, at
        locked.save(update_fields=["reply", "replied_by", "replied_at"])
        for item in locked.items.select_related("commitment"):
            with step(item.commitment, "reply_urging", actor=actor, at=at, permit=("reply_urging", locked)) as move:
                move.data |= {"note": locked.number, "reply": text}
                move.tell(people=[locked.issued_by])
    return locked


def _next_number(year: int, level: str) -> str:
    """催〔2021〕31号: each level counts by itself, each year from 1."""
    word = "督" if level == UrgingNote.Level.SUPERVISION else "催"
    start = f"{word}〔{year}〕"

    def taken() -> int:
        numbers = UrgingNote.objects.filter(number__startswith=start).values_list("number", flat=True)
        return max((int(number.removeprefix(start).removesuffix("号")) for number in numbers), default=0)

    return f"{start}{next_number(start, taken=taken)}号"
