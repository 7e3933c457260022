"""Every change to a bulletin: drafted in one go, edited, explained by the units, released once.

A bulletin is an official Chinese text: what is composed here is Chinese whatever language the person works in.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments import asof, deadlines, lights
from commitments.models import Commitment, ReasonCode, Report, Request
from commitments.rules import Rules, rules
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import require
from departments.models import Department, User
from history import ledger
from hotline.callers.scanning import refuse_numbers
from house.numbering import next_number
from house.writing import day_in_words
from workdays.calendar import current

from . import public_state
from .frozen_rules import digest, plain_rules, rules_from, rules_version
from .models import Bulletin, BulletinItem
from .verdicts import EXPLAINED, Verdict, figures, verdict_of


def draft(report: Report, *, data_on: date, actor: User, at: datetime) -> Bulletin:
    """Draft a bulletin on how `report` stood at the end of `data_on`: figures, text, and the items to explain.

    On a day released already it is a corrected edition: it begins with the reasons and replies of the one it corrects.
    """
    require(actor, "draft_bulletin", Bulletin)
    if data_on > localdate(at):
        raise Invalid(data_on=_("This day has not come yet."))
    with transaction.atomic():
        if Bulletin.objects.select_for_update().filter(report=report, state=Bulletin.State.DRAFT).exists():
            raise NotPossible(_("A draft on this report is open already; release it first."))
        if (last := last_released_on(report)) and data_on < last:
            raise Invalid(
                data_on=_("The state of %(day)s is released; the public page does not go back behind it.")
                % {"day": day_in_words(last)}
            )
        in_force = rules()
        rows = standing(report, data_on, in_force)
        made = figures(rows, Department.objects.in_bulk(), on=data_on)
        if not made["total"]:
            raise NotPossible(_("Nothing of this report was assigned on that day."))
        with translation.override("zh-hans"):
            bulletin = Bulletin.objects.create(
                report=report,
                year=localdate(at).year,
                data_on=data_on,
                title=_("Supervision bulletin on the government work report of %(year)s") % {"year": report.year},
                opening=_opening(made, data_on),
                figures=made,
                rules=plain_rules(in_force),
                rules_version=rules_version(in_force),
                drafted_by=actor,
                drafted_at=at,
            )
            BulletinItem.objects.bulk_create(_items(bulletin, rows))
            _begin_with_what_was_said(bulletin)
        ledger.record(bulletin.stream, "draft_bulletin", actor=actor, at=at, data=_digests(bulletin))
    return bulletin


def last_released_on(report: Report) -> date | None:
    """The newest day of `report` that is released."""
    return report.bulletins.filter(state=Bulletin.State.RELEASED).aggregate(last=Max("data_on"))["last"]


def next_day(report: Report, *, on: date) -> date:
    """The next month's end of `report` to draft a bulletin on: the last one, or, released already, the one after."""
    wanted, last = deadlines.last_month_end(on), last_released_on(report)
    return deadlines.month_end(last + timedelta(days=1)) if last and last >= wanted else wanted


def edit(bulletin: Bulletin, *, actor: User, at: datetime, version: int, title: str, opening: str, closing: str) -> Bulletin:
    """Change the words of a draft; the figures are not typed."""
    require(actor, "edit_bulletin", bulletin)
    with transaction.atomic():
        row = _locked(bulletin, version)
        if not (title.strip() and opening.strip()):
            raise Invalid(opening=_("A bulletin needs its title and its opening."))
        row.title, row.opening, row.closing = title.strip(), opening.strip(), closing.strip()
        row.version += 1
        row.save(update_fields=["title", "opening", "closing", "version"])
        ledger.record(row.stream, "edit_bulletin", actor=actor, at=at, data=_digests(row))
    return row


def explain(
    item: BulletinItem, *, actor: User, at: datetime, reason_code: str, reason_text: str = "", reply: str = ""
) -> BulletinItem:
    """The unit (or a supervisor, without a reply) gives the reason; the unit's reply is published beside the light."""
    capacity = require(actor, "explain_item", item)
    with transaction.atomic():
        bulletin = _locked(item.bulletin)
        row = BulletinItem.objects.select_for_update().get(pk=item.pk)
        if reason_code not in ReasonCode.values:
            raise Invalid(reason_code=_("Choose the reason."))
        refuse_numbers("reply", reply)
        row.reason_code, row.reason_text = reason_code, reason_text.strip()
        if capacity.department_id == row.department_id:
            row.reply = reply.strip()
            row.replied_by, row.replied_at = (actor, at) if row.reply else (None, None)
        row.save()
        ledger.record(
            bulletin.stream,
            "explain_item",
            actor=actor,
            on_behalf_of=capacity.holder,
            at=at,
            data={"item": row.pk, "reason_code": reason_code, "reply": bool(row.reply)},
        )
    return row


