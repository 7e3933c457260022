"""What of the hotline wants doing today: summaries to release, links to confirm, complaints to answer."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.policy import UNIT_ROLES
from departments.access import has_role, units
from departments.models import Role, User
from desk.sections import Item, Section, register
from hotline.models import AnswerDraft, Link, WorkOrder

from .rows import section, written


def _links() -> QuerySet[Link]:
    return Link.objects.select_related("order__county", "commitment", "site").order_by("order__received_on", "pk")


def _heard(link: Link) -> str:
    """Kind, day, place and released summary: all that anybody but the hotline reads."""
    place = " · ".join(str(part) for part in (link.order.county, link.order.township, link.site) if part)
    said = link.order.summary if link.order.is_released else _("The summary is not released yet.")
    return " · ".join(part for part in (written(link.order.received_on), place, said) if part)


def _link_item(link: Link, label: str) -> Item:
    return Item(
        title=link.commitment.title,
        kind=f"{link.get_kind_display()} · {link.commitment.code}",
        why=_heard(link),
        href=link.commitment.get_absolute_url(),
        action_label=label,
        action_href=link.get_absolute_url(),
    )


@register
def agents_work(user: User, on: date) -> list[Section]:
    if not has_role(user, Role.HOTLINE, Role.HOTLINE_LEAD):
        return []
    valid = Link.objects.filter(order=OuterRef("pk")).exclude(state=Link.State.REJECTED)
    silent = WorkOrder.objects.filter(Exists(valid), is_released=False).order_by("received_on", "pk")

    def make(order: WorkOrder) -> Item:
        why = _("Received %(day)s, linked to a promise; the unit reads nothing of it yet.")
        return Item(
            title=order.number,
            why=why % {"day": written(order.received_on)},
            href=order.get_absolute_url(),
            action_label=_("Write the summary"),
            action_href=order.get_absolute_url(),
        )

    told = AnswerDraft.objects.filter(state=AnswerDraft.State.WAITING).select_related("link__order", "link__commitment")

    def answer(draft: AnswerDraft) -> Item:
        return Item(
            title=draft.link.commitment.title,
            kind=draft.link.order.number,
            why=draft.text,
            href=draft.link.order.get_absolute_url(),
            action_label=_("Tell the caller"),
            action_href=reverse("hotline:answers"),
        )

    callers = section(_("Callers to tell"), told, answer, order=30, all_href=reverse("hotline:answers"))
    return [
        callers,
        section(_("Summaries to release"), silent, make, order=20, all_href=f"{reverse('hotline:list')}?linked=1&released=0"),
    ]


@register
def leads_work(user: User, on: date) -> list[Section]:
    if not has_role(user, Role.HOTLINE_LEAD):
        return []
    waiting = _links().filter(state=Link.State.LINKED)
    return [
        section(
            _("Links to confirm"),
            waiting,
            lambda link: _link_item(link, _("Decide")),
            is_urgent=True,
            order=10,
            all_href=f"{reverse('hotline:links')}?state=linked",
        )
    ]


@register
def units_complaints(user: User, on: date) -> list[Section]:
    mine = units(user, *UNIT_ROLES)
    if not mine:
        return []
    asked = _links().filter(commitment__lead__in=mine, unit_answer="", order__is_released=True)
    asked = asked.exclude(state=Link.State.REJECTED).exclude(kind=Link.Kind.THANKS)
    return [
        section(
            _("Complaints to answer"),
            asked,
            lambda link: _link_item(link, _("Answer")),
            order=36,
            note=_("the hotline tells the caller"),
            all_href=f"{reverse('hotline:links')}?answered=0",
        )
    ]
