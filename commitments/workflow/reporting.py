"""What units tell: plans, progress, sites, shares, milestones, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from commitments import deadlines
from commitments.models import (
    Commitment,
    CountyShare,
    Evidence,
    Light,
    Measure,
    Outcome,
    Plan,
    PlanFigure,
    ProgressReport,
    Site,
    SupportingDuty,
)
from departments.models import Department, User
from history.models import Event

from . import parts
from .base import Step, fold, plain, step
from .figures import derives_from_shares, derives_from_sites, recount
from .table import Conflict, Invalid, NotPossible


def report_progress(
    commitment: Commitment,
    *,
    actor: User,
    at: datetime,
    as_of: date | None = None,
    value: Decimal | None = None,
    narrative: str = "",
    explanation: str = "",
    evidence: Iterable[Evidence] = (),
    version: int | None = None,
) -> ProgressReport:
    """The lead department reports: a figure where one can be typed, a narrative, evidence. Counts at once.

    A count is not negative and falls only with an explanation; where sites or shares exist the figure is
    derived and cannot be typed.
    """
    with step(commitment, "report_progress", actor=actor, at=at, version=version) as move:
        row, as_of = move.row, as_of or move.on
        _check_day(as_of, move)
        if value is None and not narrative.strip():
            raise Invalid(narrative=_("Report a figure or say in words how far it is."))
        if value is not None:
            if row.value is None:
                raise Invalid(value=_("This commitment has no figure to report; use words."))
            if derives_from_sites(row) or derives_from_shares(row):
                raise Invalid(value=_("The figure is counted from the sites or county shares; update those."))
            _check_value(row, value, explanation, row.current_value if _is_newer(row, as_of) else None)
        report = ProgressReport.objects.create(
            commitment=row,
            department_id=_unit(move, row.lead_id),
            as_of=as_of,
            value=value,
            narrative=narrative,
            explanation=explanation,
            author=actor,
            at=at,
        )
        _attach(evidence, move, progress_report=report)
        if value is not None and _is_newer(row, as_of):
            row.current_value, row.value_on, row.value_source = value, as_of, "reported"
        recount(row)
        parts.answer_reporting(move)
        move.data |= {"report": report.pk, "as_of": as_of.isoformat(), "value": plain(value)}
    return report


RESTORED = ("current_value", "value_on", "value_source", "progress", "last_report_on", "next_report_on")


def withdraw_report(report: ProgressReport, *, actor: User, at: datetime) -> ProgressReport:
    """Its author takes back a progress report within `rules().withdraw_minutes`, unless somebody acted meanwhile.

    The figure, and what is due next, stand again as they stood before; both events stay.
    """
    with step(report.commitment, "withdraw_report", actor=actor, at=at, permit=("withdraw_report", report)) as move:
        report = ProgressReport.objects.select_for_update().get(pk=report.pk)
        if report.withdrawn_at:
            raise NotPossible(_("This report has been withdrawn already."))
        if at - report.at > timedelta(minutes=move.rules.withdraw_minutes):
            raise NotPossible(
                _("A report can be withdrawn for %(minutes)s minutes only.") % {"minutes": move.rules.withdraw_minutes}
            )
        told = list(Event.objects.filter(stream=move.row.stream).order_by("seq"))
        if not _tells(told[-1], report.pk):
            raise NotPossible(_("Something else was done on this item since; correct it with a new report."))
        before = fold(told[:-1])
        for name in RESTORED:
            column: Any = Commitment._meta.get_field(name)
            setattr(move.row, name, column.to_python(before.get(name)) or _empty(name))
        report.withdrawn_at = at
        report.save(update_fields=["withdrawn_at"])
        move.data |= {"report": report.pk, "value": plain(report.value), "as_of": report.as_of.isoformat()}
    return report


def is_newest(report: ProgressReport) -> bool:
    """Whether nobody acted on the item since `report`, which still stands."""
    return report.withdrawn_at is None and _tells(Event.objects.filter(stream=report.commitment.stream).latest("seq"), report.pk)


def _tells(event: Event, report: int) -> bool:
    return event.action == "report_progress" and event.data.get("report") == report


def _empty(name: str) -> str | None:
    """What a field of the figure holds before anything was reported."""
    return "" if name == "value_source" else None


def report_duty(
    duty: SupportingDuty, *, actor: User, at: datetime, narrative: str, evidence: Iterable[Evidence] = ()
) -> ProgressReport:
    """A supporting department reports in words on its own duty; the lead's figure is untouched."""
    with step(duty.commitment, "report_duty", actor=actor, at=at, permit=("report_duty", duty)) as move:
        if not narrative.strip():
            raise Invalid(narrative=_("Say in words how far it is."))
        report = ProgressReport.objects.create(
            commitment=move.row,
            department_id=duty.department_id,
            as_of=move.on,
            narrative=narrative,
            author=actor,
            at=at,
        )
        _attach(evidence, move, progress_report=report)
        move.data |= {"report": report.pk, "department": duty.department_id}
    return report


