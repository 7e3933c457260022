"""What a clerk and a head have to do today; a fixed number of queries, whatever waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import lights
from commitments.models import Commitment, CountyShare, Light, Plan, Request, Site, Stage, SupportingDuty, UrgingNote
from commitments.models.commitment import RUNNING
from commitments.policy import UNIT_ROLES
from departments.access import units
from departments.models import Role, User
from desk.sections import Item, Listing, register
from house.writing import together
from workdays.calendar import Calendar, current

from .rows import act, asked, item, listing, once, requests, shown, told, written

SOON = timedelta(days=7)
REPORTS_SOON = timedelta(days=10)  # of the monthly report's day: the last third of the month


@register
def units_work(user: User, on: date) -> list[Listing]:
    mine = units(user, *UNIT_ROLES)
    if not mine:
        return []
    return [*_led(mine, on, current()), _urged(mine), *_reaching(mine, on)]


# What the unit leads: each item stands once, in the block of what presses most.


def _led(mine: set[int], on: date, calendar: Calendar) -> list[Listing]:
    listed = reverse("commitments:list")
    completions = Request.objects.filter(commitment=OuterRef("pk"), kind=Request.Kind.COMPLETION).order_by("-pk")
    last_state = Coalesce(Subquery(completions.values("state")[:1]), Value(""))
    led, late = Commitment.objects.filter(lead__in=mine).alias(last_state=last_state), Q(red_from__lte=on)
    refused = Request.objects.filter(kind=Request.Kind.COMPLETION, state=Request.State.REFUSED).order_by().values("commitment")
    # The few that were ever refused are looked up in memory; only of them is the last request asked for.
    returned = Q(stage=Stage.IN_PROGRESS) & Q(pk__in=refused) & Q(last_state=Request.State.REFUSED)
    due = led.filter(stage=Stage.IN_PROGRESS, next_report_on__lte=on + REPORTS_SOON).exclude(late).exclude(returned)
    return [
        listing(
            _("Returned to you"),
            led.filter(returned).order_by("red_from", "code"),
            _returned,
            lambda rows: shown(rows, why_returned=Subquery(completions.values("decision")[:1])),
            is_urgent=True,
            order=10,
        ),
        listing(
            _("Overdue"),
            led.filter(late, stage__in=RUNNING).exclude(returned).order_by("red_from", "code"),
            lambda row: _overdue(row, on, calendar),
            is_urgent=True,
            order=14,
            all_href=f"{listed}?mine=1&overdue=1",
        ),
        listing(
            _("To sign in"),
            led.filter(stage=Stage.ASSIGNED).exclude(late).order_by("assigned_on", "code"),
            _to_sign_in,
            order=20,
            all_href=f"{listed}?mine=1&stage=assigned",
        ),
        listing(
            _("Progress reports due"),
            due.order_by("next_report_on", "code"),
            lambda row: _report_due(row, on, calendar),
            lambda rows: shown(rows, has_sites=Exists(Site.objects.filter(commitment=OuterRef("pk")))),
            order=30,
            note=_("due within ten days, or past"),
            all_href=f"{listed}?mine=1&stage=in_progress",
            also=_("ongoing ones on one sheet"),
            also_href=reverse("commitments:sheet"),
        ),
    ]


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
    return item(row, together(due, last, cause), action_label=label, action_href=act(row, action))


# What reaches the unit otherwise


def _urged(mine: set[int]) -> Listing:
    notes = UrgingNote.objects.filter(department__in=mine, replied_at=None).order_by("reply_by", "pk")

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

    return listing(
        _("Urging notes to reply to"), notes, make, lambda rows: rows.annotate(pieces=Count("items")), is_urgent=True, order=12
    )


def _reaching(mine: set[int], on: date) -> list[Listing]:
    """Supporting duties, county shares and sites of the unit in what others lead; an item stands once."""
    here = OuterRef("pk")
    duties = SupportingDuty.objects.filter(
        department__in=mine, signed_in_on=None, is_suggested=False, commitment__stage__in=RUNNING
    )
    shares = CountyShare.objects.filter(
        department__in=mine, commitment__stage=Stage.IN_PROGRESS, commitment__next_report_on__lte=on + REPORTS_SOON
    )
    sites = Site.objects.filter(department__in=mine, commitment__stage=Stage.IN_PROGRESS, deadline__lte=on + SOON)
    sites = sites.exclude(stage=Site.Stage.COMPLETED)
    theirs = Commitment.objects.exclude(lead__in=mine).order_by("deadline", "code")
    dutiful, sited, sharing = (Q(pk__in=part.order_by().values("commitment")) for part in (duties, sites, shares))
    site = sites.filter(commitment=here).order_by("deadline", "pk")
    return [
        listing(
            _("Supporting duties to sign in for"),
            theirs.filter(dutiful),
            _duty,
            lambda rows: shown(rows, duty=Subquery(duties.filter(commitment=here).values("duty")[:1])),
            order=22,
        ),
        listing(
            _("County shares to report on"),
            theirs.filter(sharing, ~dutiful, ~sited),
            _share_due,
            lambda rows: shown(rows, share=Subquery(shares.filter(commitment=here).values("value")[:1])),
            order=32,
        ),
        listing(
            _("Sites due"),
            theirs.filter(sited, ~dutiful),
            lambda row: _site_due(row, on),
            lambda rows: shown(rows, site=Subquery(site.values("name")[:1]), site_due_on=Subquery(site.values("deadline")[:1])),
            order=34,
        ),
    ]


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
def heads_work(user: User, on: date) -> list[Listing]:
    mine = units(user, Role.HEAD)
    if not mine:
        return []
    review = reverse("commitments:review")
    waiting = requests(Request.State.WITH_HEAD).filter(department__in=mine)
    plans = Plan.objects.filter(
        state=Plan.State.WITH_HEAD, commitment__lead__in=mine, commitment__stage=Stage.IN_PROGRESS
    ).order_by("filed_at", "pk")

    def filed(rows: QuerySet[Plan]) -> QuerySet[Plan]:
        return rows.select_related("commitment__lead", "filed_by")

    def plan_item(plan: Plan) -> Item:
        row = plan.commitment
        why = _("%(person)s filed version %(number)s on %(day)s.") % {
            "person": plan.filed_by,
            "number": plan.number,
            "day": written(localdate(plan.filed_at)),
        }
        return item(
            row, why, action_label=_("Release"), action_href=act(row, "release_plan"), action_method="post", hidden=once(row)
        )

    return [
        listing(
            _("Requests to release"),
            waiting,
            lambda request: asked(request, user),
            told,
            is_urgent=True,
            order=16,
            all_href=review,
        ),
        listing(_("Plans to release"), plans, plan_item, filed, order=18, all_href=f"{review}#plans"),
    ]
