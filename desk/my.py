"""What of the commitments wants doing today, per role; a fixed number of queries per block."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import lights
from commitments.models import (
    AssignmentDispute,
    Commitment,
    CountyShare,
    Light,
    Plan,
    Request,
    Site,
    Stage,
    SupportingDuty,
    UrgingItem,
    UrgingNote,
)
from commitments.models.commitment import RUNNING
from commitments.policy import UNIT_ROLES
from commitments.sentences import day
from commitments.workflow.requests import may_decide
from departments.access import has_role, posts, units
from departments.models import Department, Role, User
from workdays.calendar import Calendar, current

from .sections import LIMIT, Item, Section, register

SOON = timedelta(days=7)
REPORTS_SOON = timedelta(days=10)  # of the monthly report's day: the last third of the month
HERE = "/my/"


def _commitments(**conditions: Any) -> QuerySet[Commitment]:
    return Commitment.objects.select_related("lead").defer("context", "quote", "search").filter(**conditions)


def _written(value: date | None) -> str:
    return day(value.isoformat()) if value else ""


def _act(row: Commitment, action: str) -> str:
    return reverse("commitments:action", args=[row.code, action])


def _once(row: Commitment) -> dict[str, str]:
    """The hidden fields of a step done by one button."""
    return {"version": str(row.version), "idempotency_key": str(uuid4()), "next": HERE}


def _light(row: Commitment) -> str:
    return "completed" if row.stage == Stage.COMPLETED else row.light


def _item(row: Commitment, why: str, **more: Any) -> Item:
    return Item(
        title=row.title, why=why, href=row.get_absolute_url(), kind=row.code, light=more.pop("light", _light(row)), **more
    )


def _section(title: str, rows: QuerySet[Any], make: Any, **more: Any) -> Section:
    """One query for the rows; counted by a second one only where more than twenty wait."""
    found = list(rows[: LIMIT + 1])
    total = len(found) if len(found) <= LIMIT else rows.count()
    return Section(title, [make(row) for row in found[:LIMIT]], total=total, **more)


# Clerk and head


@register
def units_work(user: User, on: date) -> list[Section]:
    mine = units(user, *UNIT_ROLES)
    if not mine:
        return []
    calendar = current()
    led = _commitments(lead__in=mine)
    return [
        _returned(led),
        _urged(mine),
        _overdue(led, on, calendar),
        _to_sign_in(led),
        _duties(mine),
        _reports_due(led, on, calendar),
        _shares_due(mine, on),
        _sites_due(mine, on),
    ]


def _returned(led: QuerySet[Commitment]) -> Section:
    last = Request.objects.filter(commitment=OuterRef("pk"), kind=Request.Kind.COMPLETION).order_by("-pk")
    rows = (
        led.filter(stage=Stage.IN_PROGRESS)
        .annotate(last_state=Subquery(last.values("state")[:1]), why_returned=Subquery(last.values("decision")[:1]))
        .filter(last_state=Request.State.REFUSED)
    )
    return _section(
        _("Returned to you"),
        rows.order_by("deadline", "code"),
        lambda row: _item(
            row,
            _("Returned: %(reason)s") % {"reason": row.why_returned},
            action_label=_("Ask again"),
            action_href=_act(row, "request_completion"),
        ),
        is_urgent=True,
        order=10,
    )


def _urged(mine: set[int]) -> Section:
    notes = UrgingNote.objects.filter(department__in=mine, replied_at=None).order_by("reply_by", "pk")
    notes = notes.annotate(pieces=Count("items"))

    def make(note: Any) -> Item:
        return Item(
            title=note.number,
            kind=note.get_level_display(),
            href=reverse("commitments:reply_urging", args=[note.pk]),
            why=ngettext(
                "%(count)s commitment; reply by %(day)s: %(demand)s",
                "%(count)s commitments; reply by %(day)s: %(demand)s",
                note.pieces,
            )
            % {"count": note.pieces, "day": _written(note.reply_by), "demand": note.demand},
            action_label=_("Reply"),
            action_href=reverse("commitments:reply_urging", args=[note.pk]),
        )

    return _section(_("Urging notes to reply to"), notes, make, is_urgent=True, order=12)


def _overdue(led: QuerySet[Commitment], on: date, calendar: Calendar) -> Section:
    rows = led.filter(stage__in=RUNNING, red_from__lte=on).order_by("red_from", "code")

    def make(row: Commitment) -> Item:
        why = lights.explain(row, on=on, calendar=calendar) if row.light_cause == "overdue" else _("Past its deadline.")
        if row.is_extended:
            why = _("%(why)s Deadline %(day)s, originally %(first)s.") % {
                "why": why,
                "day": _written(row.deadline),
                "first": _written(row.original_deadline),
            }
        else:
            why = _("%(why)s Deadline %(day)s.") % {"why": why, "day": _written(row.deadline)}
        done = row.stage == Stage.IN_PROGRESS
        return _item(
            row,
            why,
            action_label=_("Ask for completion") if done else "",
            action_href=_act(row, "request_completion") if done else "",
        )

    return _section(
        _("Overdue"),
        rows,
        make,
        is_urgent=True,
        order=14,
        all_href=f"{reverse('commitments:list')}?mine=1&overdue=1",
    )


def _to_sign_in(led: QuerySet[Commitment]) -> Section:
    rows = led.filter(stage=Stage.ASSIGNED).order_by("assigned_on", "code")
    return _section(
        _("To sign in"),
        rows,
        lambda row: _item(
            row,
            _("Assigned %(day)s; deadline %(deadline)s.")
            % {"day": _written(row.assigned_on), "deadline": _written(row.deadline)},
            light="none",
            word=_("to sign in"),
            action_label=_("Sign in"),
            action_href=_act(row, "sign_in"),
            action_method="post",
            hidden=_once(row),
        ),
        order=20,
        all_href=f"{reverse('commitments:list')}?mine=1&stage=assigned",
    )


def _duties(mine: set[int]) -> Section:
    duties = (
        SupportingDuty.objects.filter(department__in=mine, signed_in_on=None, is_suggested=False, commitment__stage__in=RUNNING)
        .select_related("commitment__lead")
        .order_by("commitment__assigned_on", "pk")
    )

    def make(duty: SupportingDuty) -> Item:
        row = duty.commitment
        why = _("%(lead)s leads, your unit supports. %(duty)s") % {"lead": row.lead, "duty": duty.duty}
        return _item(
            row,
            why.strip(),
            light="none",
            word=_("to sign in"),
            action_label=_("Sign in"),
            action_href=_act(row, "sign_in_supporting"),
            action_method="post",
            hidden=_once(row),
        )

    return _section(_("Supporting duties to sign in for"), duties, make, order=22)


def _reports_due(led: QuerySet[Commitment], on: date, calendar: Calendar) -> Section:
    rows = led.filter(stage=Stage.IN_PROGRESS, next_report_on__lte=on + REPORTS_SOON).annotate(
        has_sites=Exists(Site.objects.filter(commitment=OuterRef("pk"))),
        has_shares=Exists(CountyShare.objects.filter(commitment=OuterRef("pk"))),
    )

    def make(row: Any) -> Item:
        left = (row.next_report_on - on).days if row.next_report_on else 0
        due = (
            _("Report due %(day)s.") % {"day": _written(row.next_report_on)}
            if left >= 0
            else ngettext("Report %(days)s day late.", "Report %(days)s days late.", -left) % {"days": -left}
        )
        last = (
            _("Last report %(day)s.") % {"day": _written(row.last_report_on)}
            if row.last_report_on
            else _("Nothing reported yet.")
        )
        cause = (
            "" if row.light == Light.GREEN or row.light_cause == "unreported" else lights.explain(row, on=on, calendar=calendar)
        )
        action, label = (
            ("update_site", _("Update a site"))
            if row.has_sites and row.measure == "count"
            else ("report_progress", _("Report now"))
        )
        return _item(row, f"{due} {last} {cause}".strip(), action_label=label, action_href=_act(row, action))

    return _section(
        _("Progress reports due"),
        rows.order_by("next_report_on", "code"),
        make,
        order=30,
        note=_("due within ten days, or past"),
        all_href=f"{reverse('commitments:list')}?mine=1&stage=in_progress",
    )


def _shares_due(mine: set[int], on: date) -> Section:
    rows = (
        CountyShare.objects.filter(
            department__in=mine, commitment__stage=Stage.IN_PROGRESS, commitment__next_report_on__lte=on + REPORTS_SOON
        )
        .exclude(commitment__lead__in=mine)
        .select_related("commitment__lead", "department")
        .order_by("commitment__next_report_on", "pk")
    )

    def make(share: CountyShare) -> Item:
        row = share.commitment
        why = _("Share of %(unit)s: %(share)s %(measure)s.") % {
            "unit": share.department,
            "share": f"{share.value.normalize():f}",
            "measure": row.unit,
        }
        return _item(row, why, action_label=_("Report now"), action_href=_act(row, "report_share"))

    return _section(_("County shares to report on"), rows, make, order=32)


def _sites_due(mine: set[int], on: date) -> Section:
    rows = (
        Site.objects.filter(department__in=mine, commitment__stage=Stage.IN_PROGRESS, deadline__lte=on + SOON)
        .exclude(stage=Site.Stage.COMPLETED)
        .exclude(commitment__lead__in=mine)
        .select_related("commitment__lead")
        .order_by("deadline", "pk")
    )

    def make(site: Site) -> Item:
        row = site.commitment
        why = _("Site of “%(title)s”, due %(day)s.") % {"title": row.title, "day": _written(site.deadline)}
        return Item(
            title=site.name,
            why=why,
            href=row.get_absolute_url(),
            kind=row.code,
            light="red" if site.deadline and site.deadline < on else "yellow",
            action_label=_("Update a site"),
            action_href=_act(row, "update_site"),
        )

    return _section(_("Sites due"), rows, make, order=34)


# Head


@register
def heads_work(user: User, on: date) -> list[Section]:
    mine = units(user, Role.HEAD)
    if not mine:
        return []
    asked = _requests(Request.State.WITH_HEAD).filter(department__in=mine)
    plans = (
        Plan.objects.filter(state=Plan.State.WITH_HEAD, commitment__lead__in=mine, commitment__stage=Stage.IN_PROGRESS)
        .select_related("commitment__lead", "filed_by")
        .order_by("filed_at", "pk")
    )

    def plan_item(plan: Plan) -> Item:
        row = plan.commitment
        why = _("%(person)s filed version %(number)s on %(day)s.") % {
            "person": plan.filed_by,
            "number": plan.number,
            "day": day(plan.filed_at.date().isoformat()),
        }
        return _item(
            row, why, action_label=_("Release"), action_href=_act(row, "release_plan"), action_method="post", hidden=_once(row)
        )

    return [
        _section(_("Requests to release"), asked, lambda request: _asked(request, user), is_urgent=True, order=16),
        _section(_("Plans to release"), plans, plan_item, order=18),
    ]


def _requests(*states: str) -> QuerySet[Request]:
    return (
        Request.objects.filter(state__in=states)
        .select_related("commitment__lead", "department", "asked_by")
        .order_by("waiting_since", "pk")
    )


def _asked(request: Request, user: User) -> Item:
    row = request.commitment
    said = {"unit": request.department, "person": request.asked_by, "day": _written(request.asked_on)}
    match request.kind:
        case Request.Kind.COMPLETION:
            why = _("%(unit)s (%(person)s) asked on %(day)s, completed on %(done)s.") % {
                **said,
                "done": _written(request.completed_on),
            }
            action = "release_completion" if request.state == Request.State.WITH_HEAD else "complete"
        case Request.Kind.EXTENSION:
            why = _("%(unit)s (%(person)s) asked on %(day)s for %(new)s instead of %(old)s.") % {
                **said,
                "new": _written(request.new_deadline),
                "old": _written(row.deadline),
            }
            action = "release_extension" if request.state == Request.State.WITH_HEAD else "grant_extension"
        case _:
            why = _("%(person)s proposed it on %(day)s: %(note)s") % {**said, "note": request.note}
            action = "grant_extension"
    decides = may_decide(user, request)
    if not decides:
        why = _("%(why)s Another office's supervisor decides this one.") % {"why": why}
    return Item(
        title=row.title,
        kind=f"{request.get_kind_display()} · {row.code}",
        why=why,
        href=row.get_absolute_url(),
        light=_light(row),
        action_label=(_("Release") if request.state == Request.State.WITH_HEAD else _("Decide")) if decides else "",
        action_href=_act(row, action),
    )


# Supervisor


@register
def supervisors_work(user: User, on: date) -> list[Section]:
    if not has_role(user, Role.SUPERVISOR):
        return []
    listed = reverse("commitments:list")
    with_me = _requests(Request.State.WITH_SUPERVISOR)
    disputes = (
        AssignmentDispute.objects.filter(state=AssignmentDispute.State.OPEN)
        .select_related("commitment__lead", "department", "proposed")
        .order_by("raised_at")
    )
    leading = Commitment.objects.filter(lead=OuterRef("pk"), stage__in=RUNNING)
    unmanned = Department.objects.valid(on=on).without_active_clerk().filter(Exists(leading))
    drafts = _commitments(stage=Stage.DRAFT).order_by("code")

    def dispute_item(dispute: AssignmentDispute) -> Item:
        row = dispute.commitment
        why = _("%(unit)s: %(reason)s") % {"unit": dispute.department, "reason": dispute.reason}
        if dispute.proposed:
            why = _("%(why)s Proposes %(unit)s.") % {"why": why, "unit": dispute.proposed}
        return _item(
            row, why, light="none", word=_("disputed"), action_label=_("Look and decide"), action_href=row.get_absolute_url()
        )

    def draft_item(row: Commitment) -> Item:
        lead = _("suggested: %(unit)s") % {"unit": row.lead} if row.lead else _("no lead yet")
        return _item(row, lead, light="none", word=_("draft"), action_label=_("Assign"), action_href=_act(row, "assign"))

    def unit_item(unit: Department) -> Item:
        return Item(
            title=unit.short_name,
            why=_("It leads commitments, and nobody there can sign in or report."),
            href=f"{listed}?department={unit.code}",
            action_label=_("Its commitments"),
            action_href=f"{listed}?department={unit.code}",
        )

    return [
        _section(
            _("To review"),
            with_me.filter(kind=Request.Kind.COMPLETION),
            lambda request: _asked(request, user),
            is_urgent=True,
            order=10,
            all_href="/review/",
        ),
        _section(
            _("Extensions to decide"),
            with_me.exclude(kind=Request.Kind.COMPLETION),
            lambda request: _asked(request, user),
            order=12,
            all_href="/review/",
        ),
        _section(_("Disputed assignments"), disputes, dispute_item, order=14),
        _section(
            _("Contested by citizens"),
            _commitments(is_contested=True).order_by("code"),
            lambda row: _item(
                row,
                _("Citizens dispute the completion; look again, reopen if they are right."),
                action_label=_("Look"),
                action_href=row.get_absolute_url(),
            ),
            is_urgent=True,
            order=16,
            all_href=f"{listed}?contested=1",
        ),
        _section(_("Units without an active clerk"), unmanned, unit_item, order=18),
        _late_and_silent(on),
        _section(
            _("Drafts to assign"), drafts, draft_item, order=40, note=_("in bulk from the list"), all_href=f"{listed}?stage=draft"
        ),
    ]


def _late_and_silent(on: date) -> Section:
    """Overdue, and no urging note of it waits for its reply: to be urged."""
    calendar = current()
    waiting = UrgingItem.objects.filter(commitment=OuterRef("pk"), note__replied_at=None)
    rows = _commitments(stage__in=RUNNING, red_from__lte=on).exclude(Exists(waiting)).order_by("red_from", "code")

    def make(row: Commitment) -> Item:
        why = f"{row.lead} · {lights.explain(row, on=on, calendar=calendar)}"
        return _item(row, why, action_label=_("Urge"), action_href=_act(row, "urge"))

    return _section(_("Overdue, to be urged"), rows, make, is_urgent=True, order=17, all_href=reverse("commitments:overdue"))


# Leader


@register
def leaders_work(user: User, on: date) -> list[Section]:
    areas = posts(user)
    if not areas:
        return []
    asked = _requests(Request.State.WITH_LEADER).filter(commitment__lead__post__in=areas)
    late = _commitments(lead__post__in=areas, stage__in=RUNNING, red_from__lte=on).order_by("red_from", "code")
    return [
        _section(_("Waiting for your decision"), asked, lambda request: _asked(request, user), is_urgent=True, order=10),
        _overview(_("Overdue in your area"), late, on, f"{reverse('commitments:list')}?mine=1&overdue=1", instruct=True),
    ]


@register
def overview(user: User, on: date) -> list[Section]:
    """Auditor and administrator: nothing to do here, but how it stands."""
    if not has_role(user, Role.AUDITOR, Role.ADMIN) or has_role(user, Role.SUPERVISOR):
        return []
    late = _commitments(stage__in=RUNNING, red_from__lte=on, is_published=True).order_by("red_from", "code")
    return [_overview(_("Overdue"), late, on, f"{reverse('commitments:list')}?overdue=1")]


def _overview(title: str, rows: QuerySet[Commitment], on: date, all_href: str, *, instruct: bool = False) -> Section:
    calendar = current()

    def make(row: Commitment) -> Item:
        why = f"{row.lead} · {lights.explain(row, on=on, calendar=calendar)}"
        return _item(row, why, action_label=_("Instruct") if instruct else "", action_href=_act(row, "instruct"))

    return _section(title, rows, make, is_overview=True, order=60, all_href=all_href)


# Beside


def beside(user: User, on: date) -> dict[str, Any]:
    """How the person's own part stands, and what comes in the next thirty days."""
    mine, areas = units(user, *UNIT_ROLES), posts(user)
    rows = Commitment.objects.published()
    if mine or areas:
        rows = rows.filter(Q(lead__in=mine) | Q(lead__post__in=areas))
        title, href = _("Yours to answer for"), f"{reverse('commitments:list')}?mine=1"
    else:
        title, href = _("All commitments"), reverse("commitments:list")
    counts: dict[str, int] = {}
    for stage, light, count in rows.order_by().values_list("stage", "light").annotate(Count("pk")):
        name = "completed" if stage == Stage.COMPLETED else light
        counts[name] = counts.get(name, 0) + count
    coming = rows.filter(stage__in=RUNNING, deadline__gte=on, deadline__lte=on + timedelta(days=30)).order_by("deadline", "code")
    return {
        "title": title,
        "href": href,
        "counts": counts,
        "total": sum(counts.values()),
        "coming": list(coming.only("code", "title", "deadline")[:6]),
    }
