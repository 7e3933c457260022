"""A promise moved: an answer is drafted for each linked caller, told one by one, never naming another."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment, Stage
from commitments.sentences import day
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import require
from departments.models import User
from history.models import Event
from hotline.models import AnswerDraft, Link, SweepMark
from house.quotes import within

from .base import digest, record

MOVES = {
    "report_progress", "report_share", "update_site", "complete", "set_deadline", "grant_extension",
    "reopen", "cancel", "suspend",
}  # fmt: skip
ANSWER_MAX = 1_000
STREAM = "commitment:"
STEP = 5_000
LATE = 1_000  # events so far behind the newest one seen are looked at again: a slower transaction commits after it


def standing(commitment: Commitment) -> str:
    """What callers may be told of, as one line to compare: an answer is drafted when it is another one."""
    row = commitment
    return "|".join(str(part or "") for part in (row.stage, row.current_value, row.value_on, row.deadline, row.last_report_on))


def words(link: Link) -> str:
    """The answer to the caller of `link`: published facts and what the unit answered; no other caller, no narrative."""
    row = link.commitment
    about = _("On what you told us on %(day)s (“%(title)s”): ") % {
        "day": day(link.order.received_on.isoformat()),
        "title": within(row.title),
    }
    said = []
    if link.unit_answer:
        said.append(_("%(unit)s answers: %(text)s") % {"unit": row.lead, "text": link.unit_answer})
    if row.stage == Stage.COMPLETED:
        said.append(_("It was completed on %(day)s.") % {"day": day(row.completed_on and row.completed_on.isoformat())})
    elif row.stage in {Stage.SUSPENDED, Stage.CANCELLED}:
        said.append(_("It is %(stage)s now.") % {"stage": row.get_stage_display()})
    else:
        if row.current_value is not None and row.value is not None:
            said.append(
                _("By %(day)s %(value)s of %(target)s %(unit)s were reached.")
                % {
                    "day": day(row.value_on and row.value_on.isoformat()),
                    "value": f"{row.current_value.normalize():f}",
                    "target": f"{row.value.normalize():f}",
                    "unit": row.unit,
                }
            )
        elif row.last_report_on:
            said.append(_("The unit reported on its progress on %(day)s.") % {"day": day(row.last_report_on.isoformat())})
        said.append(_("It is due on %(day)s.") % {"day": day(row.deadline.isoformat())})
    return about + "".join(said)


def draft(link: Link, *, at: datetime) -> AnswerDraft:
    """Draft the answer for one caller, or bring the waiting draft up to date; part of the caller's transaction."""
    waiting = AnswerDraft.objects.filter(link=link, state=AnswerDraft.State.WAITING).first() or AnswerDraft(link=link, version=0)
    waiting.text, waiting.drafted_at = words(link), at
    waiting.version += 1
    waiting.save()
    Link.objects.filter(pk=link.pk).update(told=standing(link.commitment))
    return waiting


def follow(*, at: datetime) -> int:
    """Draft answers for the callers linked to what moved since the last time; returns how many. Idempotent."""
    mark, _made = SweepMark.objects.get_or_create(name="answers")
    drafted, place = 0, max(mark.event - LATE, 0)
    while True:
        events = Event.objects.filter(pk__gt=place).order_by("pk")
        batch = list(events.values_list("pk", "stream", "action")[:STEP])
        if not batch:
            return drafted
        codes = {stream.removeprefix(STREAM) for _pk, stream, action in batch if stream.startswith(STREAM) and action in MOVES}
        for commitment in Commitment.objects.filter(code__in=codes).select_related("lead"):
            drafted += _for_all(commitment, at=at)
        place = batch[-1][0]
        mark.event = max(mark.event, place)
        mark.save()


def _for_all(commitment: Commitment, *, at: datetime) -> int:
    now = standing(commitment)
    links = Link.objects.filter(commitment=commitment).exclude(state=Link.State.REJECTED).exclude(kind=Link.Kind.THANKS)
    drafted = 0
    for link in links.exclude(told=now).select_related("order").iterator(chunk_size=500):
        link.commitment = commitment
        with transaction.atomic():
            draft(link, at=at)
        drafted += 1
    return drafted


def tell_caller(waiting: AnswerDraft, *, actor: User, at: datetime, text: str, version: int | None = None) -> AnswerDraft:
    """The hotline told this caller `text`. Raises `Denied`, `Conflict`, `NotPossible` a second time, `Invalid`."""
    text = text.strip()
    if not text:
        raise Invalid(text=_("Write what the caller was told."))
    if len(text) > ANSWER_MAX:
        raise Invalid(text=_("At most %(count)s characters.") % {"count": ANSWER_MAX})
    return _decide(waiting, AnswerDraft.State.TOLD, "tell_caller", actor=actor, at=at, text=text, version=version)


def drop_answer(waiting: AnswerDraft, *, actor: User, at: datetime, version: int | None = None) -> AnswerDraft:
    """This caller is not told: no way to reach him, or told already. Raises like `tell_caller`."""
    return _decide(waiting, AnswerDraft.State.DROPPED, "drop_answer", actor=actor, at=at, text=None, version=version)


def _decide(
    waiting: AnswerDraft, state: str, action: str, *, actor: User, at: datetime, text: str | None, version: int | None
) -> AnswerDraft:
    with transaction.atomic():
        rows = AnswerDraft.objects.select_for_update(of=("self",)).select_related("link__order", "link__commitment")
        row = rows.get(pk=waiting.pk)
        capacity = require(actor, action, row)
        if row.state != AnswerDraft.State.WAITING:
            raise NotPossible(_("This answer is settled: %(state)s.") % {"state": row.get_state_display()})
        if version is not None and row.version != version:
            raise Conflict(row)
        row.state, row.decided_by, row.decided_at = state, actor, at
        row.text = text or row.text
        row.version += 1
        row.save()
        order = row.link.order
        data = {"link": row.link.pk, "commitment": row.link.commitment.code}
        if text and hasattr(order, "words"):
            data["text_digest"] = digest(order.words.salt, text)
        record(order, action, actor, at, capacity.holder, data)
    return row
