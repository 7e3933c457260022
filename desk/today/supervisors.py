"""What a supervisor has to do today."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import lights
from commitments.models import AssignmentDispute, Commitment, Request, Stage, UrgingItem
from commitments.models.commitment import RUNNING
from departments.access import has_role
from departments.models import Department, Role, User
from desk.sections import Item, Section, register
from workdays.calendar import current

from .rows import act, asked, commitments, item, requests, section, with_tellers


@register
def supervisors_work(user: User, on: date) -> list[Section]:
    if not has_role(user, Role.SUPERVISOR):
        return []
    listed = reverse("commitments:list")
    disputes = (
        AssignmentDispute.objects.filter(state=AssignmentDispute.State.OPEN)
        .select_related("commitment__lead", "department", "proposed")
        .order_by("raised_at")
    )
    leading = Commitment.objects.filter(lead=OuterRef("pk"), stage__in=RUNNING)
    unmanned = Department.objects.valid(on=on).without_active_clerk().filter(Exists(leading))

    def dispute_item(dispute: AssignmentDispute) -> Item:
        row = dispute.commitment
        why = _("%(unit)s: %(reason)s") % {"unit": dispute.department, "reason": dispute.reason}
        if dispute.proposed:
            why = _("%(why)s Proposes %(unit)s.") % {"why": why, "unit": dispute.proposed}
        return item(
            row, why, light="none", word=_("disputed"), action_label=_("Look and decide"), action_href=row.get_absolute_url()
        )

    def unit_item(unit: Department) -> Item:
        return Item(
            title=unit.short_name,
            why=_("It leads commitments, and nobody there can sign in or report."),
            href=f"{listed}?department={unit.code}",
            action_label=_("Its commitments"),
            action_href=f"{listed}?department={unit.code}",
        )

    return [
        *_requests(user),
        section(_("Disputed assignments"), disputes, dispute_item, order=14),
        section(
            _("Contested by citizens"),
            commitments(is_contested=True).order_by("code"),
            _contested,
            is_urgent=True,
            order=16,
            all_href=f"{listed}?contested=1",
        ),
        section(_("Units without an active clerk"), unmanned, unit_item, order=18),
        _to_urge(on),
        _to_assign(),
    ]


def _requests(user: User) -> list[Section]:
    with_me = with_tellers(requests(Request.State.WITH_SUPERVISOR))
    completion, href = Q(kind=Request.Kind.COMPLETION), reverse("commitments:review")

    def make(request: Request) -> Item:
        return asked(request, user)

    return [
        section(_("To review"), with_me.filter(completion), make, is_urgent=True, order=10, all_href=href),
        section(_("Extensions to decide"), with_me.exclude(completion), make, order=12, all_href=href),
    ]


def _contested(row: Commitment) -> Item:
    why = _("Citizens dispute the completion; look again, reopen if they are right.")
    return item(row, why, action_label=_("Look"), action_href=row.get_absolute_url())


def _to_urge(on: date) -> Section:
    """What is overdue while no urging note of it waits for its reply."""
    calendar = current()
    waiting = UrgingItem.objects.filter(commitment=OuterRef("pk"), note__replied_at=None)
    late = commitments(stage__in=RUNNING, red_from__lte=on).exclude(Exists(waiting)).order_by("red_from", "code")

    def to_urge(row: Commitment) -> Item:
        why = f"{row.lead} · {lights.explain(row, on=on, calendar=calendar)}"
        return item(row, why, action_label=_("Urge"), action_href=act(row, "urge"))

    return section(_("Overdue, to be urged"), late, to_urge, is_urgent=True, order=17, all_href=reverse("commitments:overdue"))


def _to_assign() -> Section:
    def to_assign(row: Commitment) -> Item:
        lead = _("suggested: %(unit)s") % {"unit": row.lead} if row.lead else _("no lead yet")
        return item(row, lead, light="none", word=_("draft"), action_label=_("Assign"), action_href=act(row, "assign"))

    drafts = commitments(stage=Stage.DRAFT).order_by("code")
    href = f"{reverse('commitments:list')}?stage=draft"
    return section(_("Drafts to assign"), drafts, to_assign, order=40, note=_("in bulk from the list"), all_href=href)
