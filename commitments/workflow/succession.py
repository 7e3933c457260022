"""A unit that ends: its items move to its successor, with their history and without a new sign-in (扶贫办 → 乡村振兴局)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commitments.models import Commitment, CountyShare, Request, Site, Stage, SupportingDuty
from commitments.models.commitment import FINAL
from departments.models import Department, User

from .base import Step, step
from .table import NotPossible


def succeed(unit: Department, *, actor: User | None, at: datetime) -> list[Commitment]:
    """Move everything open that `unit` leads, supports or has a share or site of to its successor; all or nothing."""
    to = unit.successor
    if to is None:
        raise NotPossible(_("%(unit)s has no successor.") % {"unit": unit.name})
    parts = (SupportingDuty, CountyShare, Site)
    concerned = Q(lead=unit)
    for part in parts:
        concerned |= Q(pk__in=part._default_manager.filter(department=unit).values("commitment"))
    moved = []
    with transaction.atomic():
        for commitment in Commitment.objects.exclude(stage__in=FINAL).filter(concerned).order_by("pk"):
            with step(commitment, "hand_over", actor=actor, at=at) as move:
                _hand_over(move, unit, to)
            moved.append(move.row)
    return moved


def _hand_over(move: Step, unit: Department, to: Department) -> None:
    row = move.row
    if row.lead_id == unit.pk:
        row.lead = to
        row.supporting.filter(department=to).delete()  # a lead does not support itself
        row.requests.filter(department=unit, state__in=Request.PENDING).update(department=to)
    if row.lead_id == to.pk or row.supporting.filter(department=to).exists():
        row.supporting.filter(department=unit).delete()
    row.supporting.filter(department=unit).update(department=to)
    if not row.shares.filter(department=to).exists():  # two shares of one unit stay two until somebody adds them up
        row.shares.filter(department=unit).update(department=to)
    row.sites.filter(department=unit).update(department=to)
    move.data |= {"from": unit.short_name, "lead" if row.lead_id == to.pk else "to": to.short_name}
    if row.stage != Stage.DRAFT:
        move.tell("clerks", "heads")