def report_share(
    share: CountyShare,
    *,
    actor: User,
    at: datetime,
    value: Decimal,
    as_of: date | None = None,
    narrative: str = "",
    explanation: str = "",
) -> ProgressReport:
    """A county reports on its share; the commitment's figure follows."""
    with step(share.commitment, "report_share", actor=actor, at=at, permit=("report_share", share)) as move:
        share = CountyShare.objects.select_for_update().get(pk=share.pk)
        as_of = as_of or move.on
        _check_day(as_of, move)
        newer = share.value_on is None or as_of >= share.value_on
        _check_value(move.row, value, explanation, share.current_value if newer else None)
        report = ProgressReport.objects.create(
            commitment=move.row,
            department_id=share.department_id,
            share=share,
            as_of=as_of,
            value=value,
            narrative=narrative,
            explanation=explanation,
            author=actor,
            at=at,
        )
        if newer:
            share.current_value, share.value_on = value, as_of
            share.version += 1
            share.save(update_fields=["current_value", "value_on", "version"])
        recount(move.row)
        parts.answer_reporting(move)
        move.data |= {"report": report.pk, "share": share.department_id, "value": plain(value)}
    return report


def update_site(
    site: Site,
    *,
    actor: User,
    at: datetime,
    stage: str,
    completed_on: date | None = None,
    note: str = "",
    evidence: Iterable[Evidence] = (),
    version: int | None = None,
) -> Site:
    """How far a site is; completing it counts. `version` is the site's own."""
    with step(site.commitment, "update_site", actor=actor, at=at, permit=("update_site", site)) as move:
        site = Site.objects.select_for_update().get(pk=site.pk)
        if version is not None and site.version != version:
            raise Conflict(site)
        if stage == Site.Stage.COMPLETED:
            completed_on = completed_on or move.on
            _check_day(completed_on, move, field="completed_on")
        elif site.stage == Site.Stage.COMPLETED and not note.strip():
            raise Invalid(note=_("The count falls by this site: explain why."))
        if stage != Site.Stage.COMPLETED:
            completed_on = None
        was = site.stage
        site.stage, site.completed_on, site.note = stage, completed_on, note
        site.version += 1
        site.save()
        _attach(evidence, move, site=site)
        recount(move.row)
        parts.answer_reporting(move)
        move.data |= {"site": site.name, "site_from": was, "site_to": stage, "completed_on": plain(completed_on)}
    return site


def put_sites(
    commitment: Commitment, rows: list[dict[str, Any]], *, actor: User, at: datetime, version: int | None = None
) -> tuple[int, int]:
    """Add or update sites by name (checked rows of `commitments.pasting`); returns (added, changed).

    A second paste with the same names updates; a site is never removed by a paste.
    """
    with step(commitment, "edit_sites", actor=actor, at=at, version=version) as move:
        known = {site.name: site for site in move.row.sites.select_for_update()}
        added = changed = 0
        for fields in rows:
            name = str(fields["name"])
            site = known.get(name)
            if site is None:
                site = Site.objects.create(commitment=move.row, **fields)
                added += 1
                if site.deadline:
                    parts.set_deadline(site, site.deadline, move)
                continue
            wanted = {key: value for key, value in fields.items() if key != "name" and value not in (None, "")}
            differs = {key: value for key, value in wanted.items() if getattr(site, key) != value}
            if not differs:
                continue
            if day := differs.pop("deadline", None):
                if sentence := parts.why_not_to(site, day, move):
                    raise Invalid(rows=f"{site.name}: {sentence}")
                parts.set_deadline(site, day, move)
            for key, value in differs.items():
                setattr(site, key, value)
            site.version += 1
            site.save()
            changed += 1
        if not (added or changed):
            raise NotPossible(_("The pasted rows change nothing."))
        recount(move.row)
        move.data |= {"added": added, "altered": changed}
    return added, changed


def put_shares(
    commitment: Commitment, shares: Mapping[Department, Decimal], *, actor: User, at: datetime, version: int | None = None
) -> None:
    """Allocate the target to counties (分解到县市区); shares already there are updated, none is removed."""
    with step(commitment, "edit_shares", actor=actor, at=at, version=version) as move:
        if move.row.value is None:
            raise NotPossible(_("A commitment without a number has no shares."))
        for department, value in shares.items():
            if not department.is_local:
                raise Invalid(shares=_("%(unit)s is neither a county nor a zone.") % {"unit": department})
            if value <= 0:
                raise Invalid(shares=_("A share is more than zero: %(unit)s.") % {"unit": department})
            CountyShare.objects.update_or_create(commitment=move.row, department=department, defaults={"value": value})
        recount(move.row)
        move.data["shares"] = {department.code: plain(value) for department, value in shares.items()}