def release(bulletin: Bulletin, *, actor: User, at: datetime, version: int) -> Bulletin:
    """Number it, freeze it, and let the public state of its day out with it.

    An item no unit gave a reason for is released as such; nobody chooses one for the unit.
    """
    require(actor, "release_bulletin", bulletin)
    with transaction.atomic():
        row = _locked(bulletin, version)
        row.state, row.number = Bulletin.State.RELEASED, _next_number(row.year)
        row.released_by, row.released_at, row.released_on = actor, at, localdate(at)
        row.version += 1
        row.save()
        published = public_state.publish(row)
        ledger.record(
            row.stream,
            "release_bulletin",
            actor=actor,
            at=at,
            data={**_digests(row), "number": row.label, "published": published},
        )
    return row


def recomputed(bulletin: Bulletin) -> dict[str, Any]:
    """The figures of its day, made again from the events by the thresholds it was made by."""
    rows = standing(bulletin.report, bulletin.data_on, rules_from(bulletin.rules))
    return figures(rows, Department.objects.in_bulk(), on=bulletin.data_on)


def standing(report: Report, on: date, in_force: Rules) -> list[Commitment]:
    """The commitments of `report` as they stood at the end of `on`."""
    rows = report.commitments.select_related("lead").defer("context", "search").order_by("code")
    return asof.standing(rows, on=on, calendar=current(), rules=in_force)


def _next_number(year: int) -> int:
    """The bulletins of a year are numbered from 1."""

    def taken() -> int:
        return Bulletin.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0

    return next_number(f"bulletin {year}", taken=taken)


def _locked(bulletin: Bulletin, version: int | None = None) -> Bulletin:
    row = Bulletin.objects.select_for_update(of=("self",)).select_related("report").get(pk=bulletin.pk)
    if not row.is_draft:
        raise NotPossible(_("%(label)s is released; it does not change any more.") % {"label": row.label})
    if version is not None and row.version != version:
        raise Conflict(row)
    return row


def _items(bulletin: Bulletin, rows: list[Commitment]) -> list[BulletinItem]:
    """The items late or behind, with the reason of the newest extension asked for where there is one."""
    calendar, on = current(), bulletin.data_on
    named = [(row, verdict) for row in rows if (verdict := verdict_of(row, on=on)) in EXPLAINED]
    asked = Request.objects.filter(commitment__in=[row.pk for row, _verdict in named], kind=Request.Kind.EXTENSION)
    told = {request.commitment_id: request for request in asked.filter(asked_on__lte=on).order_by("pk")}
    items = []
    for row, verdict in named:
        assert row.lead_id is not None  # assigned items have a lead
        request = told.get(row.pk)
        items.append(
            BulletinItem(
                bulletin=bulletin,
                commitment_id=row.pk,
                department_id=row.lead_id,
                verdict=verdict,
                finding=lights.explain(row, on=on, calendar=calendar),
                reason_code=request.reason_code if request else "",
                reason_text=request.note if request else "",
            )
        )
    return items


def _begin_with_what_was_said(bulletin: Bulletin) -> None:
    """A corrected edition says that it is one, and keeps what units and supervisors said of the items it still names."""
    before = bulletin.corrects()
    if before is None:
        return
    bulletin.title = _("%(title)s (corrected)") % {"title": bulletin.title}
    bulletin.save(update_fields=["title"])
    kept = {item.commitment_id: item for item in before.items.all()}
    said = ("reason_code", "reason_text", "reply", "replied_by_id", "replied_at")
    for item in bulletin.items.filter(commitment__in=kept):
        for name in said:
            setattr(item, name, getattr(kept[item.commitment_id], name))
        item.save(update_fields=said)


def _opening(made: dict[str, Any], on: date) -> str:
    counts = made["verdicts"]
    done = sum(counts.get(name, 0) for name in (Verdict.ON_TIME, Verdict.LATE_DONE, Verdict.PARTLY_MET))
    return _(
        "By %(day)s, of %(total)s commitments %(done)s were completed, %(late_done)s of them late; "
        "%(on_schedule)s are on schedule, %(behind)s behind, %(late)s past their deadline, %(unreported)s not reported in time. "
        "%(extended)s deadlines were extended. The commitments and their units follow."
    ) % {
        "day": day_in_words(on),
        "total": made["total"],
        "done": done,
        "late_done": counts.get(Verdict.LATE_DONE, 0),
        "on_schedule": counts.get(Verdict.ON_SCHEDULE, 0),
        "behind": counts.get(Verdict.BEHIND, 0),
        "late": counts.get(Verdict.LATE, 0),
        "unreported": counts.get(Verdict.UNREPORTED, 0),
        "extended": made["extended"],
    }


def _digests(row: Bulletin) -> dict[str, Any]:
    """What the history holds of a bulletin: that it was this one, not its words."""
    return {
        "figures": digest(row.figures),
        "words": digest([row.title, row.opening, row.closing]),
        "rules": row.rules_version,
        "on": row.data_on.isoformat(),
    }
