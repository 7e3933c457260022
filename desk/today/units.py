"""What a clerk and a head have to do today; a fixed number of queries, whatever waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import lights
from commitments.models import CountyShare, Light, Plan, Request, Site, Stage, SupportingDuty, UrgingNote
from commitments.models.commitment import RUNNING
from commitments.policy import UNIT_ROLES
from commitments.sentences import day
from departments.access import units
from departments.models import Role, User
from desk.sections import Item, Section, register
from workdays.calendar import Calendar, current

from .rows import Block, act, asked, commitments, dealt, item, once, placed, requests, section, written

SOON = timedelta(days=7)
REPORTS_SOON = timedelta(days=10)  # of the monthly report's day: the last third of the month


@register
def units_work(user: User, on: date) -> list[Section]:
    mine = units(user, *UNIT_ROLES)
    if not mine:
        return []
    return [*_led(mine, on, current()), _urged(mine), *_reaching(mine, on)]


# What the unit leads: each item stands once, in the block of what presses most.


def _led(mine: set[int], on: date, calendar: Calendar) -> list[Section]:
    listed = reverse("commitments:list")
    blocks: list[Block] = [
        ("returned", _("Returned to you"), _returned, {"is_urgent": True, "order": 10}),
        (
            "overdue",
            _("Overdue"),
            lambda row: _overdue(row, on, calendar),
            {"is_urgent": True, "order": 14, "all_href": f"{listed}?mine=1&overdue=1"},
        ),
        ("sign_in", _("To sign in"), _to_sign_in, {"order": 20, "all_href": f"{listed}?mine=1&stage=assigned"}),
        (
            "report",
            _("Progress reports due"),
            lambda row: _report_due(row, on, calendar),
            {
                "order": 30,
                "note": _("due within ten days, or past"),
                "all_href": f"{listed}?mine=1&stage=in_progress",
                "also": _("ongoing ones on one sheet"),
                "also_href": reverse("commitments:sheet"),
            },
        ),
    ]
    return dealt(_pressing(mine, on), blocks)


def _pressing(mine: set[int], on: date) -> list[Any]:
    """The first rows of each block with how many the block holds."""
    completions = Request.objects.filter(commitment=OuterRef("pk"), kind=Request.Kind.COMPLETION).order_by("-pk")
    part = Case(
        When(stage=Stage.IN_PROGRESS, last_state=Request.State.REFUSED, then=Value("returned")),
        When(red_from__lte=on, then=Value("overdue")),
        When(stage=Stage.ASSIGNED, then=Value("sign_in")),
        When(stage=Stage.IN_PROGRESS, next_report_on__lte=on + REPORTS_SOON, then=Value("report")),
        output_field=CharField(),
    )
    since = Case(
        When(red_from__lte=on, then=F("red_from")),
        When(stage=Stage.ASSIGNED, then=F("assigned_on")),
        default=F("next_report_on"),
        output_field=DateField(),
    )
    return placed(
        commitments(lead__in=mine, stage__in=RUNNING)
        .annotate(
            last_state=Subquery(completions.values("state")[:1]),
            why_returned=Subquery(completions.values("decision")[:1]),
            has_sites=Exists(Site.objects.filter(commitment=OuterRef("pk"))),
        )
        .annotate(part=part, since=since),
        order_by=["since", "code"],
    )


def _returned(row: Any) -> Item:
    why = _("Returned: %(reason)s") % {"reason": row.why_returned}
    return item(row, why, action_label=_("Ask again"), action_href=act(row, "request_completion"))


def _overdue(row: Any, on: date, calendar: Calendar) -> Item:
    said = {
        "why": lights.explain(row, on=on, calendar=calendar) if row.light_cause == "overdue" else _("Past its deadline."),
        "day": written(row.deadline),
    }
    if row.is_extended:
        why = _("%(why)s Deadline %(day)s, originally %(first)s.") % {**said, "first": written(row.original_deadline)}
    else:
        why = _("%(why)s Deadline %(day)s.") % said
    match row.stage:
        case Stage.ASSIGNED:
            return item(
                row, why, action_label=_("Sign for it"), action_href=act(row, "sign_in"), action_method="post", hidden=once(row)
            )
        case Stage.IN_PROGRESS:
            return item(row, why, action_label=_("Ask for completion"), action_href=act(row, "request_completion"))
    return item(row, why)


def _to_sign_in(row: Any) -> Item:
    why = _("Assigned %(day)s; deadline %(deadline)s.") % {"day": written(row.assigned_on), "deadline": written(row.deadline)}
    return item(
        row,
        why,
        light="none",
        word=_("to sign in"),
        action_label=_("Sign for it"),
        action_href=act(row, "sign_in"),
        action_method="post",
        hidden=once(row),
    )


def _report_due(row: Any, on: date, calendar: Calendar) -> Item:
    left = (row.next_report_on - on).days
    if left >= 0:
        due = _("Report due %(day)s.") % {"day": written(row.next_report_on)}
    else:
        due = ngettext("Report %(days)s day late.", "Report %(days)s days late.", -left) % {"days": -left}
    last = _("Last report %(day)s.") % {"day": written(row.last_report_on)} if row.last_report_on else _("Nothing reported yet.")
    plain = row.light == Light.GREEN or row.light_cause == "unreported"
    cause = "" if plain else lights.explain(row, on=on, calendar=calendar)
    by_sites = row.has_sites and row.measure == "count"
    action, label = ("update_site", _("Update a site")) if by_sites else ("report_progress", _("Report now"))
    return item(row, " ".join(part for part in (due, last, cause) if part), action_label=label, action_href=act(row, action))


# What reaches the unit otherwise


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
            % {"count": note.pieces, "day": written(note.reply_by), "demand": note.demand},
            action_label=_("Reply"),
            action_href=reverse("commitments:reply_urging", args=[note.pk]),
        )

    return section(_("Urging notes to reply to"), notes, make, is_urgent=True, order=12)


def _reaching(mine: set[int], on: date) -> list[Section]:
    """Supporting duties, county shares and sites of the unit in what others lead; one query."""
    here = OuterRef("pk")
    duties = SupportingDuty.objects.filter(
        department__in=mine, signed_in_on=None, is_suggested=False, commitment__stage__in=RUNNING
    )
    shares = CountyShare.objects.filter(
        department__in=mine, commitment__stage=Stage.IN_PROGRESS, commitment__next_report_on__lte=on + REPORTS_SOON
    )
    sites = Site.objects.filter(department__in=mine, commitment__stage=Stage.IN_PROGRESS, deadline__lte=on + SOON)
    sites = sites.exclude(stage=Site.Stage.COMPLETED)
    concerned = (
        duties.order_by()
        .values("commitment")
        .union(shares.order_by().values("commitment"), sites.order_by().values("commitment"))
    )
    site = sites.filter(commitment=here).order_by("deadline", "pk")
    rows = placed(
        commitments(pk__in=concerned)
        .exclude(lead__in=mine)
        .annotate(
            has_duty=Exists(duties.filter(commitment=here)),
            duty=Subquery(duties.filter(commitment=here).values("duty")[:1]),
            share=Subquery(shares.filter(commitment=here).values("value")[:1]),
            site=Subquery(site.values("name")[:1]),
            site_due_on=Subquery(site.values("deadline")[:1]),
        )
        .annotate(
            part=Case(
                When(has_duty=True, then=Value("duty")),
                When(site__isnull=False, then=Value("site")),
                default=Value("share"),
                output_field=CharField(),
            )
        ),
        order_by=["deadline", "code"],
    )
    return dealt(
        rows,
        [
            ("duty", _("Supporting duties to sign in for"), _duty, {"order": 22}),
            ("share", _("County shares to report on"), _share_due, {"order": 32}),
            ("site", _("Sites due"), lambda row: _site_due(row, on), {"order": 34}),
        ],
    )


def _duty(row: Any) -> Item:
    why = _("%(lead)s leads, your unit supports. %(duty)s") % {"lead": row.lead, "duty": row.duty}
    return item(
        row,
        why.strip(),
        light="none",
        word=_("to sign in"),
        action_label=_("Sign for it"),
        action_href=act(row, "sign_in_supporting"),
        action_method="post",
        hidden=once(row),
    )


def _share_due(row: Any) -> Item:
    why = _("%(lead)s leads; your share is %(share)s %(measure)s. Report due %(day)s.") % {
        "lead": row.lead,
        "share": f"{row.share.normalize():f}",
        "measure": row.unit,
        "day": written(row.next_report_on),
    }
    return item(row, why, action_label=_("Report now"), action_href=act(row, "report_share"))


def _site_due(row: Any, on: date) -> Item:
    why = _("Site “%(site)s”, due %(day)s.") % {"site": row.site, "day": written(row.site_due_on)}
    light = "red" if row.site_due_on < on else "yellow"
    return item(row, why, light=light, action_label=_("Update a site"), action_href=act(row, "update_site"))


# Head


@register
def heads_work(user: User, on: date) -> list[Section]:
    mine = units(user, Role.HEAD)
    if not mine:
        return []
    waiting = requests(Request.State.WITH_HEAD).filter(department__in=mine)
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
        return item(
            row, why, action_label=_("Release"), action_href=act(row, "release_plan"), action_method="post", hidden=once(row)
        )

    return [
        section(_("Requests to release"), waiting, lambda request: asked(request, user), is_urgent=True, order=16),
        section(_("Plans to release"), plans, plan_item, order=18),
    ]