def file_plan(
    commitment: Commitment, figures: Mapping[date, Decimal], *, actor: User, at: datetime, version: int | None = None
) -> Plan:
    """The unit files its monthly plan, a new version; the head releases it."""
    with step(commitment, "file_plan", actor=actor, at=at, version=version) as move:
        row = move.row
        if row.measure != Measure.COUNT or row.value is None:
            raise NotPossible(_("Only a count is planned by month; use milestones."))
        ordered = sorted((deadlines.month_end(day), value) for day, value in figures.items())
        if not ordered:
            raise Invalid(figures=_("A plan needs at least one month."))
        values = [value for _day, value in ordered]
        if values != sorted(values) or values[0] < 0:
            raise Invalid(figures=_("Planned figures are cumulative: they do not fall."))
        if values[-1] < row.value:
            raise Invalid(figures=_("The plan ends below the target."))
        number = (row.plans.aggregate(last=Max("number"))["last"] or 0) + 1
        plan = Plan.objects.create(commitment=row, number=number, filed_by=actor, filed_at=at)
        PlanFigure.objects.bulk_create([PlanFigure(plan=plan, month_end=d, value=v) for d, v in ordered])
        move.data |= {"plan": number, "figures": {d.isoformat(): plain(v) for d, v in ordered}}
        move.tell("heads")
    return plan


def release_plan(plan: Plan, *, actor: User, at: datetime) -> Plan:
    """The head releases a filed plan: from now on progress is measured against it."""
    return _decide_plan(plan, "release_plan", Plan.State.RELEASED, "", actor=actor, at=at)


def return_plan(plan: Plan, *, actor: User, at: datetime, reason: str) -> Plan:
    """A supervisor returns a plan with the reason; the version before it is in force again."""
    if not reason.strip():
        raise Invalid(reason=_("A return needs its reason."))
    return _decide_plan(plan, "return_plan", Plan.State.RETURNED, reason, actor=actor, at=at)


def _decide_plan(plan: Plan, action: str, state: str, reason: str, *, actor: User, at: datetime) -> Plan:
    with step(plan.commitment, action, actor=actor, at=at) as move:
        plan.refresh_from_db()
        if plan.state == Plan.State.RETURNED or plan.state == state:
            raise NotPossible(_("This plan has been decided."))
        plan.state, plan.reason = state, reason
        if state == Plan.State.RELEASED:
            plan.released_by, plan.released_at = actor, at
        plan.save()
        move.data |= {"plan": plan.number, "reason": reason}
        move.tell("clerks", people=[plan.filed_by])
    return plan


def reply(commitment: Commitment, *, actor: User, at: datetime, reply: str, version: int | None = None) -> Commitment:
    """The unit writes its word beside a red light or an unfavourable verdict (right of reply); a later one replaces it."""
    with step(commitment, "reply", actor=actor, at=at, version=version) as move:
        if nothing := nothing_to_reply_to(move.row, move.on):
            raise NotPossible(nothing)
        if not reply.strip():
            raise Invalid(reply=_("Write the reply."))
        move.row.reply, move.row.replied_on = reply.strip(), move.on
        move.data["reply"] = move.row.reply
        move.tell("supervisors")
    return move.row


def nothing_to_reply_to(row: Commitment, on: date) -> str:
    """Why there is nothing the unit could reply to; empty beside a red light or an unfavourable verdict."""
    favourable = {"", Outcome.ON_TIME, Outcome.AHEAD, Outcome.ON_SCHEDULE}
    if row.light == Light.RED or row.outcome not in favourable:
        return ""
    return _("A reply is written beside a red light or a verdict of late, behind, partly met or not met.")


def add_evidence(commitment: Commitment, evidence: Iterable[Evidence], *, actor: User, at: datetime) -> list[Evidence]:
    """Keep evidence (already checked files or links) with the commitment."""
    with step(commitment, "add_evidence", actor=actor, at=at) as move:
        kept = _attach(evidence, move)
        if not kept:
            raise Invalid(evidence=_("Choose a file or give a link."))
    return kept


def _attach(evidence: Iterable[Evidence], move: Step, **to: object) -> list[Evidence]:
    kept = list(evidence)
    for item in kept:
        assert move.actor is not None  # evidence is added by a person
        item.commitment, item.added_by, item.added_at = move.row, move.actor, move.at
        for name, owner in to.items():
            setattr(item, name, owner)
        item.save()
    if kept:
        move.data["evidence"] = [{"id": item.pk, "name": str(item), "sha256": item.sha256, "shows": item.shows} for item in kept]
    return kept


def _unit(move: Step, default: int | None) -> int:
    unit = move.capacity.department_id if move.capacity and move.capacity.department_id else default
    if unit is None:
        raise Invalid(lead=_("Name the lead department first."))
    return unit


def _is_newer(row: Commitment, as_of: date) -> bool:
    return row.value_on is None or as_of >= row.value_on


def _check_day(day: date, move: Step, field: str = "as_of") -> None:
    if day > move.on:
        raise Invalid(**{field: _("This day has not come yet.")})


def _check_value(row: Commitment, value: Decimal, explanation: str, last: Decimal | None) -> None:
    if row.measure != Measure.COUNT:
        return
    if value < 0:
        raise Invalid(value=_("A count is not negative."))
    if last is not None and value < last and not explanation.strip():
        raise Invalid(explanation=_("The figure falls from %(last)s: explain why.") % {"last": plain(last)})
