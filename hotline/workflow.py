"""Taking down, linking, confirming: every change of a work order or a link, with its event."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments import search
from commitments.models import Commitment, Site, Stage
from commitments.workflow import complaints
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import require
from departments.models import Department, User
from history import ledger

from .models import Link, WorkOrder, WorkOrderText

OWN = "yanbixing"
TEXT_MAX = 10_000


def take_down(
    *,
    actor: User,
    at: datetime,
    text: str,
    channel: str = WorkOrder.Channel.PHONE,
    nature: str = WorkOrder.Nature.REQUEST,
    county: Department | None = None,
    township: str = "",
    place: str = "",
    source: str = OWN,
    source_number: str = "",
    received_at: datetime | None = None,
) -> WorkOrder:
    """Register a work order. An existing platform's number is kept, once per source."""
    with transaction.atomic():
        capacity = require(actor, "take_down", WorkOrder)
        if not text.strip():
            raise Invalid(text=_("Take down what the caller said."))
        if len(text) > TEXT_MAX:
            raise Invalid(text=_("At most %(count)s characters; shorten it to what was said.") % {"count": TEXT_MAX})
        if county and not county.is_local:
            raise Invalid(county=_("%(unit)s is neither a county nor a zone.") % {"unit": county})
        if source != OWN and not source_number.strip():
            raise Invalid(source_number=_("Give the number the order has there."))
        if source_number and WorkOrder.objects.filter(source=source, source_number=source_number).exists():
            raise Invalid(source_number=_("%(number)s of this source is taken down already.") % {"number": source_number})
        received_at = received_at or at
        order = WorkOrder(
            source=source,
            channel=channel,
            nature=nature,
            received_at=received_at,
            received_on=localdate(received_at),
            county=county,
            township=township,
            place=place,
            taken_by=actor,
        )
        order.number = _next_number(order)
        order.source_number = source_number or order.number
        order.save(force_insert=True)
        salt = secrets.token_hex(16)
        WorkOrderText.objects.create(order=order, text=text, salt=salt, search=" ".join(search.bigrams(text)))
        _record(
            order,
            "register",
            actor,
            at,
            capacity.holder,
            {
                "source": source,
                "source_number": order.source_number,
                "channel": channel,
                "nature": nature,
                "county": county.code if county else None,
                "text_digest": hashlib.sha256(f"{salt}{text}".encode()).hexdigest(),
            },
        )
    return order


def release_summary(order: WorkOrder, *, actor: User, at: datetime, summary: str, version: int | None = None) -> WorkOrder:
    """The hotline writes and releases what the unit may read of the order."""
    with transaction.atomic():
        order = _locked(order, version)
        capacity = require(actor, "release_summary", order)
        if not summary.strip():
            raise Invalid(summary=_("Write one sentence the unit may read; no name, no phone number, no address."))
        order.summary, order.is_released = summary.strip(), True
        order.version += 1
        order.save()
        _record(
            order,
            "release_summary",
            actor,
            at,
            capacity.holder,
            {"summary_digest": hashlib.sha256(f"{order.words.salt}{summary}".encode()).hexdigest()},
        )
    return order


