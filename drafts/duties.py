"""The words of each unit's duties, as this city keeps them: they decide which unit a new report's drafts propose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from departments.access import Capacity, require, rule
from departments.models import Department, Role, User
from history import ledger

LONGEST = 20  # characters of one duty: a word or a phrase, not a paragraph


@rule(Department, "edit_duties")
def _edits(capacity: Capacity, user: User, unit: Any) -> bool | str:
    if capacity.role in {Role.SUPERVISOR, Role.ADMIN}:
        return True
    return _("Supervisors and administrators keep the duties.")


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
