"""What of the hotline wants doing today: summaries to release, links to confirm, complaints to answer."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.policy import UNIT_ROLES
from departments.access import has_role, units
from departments.models import Role, User
from desk.sections import Item, Listing, plain, register
from hotline import clock
from hotline.models import AnswerDraft, Handling, Link, StagedPromise, WorkOrder
from hotline.models.order import State
from hotline.rules import rules
from workdays.calendar import current

from .rows import listing, written

LONGEST = ("order__received_on", "pk")  # waiting


def _heard_of(links: QuerySet[Link]) -> QuerySet[Link]:
    """Links with what `_heard` tells."""
    return links.select_related("order__county", "commitment", "site")


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
def agents_work(user: User, on: date) -> list[Listing]:
    if not has_role(user, Role.HOTLINE, Role.HOTLINE_LEAD):
        return []
    valid = Link.objects.filter(order=OuterRef("pk")).exclude(state=Link.State.REJECTED)
    silent = WorkOrder.objects.filter(Exists(valid), is_released=False, erased_on=None).order_by("received_on", "pk")

    def make(order: WorkOrder) -> Item:
        why = _("Received %(day)s, linked to a promise; the unit reads nothing of it yet.")
        return Item(
            title=order.number,
            why=why % {"day": written(order.received_on)},
            href=order.get_absolute_url(),
            action_label=_("Write the summary"),
            action_href=order.get_absolute_url(),
        )

    told = AnswerDraft.objects.filter(state=AnswerDraft.State.WAITING)

    def answer(draft: AnswerDraft) -> Item:
        return Item(
            title=draft.link.commitment.title,
            kind=draft.link.order.number,
            why=draft.text,
            href=draft.link.order.get_absolute_url(),
            action_label=_("Tell the caller"),
            action_href=reverse("hotline:answers"),
        )

    def linked(rows: QuerySet[AnswerDraft]) -> QuerySet[AnswerDraft]:
        return rows.select_related("link__order", "link__commitment")

    callers = listing(_("Callers to tell"), told, answer, linked, order=30, all_href=reverse("hotline:answers"))
    return [
        callers,
        listing(
            _("Summaries to release"), silent, make, plain, order=20, all_href=f"{reverse('hotline:list')}?linked=1&released=0"
        ),
    ]


@register
def leads_work(user: User, on: date) -> list[Listing]:
    if not has_role(user, Role.HOTLINE_LEAD):
        return []
    waiting = Link.objects.filter(state=Link.State.LINKED).order_by(*LONGEST)
    return [
        listing(
            _("Links to confirm"),
            waiting,
            lambda link: _link_item(link, _("Decide")),
            _heard_of,
            is_urgent=True,
            order=10,
            all_href=f"{reverse('hotline:links')}?state=linked",
        )
    ]


@register
def promises_to_decide(user: User, on: date) -> list[Listing]:
    """The days units promised callers: for the supervisor to take over, for the hotline lead to see."""
    if not has_role(user, Role.SUPERVISOR, Role.HOTLINE_LEAD):
        return []
    waiting = StagedPromise.objects.filter(state=StagedPromise.State.WAITING).order_by("promised_on", "pk")

    def make(promise: StagedPromise) -> Item:
        handling, href = promise.handling, promise.get_absolute_url()
        told = {"unit": handling.unit.short_name, "day": written(promise.promised_on)}
        return Item(
            title=handling.order.summary or handling.order.number,
            kind=handling.order.number,
            why=_("%(unit)s promised it for %(day)s. Make it a commitment, a site, or decline.") % told,
            href=href,
            action_label=_("Decide"),
            action_href=href,
        )

    def handled(rows: QuerySet[StagedPromise]) -> QuerySet[StagedPromise]:
        return rows.select_related("handling__order", "handling__unit")

    return [listing(_("Promises in replies"), waiting, make, handled, order=19, all_href=reverse("hotline:promises"))]


@register
def units_complaints(user: User, on: date) -> list[Listing]:
    mine = units(user, *UNIT_ROLES)
    if not mine:
        return []
    asked = Link.objects.filter(commitment__lead__in=mine, unit_answer="", order__is_released=True).order_by(*LONGEST)
    asked = asked.exclude(state=Link.State.REJECTED).exclude(kind=Link.Kind.THANKS)
    return [
        listing(
            _("Complaints to answer"),
            asked,
            lambda link: _link_item(link, _("Answer")),
            _heard_of,
            order=36,
            note=_("the hotline tells the caller"),
            all_href=f"{reverse('hotline:links')}?answered=0",
        )
    ]


@register
def orders_to_move(user: User, on: date) -> list[Listing]:
    """What waits with the hotline: to dispatch, to call back, returns, extensions and replies to decide."""
    if not has_role(user, Role.HOTLINE, Role.HOTLINE_LEAD):
        return []
    orders = WorkOrder.objects.order_by("received_on", "pk")
    listed = reverse("hotline:list")

    def make(order: WorkOrder) -> Item:
        why = _("%(nature)s, received %(day)s.") % {"nature": order.get_nature_display(), "day": written(order.received_on)}
        title = order.summary if order.is_released else order.number
        return Item(title=title, kind=order.number if order.is_released else "", why=why, href=order.get_absolute_url())

    def waiting(title: str, state: str, place: int) -> Listing:
        return listing(title, orders.filter(state=state), make, plain, order=place, all_href=f"{listed}?state={state}")

    found = [
        waiting(_("To call back"), State.REVIEWED, 26),
        waiting(_("To answer or dispatch"), State.REGISTERED, 40),
    ]
    if has_role(user, Role.HOTLINE_LEAD):
        asked = orders.filter(handlings__extension=Handling.Extension.ASKED, handlings__ended_at=None)
        found += [
            waiting(_("Returns to audit"), State.RETURN_ASKED, 12),
            waiting(_("Replies to review"), State.REPLIED, 14),
            listing(_("Orders that need more time"), asked, make, plain, order=16),
        ]
    return found


@register
def units_orders(user: User, on: date) -> list[Listing]:
    """The orders sent to the person's units, those due first; never the caller, never his words."""
    mine = units(user, *UNIT_ROLES)
    if not mine:
        return []
    rows = Handling.objects.filter(unit__in=mine, ended_at=None, order__state__in=[State.DISPATCHED, State.HANDLING])
    calendar = current()

    def make(handling: Handling) -> Item:
        light = clock.light(handling.due_on, on, calendar, rules())
        return Item(
            title=handling.order.summary or handling.order.number,
            kind=handling.order.number,
            why=_("%(state)s, due %(day)s.") % {"state": handling.order.get_state_display(), "day": written(handling.due_on)},
            href=handling.get_absolute_url(),
            light=light,
        )

    return [
        listing(
            _("Hotline orders"),
            rows.order_by("due_on", "pk"),
            make,
            lambda rows: rows.select_related("order").only("due_on", "order__summary", "order__number", "order__state"),
            order=15,
            is_urgent=True,
            all_href=reverse("hotline:handlings"),
        )
    ]
