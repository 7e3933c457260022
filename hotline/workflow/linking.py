"""Linking a work order to the promise it concerns; the hotline lead confirms or rejects."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment, Site, Stage
from commitments.workflow import complaints
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import require
from departments.models import User
from hotline.models import Link, WorkOrder
from hotline.signals import raising

from .base import locked, locked_link, record, words_of
from .informing import standing
from .moving import said


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
    reason: str = "",
) -> Link:
    """Link an order to the promise it concerns; a pair is linked once.

    `rank` and `reasons` are the suggestion's, where one was taken. A pair that was rejected is not suggested again; a person
    links it by hand with a `reason` and it waits for its decision anew. Raises `Denied`, `Invalid`; `NotPossible` as well
    where the words of the order are erased.
    """
    with transaction.atomic():
        order = locked(order)
        capacity = require(actor, "link", order)
        words_of(order)
        _check(commitment, kind, site)
        data = {"commitment": commitment.code, "kind": kind}
        earlier = Link.objects.select_related("decided_by").filter(order=order, commitment=commitment).first()
        if earlier:
            data["reason"] = _why_after_all(earlier, reason)
            rank, reasons = None, [data["reason"]]
        made, _is_new = Link.objects.update_or_create(
            order=order,
            commitment=commitment,
            defaults={
                "site": site,
                "kind": kind,
                "state": Link.State.LINKED,
                "rank": rank,
                "reasons": reasons or [],
                "linked_by": actor,
                "linked_at": at,
                "decided_by": None,
                "decided_at": None,
                "told": standing(commitment),
                "version": earlier.version + 1 if earlier else 1,
            },
        )
        record(order, "link", actor, at, capacity.holder, {**data, "link": made.pk})
        tell_commitment(commitment, at=at)
    return made


def _check(commitment: Commitment, kind: str, site: Site | None) -> None:
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


def _why_after_all(earlier: Link, reason: str) -> str:
    """The reason to link a rejected pair. Raises `NotPossible` where the pair is linked, `Invalid` without a reason."""
    if earlier.state != Link.State.REJECTED:
        raise NotPossible(_("This order is linked to %(code)s already.") % {"code": earlier.commitment.code})
    if not reason.strip():
        raise Invalid(reason=_("%(who)s rejected this pair; say why it is linked all the same.") % {"who": earlier.decided_by})
    return said("reason", reason)


def confirm(link: Link, *, actor: User, at: datetime, version: int | None = None) -> Link:
    """The hotline lead confirms: from now on the link counts for signals and for "contested"."""
    return _decide(link, Link.State.CONFIRMED, "confirm", actor=actor, at=at, version=version)


def reject(link: Link, *, actor: User, at: datetime, version: int | None = None) -> Link:
    """The hotline lead rejects: the pair is never suggested again."""
    return _decide(link, Link.State.REJECTED, "reject", actor=actor, at=at, version=version)


def tell_commitment(commitment: Commitment, *, at: datetime) -> None:
    """Bring the commitment's own count and contested mark up to the links as they are; part of the caller's transaction."""
    # Locked before it is counted: of two links made or decided at once, the second counts the first.
    commitment = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
    valid = Link.objects.filter(commitment=commitment).exclude(state=Link.State.REJECTED)
    disputed = valid.filter(kind=Link.Kind.DISPUTE, state=Link.State.CONFIRMED)
    if commitment.completed_on:
        disputed = disputed.filter(order__received_on__gte=commitment.completed_on)
    complaints.hear(commitment, at=at, count=valid.count(), disputed=disputed.count())


def _decide(link: Link, state: str, action: str, *, actor: User, at: datetime, version: int | None) -> Link:
    with transaction.atomic():
        link = locked_link(link)
        capacity = require(actor, action, link)
        if link.state != Link.State.LINKED:
            raise NotPossible(_("This link is %(state)s already.") % {"state": link.get_state_display()})
        if version is not None and link.version != version:
            raise Conflict(link)
        link.state, link.decided_by, link.decided_at = state, actor, at
        link.version += 1
        link.save(update_fields=["state", "decided_by", "decided_at", "version"])
        record(link.order, action, actor, at, capacity.holder, {"link": link.pk, "commitment": link.commitment.code})
        tell_commitment(link.commitment, at=at)
        if state == Link.State.CONFIRMED:
            raising.about_commitment(link.commitment, at=at)
    return link
