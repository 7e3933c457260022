"""What a supervisor has to do today."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import lights
from commitments.models import AssignmentDispute, Commitment, Request, Stage, UrgingItem
from commitments.models.commitment import RUNNING
from departments.access import has_role
from departments.models import Department, Role, User
from desk.sections import Item, Section, register
from workdays.calendar import current

from .rows import act, asked, commitments, item, requests, section


@register
def supervisors_work(user: User, on: date) -> list[Section]:
    if not has_role(user, Role.SUPERVISOR):
        return []
    listed = reverse("commitments:list")
    with_me = requests(Request.State.WITH_SUPERVISOR)
    disputes = (
        AssignmentDispute.objects.filter(state=AssignmentDispute.State.OPEN)
        .select_related("commitment__lead", "department", "proposed")
        .order_by("raised_at")
    )
    leading = Commitment.objects.filter(lead=OuterRef("pk"), stage__in=RUNNING)
    unmanned = Department.objects.valid(on=on).without_active_clerk().filter(Exists(leading))
    drafts = commitments(stage=Stage.DRAFT).order_by("code")

    def dispute_item(dispute: AssignmentDispute) -> Item:
        row = dispute.commitment
        why = _("%(unit)s: %(reason)s") % {"unit": dispute.department, "reason": dispute.reason}
        if dispute.proposed:
            why = _("%(why)s Proposes %(unit)s.") % {"why": why, "unit": dispute.proposed}
        return item(
            row, why, light="none", word=_("disputed"), action_label=_("Look and decide"), action_href=row.get_absolute_url()
        )

    def draft_item(row: Commitment) -> Item:
        lead = _("suggested: %(unit)s") % {"unit": row.lead} if row.lead else _("no lead yet")
        return item(row, lead, light="none", word=_("draft"), action_label=_("Assign"), action_href=act(row, "assign"))

    def unit_item(unit: Department) -> Item:
        return Item(
            title=unit.short_name,
            why=_("It leads commitments, and nobody there can sign in or report."),
            href=f"{listed}?department={unit.code}",
            action_label=_("Its commitments"),
            action_href=f"{listed}?department={unit.code}",
        )

    return [
        section(
            _("To review"),
            with_me.filter(kind=Request.Kind.COMPLETION),
            lambda request: asked(request, user),
            is_urgent=True,
            order=10,
            all_href="/review/",
        ),
        section(
            _("Extensions to decide"),
            with_me.exclude(kind=Request.Kind.COMPLETION),
            lambda request: asked(request, user),
            order=12,
            all_href="/review/",
        ),
        section(_("Disputed assignments"), disputes, dispute_item, order=14),
        section(
            _("Contested by citizens"),
            commitments(is_contested=True).order_by("code"),
            lambda row: item(
                row,
                _("Citizens dispute the completion; look again, reopen if they are right."),
                action_label=_("Look"),
                action_href=row.get_absolute_url(),
            ),
            is_urgent=True,
            order=16,
            all_href=f"{listed}?contested=1",
        ),
        section(_("Units without an active clerk"), unmanned, unit_item, order=18),
        _late_and_silent(on),
        section(
            _("Drafts to assign"), drafts, draft_item, order=40, note=_("in bulk from the list"), all_href=f"{listed}?stage=draft"
        ),
    ]


def _late_and_silent(on: date) -> Section:
    """Overdue, and no urging note of it waits for its reply: to be urged."""
    calendar = current()
    waiting = UrgingItem.objects.filter(commitment=OuterRef("pk"), note__replied_at=None)
    rows = commitments(stage__in=RUNNING, red_from__lte=on).exclude(Exists(waiting)).order_by("red_from", "code")

    def make(row: Commitment) -> Item:
        why = f"{row.lead} · {lights.explain(row, on=on, calendar=calendar)}"
        return item(row, why, action_label=_("Urge"), action_href=act(row, "urge"))

    return section(_("Overdue, to be urged"), rows, make, is_urgent=True, order=17, all_href=reverse("commitments:overdue"))
