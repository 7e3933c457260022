"""What a supervisor has to do today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import lights
from commitments.models import AssignmentDispute, Commitment, Request, Stage, UrgingItem, UrgingNote
from commitments.models.commitment import RUNNING
from departments.access import has_role
from departments.models import Department, Role, User
from desk.sections import Item, Listing, plain, register
from workdays.calendar import current

from .rows import act, asked, item, listing, requests, told_with_tellers, written


@register
def supervisors_work(user: User, on: date) -> list[Listing]:
    if not has_role(user, Role.SUPERVISOR):
        return []
    listed, review = reverse("commitments:list"), reverse("commitments:review")
    disputes = AssignmentDispute.objects.filter(state=AssignmentDispute.State.OPEN).order_by("raised_at")
    leading = Commitment.objects.filter(lead=OuterRef("pk"), stage__in=RUNNING)
    unmanned = Department.objects.valid(on=on).without_active_clerk().filter(Exists(leading)).order_by("order", "pk")

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

    def with_units(rows: QuerySet[AssignmentDispute]) -> QuerySet[AssignmentDispute]:
        return rows.select_related("commitment__lead", "department", "proposed")

    return [
        *_requests(user),
        listing(_("Disputed assignments"), disputes, dispute_item, with_units, order=14, all_href=f"{review}#disputes"),
        listing(
            _("Contested by citizens"),
            Commitment.objects.filter(is_contested=True).order_by("code"),
            _contested,
            is_urgent=True,
            order=16,
            all_href=f"{listed}?contested=1",
        ),
        listing(_("Units without an active clerk"), unmanned, unit_item, plain, order=18),
        _unanswered(on),
        _to_urge(on),
        _to_assign(),
    ]


def _requests(user: User) -> list[Listing]:
    with_me, completion = requests(Request.State.WITH_SUPERVISOR), Q(kind=Request.Kind.COMPLETION)
    more: dict[str, Any] = {"whole": told_with_tellers, "all_href": reverse("commitments:review")}

    def make(request: Request) -> Item:
        return asked(request, user)

    return [
        listing(_("To review"), with_me.filter(completion), make, is_urgent=True, order=10, **more),
        listing(_("Extensions to decide"), with_me.exclude(completion), make, order=12, **more),
    ]


def _contested(row: Commitment) -> Item:
    why = _("Citizens dispute the completion; look again, reopen if they are right.")
    return item(row, why, action_label=_("Look"), action_href=row.get_absolute_url())


def _unanswered(on: date) -> Listing:
    """Urging notes and orders whose day has passed without a reply, while something on them runs."""
    running = UrgingItem.objects.filter(note=OuterRef("pk"), commitment__stage__in=RUNNING)
    notes = UrgingNote.objects.unanswered(on=on).filter(Exists(running)).order_by("reply_by", "pk")

    def unanswered(note: UrgingNote) -> Item:
        href = reverse("commitments:urging_note", args=[note.pk])
        why = _("%(unit)s has not replied by %(day)s.") % {"unit": note.department, "day": written(note.reply_by)}
        label = _("Climb to a supervision order") if note.level == UrgingNote.Level.URGING else _("Look")
        return Item(title=note.number, kind=note.get_level_display(), href=href, why=why, action_label=label, action_href=href)

    def with_units(rows: QuerySet[UrgingNote]) -> QuerySet[UrgingNote]:
        return rows.select_related("department")

    href = f"{reverse('commitments:urging')}?unanswered=1"
    return listing(_("Urging notes left unanswered"), notes, unanswered, with_units, is_urgent=True, order=15, all_href=href)


def _to_urge(on: date) -> Listing:
    """What is overdue while no urging note of it waits for its reply."""
    calendar = current()
    waiting = UrgingItem.objects.filter(commitment=OuterRef("pk"), note__replied_at=None)
    late = Commitment.objects.filter(stage__in=RUNNING, red_from__lte=on).exclude(Exists(waiting)).order_by("red_from", "code")

    def to_urge(row: Commitment) -> Item:
        why = f"{row.lead} · {lights.explain(row, on=on, calendar=calendar)}"
        return item(row, why, action_label=_("Urge"), action_href=act(row, "urge"))

    return listing(_("Overdue, to be urged"), late, to_urge, is_urgent=True, order=17, all_href=reverse("commitments:overdue"))


def _to_assign() -> Listing:
    def to_assign(row: Commitment) -> Item:
        lead = _("suggested: %(unit)s") % {"unit": row.lead} if row.lead else _("no lead yet")
        return item(row, lead, light="none", word=_("draft"), action_label=_("Assign"), action_href=act(row, "assign"))

    drafts = Commitment.objects.filter(stage=Stage.DRAFT).order_by("code")
    href = f"{reverse('commitments:list')}?stage=draft"
    return listing(_("Drafts to assign"), drafts, to_assign, order=40, note=_("in bulk from the list"), all_href=href)
