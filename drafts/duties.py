"""Which unit a new report's drafts propose: by the words of its duties, as this city keeps them, and by the leads confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from commitments.models import Commitment
from departments.access import Capacity, require, rule
from departments.models import Department, Role, User
from drafting.precedents import Precedent, Precedents
from history import ledger

from .models import Mark

REMEMBERED = 10_000  # confirmed leads, the newest: more of them say the same again
LONGEST = 20  # characters of one duty: a word or a phrase, not a paragraph


@rule(Department, "edit_duties")
def _edits(capacity: Capacity, user: User, unit: Any) -> bool | str:
    if capacity.role in {Role.SUPERVISOR, Role.ADMIN}:
        return True
    return _("Supervisors and administrators keep the duties.")


def confirmed() -> QuerySet[Commitment]:
    """Commitments whose lead somebody stands for: accepted or corrected in the review of drafts, or assigned."""
    said = Q(lead_suggested=False) | Q(draft_mark__state=Mark.State.ACCEPTED)
    return Commitment.objects.kept().filter(said, lead__isnull=False)


def confirmed_of(units: Iterable[Department]) -> dict[int, int]:
    """How many confirmed leads speak for each unit, by its key."""
    counts = confirmed().filter(lead__in=[unit.pk for unit in units]).values_list("lead").annotate(Count("pk"))
    return dict(counts.order_by())


def learned(*, on: date) -> Precedents:
    """What the confirmed leads teach, the newest first; a unit that is gone on the day `on` speaks for its successor."""
    units = Department.objects.in_bulk()
    rows = confirmed().order_by("-pk").values_list("lead_id", "quote", "theme", "code", "title")[:REMEMBERED]
    known = []
    for lead, quote, theme, code, title in rows:
        unit = _living(units, lead, on)
        if unit is not None:
            known.append(Precedent(quote, theme, unit.code, f"{code} {title}"))
    return Precedents(known)


def _living(units: dict[int, Department], key: int | None, on: date) -> Department | None:
    """The unit itself or the successor that exists on the day; None where there is none."""
    seen: set[int] = set()
    while key is not None and key not in seen:
        seen.add(key)
        unit = units[key]
        if unit.is_valid(on=on):
            return unit
        key = unit.successor_id
    return None


def change(unit: Department, words: Iterable[str], *, actor: User, at: datetime) -> bool:
    """Put `words` in the place of the unit's duties; False where nothing differs. What is drafted already stays."""
    with transaction.atomic():
        require(actor, "edit_duties", unit)
        unit = Department.objects.select_for_update().get(pk=unit.pk)
        wanted = list(dict.fromkeys(word for word in words if word))
        if wanted == unit.duties:
            return False
        before, unit.duties = unit.duties, wanted
        unit.save(update_fields=["duties"])
        ledger.record(f"department:{unit.code}", "change_duties", actor=actor, at=at, data={"duties": [before, wanted]})
    return True