def link(
    order: WorkOrder,
    commitment: Commitment,
    *,
    actor: User,
    at: datetime,
    kind: str,
    site: Site | None = None,
    rank: int | None = None,
    reasons: list[str] | None = None,
) -> Link:
    """Link an order to the promise it concerns. A rejected pair stays rejected; a pair is linked once."""
    with transaction.atomic():
        order = _locked(order)
        capacity = require(actor, "link", order)
        if kind not in Link.Kind.values:
            raise Invalid(kind=_("Say how the order bears on the commitment."))
        if commitment.stage == Stage.DRAFT or not commitment.is_published:
            raise NotPossible(_("%(code)s is not published; it cannot be linked.") % {"code": commitment.code})
        if commitment.merged_into:
            raise NotPossible(
                _("%(code)s was merged; link %(into)s instead.") % {"code": commitment.code, "into": commitment.merged_into.code}
            )
        if site and site.commitment_id != commitment.pk:
            raise Invalid(site=_("This site belongs to another commitment."))
        earlier = Link.objects.filter(order=order, commitment=commitment).first()
        if earlier:
            raise NotPossible(
                _("This pair was rejected; it is not linked again.")
                if earlier.state == Link.State.REJECTED
                else _("This order is linked to %(code)s already.") % {"code": commitment.code}
            )
        made = Link.objects.create(
            order=order,
            commitment=commitment,
            site=site,
            kind=kind,
            rank=rank,
            reasons=reasons or [],
            linked_by=actor,
            linked_at=at,
        )
        _record(order, "link", actor, at, capacity.holder, {"commitment": commitment.code, "kind": kind, "link": made.pk})
        tell_commitment(commitment, at=at)
    return made


def confirm(link: Link, *, actor: User, at: datetime) -> Link:
    """The hotline lead confirms: from now on the link counts for signals and for "contested"."""
    return _decide(link, Link.State.CONFIRMED, "confirm", actor=actor, at=at)


def reject(link: Link, *, actor: User, at: datetime) -> Link:
    """The hotline lead rejects: the pair is never offered again."""
    return _decide(link, Link.State.REJECTED, "reject", actor=actor, at=at)


def answer(link: Link, *, actor: User, at: datetime, text: str) -> Link:
    """The unit answers what the link says, for the hotline to use; it changes nothing about the link."""
    with transaction.atomic():
        link = Link.objects.select_for_update(of=("self",)).select_related("order", "commitment").get(pk=link.pk)
        capacity = require(actor, "answer", link)
        if not text.strip():
            raise Invalid(text=_("Write the answer."))
        link.unit_answer = text.strip()
        link.save(update_fields=["unit_answer"])
        _record(link.order, "unit_answer", actor, at, capacity.holder, {"link": link.pk, "commitment": link.commitment.code})
    return link


def tell_commitment(commitment: Commitment, *, at: datetime) -> None:
    """Bring the commitment's own count and contested mark up to the links as they are."""
    valid = Link.objects.filter(commitment=commitment).exclude(state=Link.State.REJECTED)
    disputed = valid.filter(kind=Link.Kind.DISPUTE, state=Link.State.CONFIRMED)
    if commitment.completed_on:
        disputed = disputed.filter(order__received_on__gte=commitment.completed_on)
    complaints.hear(commitment, at=at, count=valid.count(), disputed=disputed.count())


def _decide(link: Link, state: str, action: str, *, actor: User, at: datetime) -> Link:
    with transaction.atomic():
        link = Link.objects.select_for_update(of=("self",)).select_related("order", "commitment").get(pk=link.pk)
        capacity = require(actor, action, link)
        if link.state != Link.State.LINKED:
            raise NotPossible(_("This link is %(state)s already.") % {"state": link.get_state_display()})
        link.state, link.decided_by, link.decided_at = state, actor, at
        link.save(update_fields=["state", "decided_by", "decided_at"])
        _record(link.order, action, actor, at, capacity.holder, {"link": link.pk, "commitment": link.commitment.code})
        tell_commitment(link.commitment, at=at)
    return link


def _locked(order: WorkOrder, version: int | None = None) -> WorkOrder:
    row = WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if version is not None and row.version != version:
        raise Conflict(row)
    return row


def _record(order: WorkOrder, action: str, actor: User, at: datetime, holder: User | None, data: dict[str, Any]) -> None:
    ledger.record(order.stream, action, actor=actor, on_behalf_of=holder, at=at, data=data)


def _next_number(order: WorkOrder) -> str:
    """DH-20211014-0382: the day and a running number in it; the newest of the day is locked while counting."""
    start = f"DH-{order.received_on:%Y%m%d}-"
    last = (
        WorkOrder.objects.select_for_update()
        .filter(number__startswith=start)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:04d}"
