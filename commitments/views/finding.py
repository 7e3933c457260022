"""How every page finds its commitment: through the scope, else 404."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from commitments.models import Commitment, Stage
from departments.access import scope


def find(user: Any, code: str) -> Commitment:
    rows = Commitment.objects.select_related("report", "lead__post", "merged_into", "successor").defer("report__text")
    return get_object_or_404(scope(rows, user), code=code)


def shown_light(row: Commitment) -> str:
    """The light as it is drawn: a completed item has its own sign."""
    return "completed" if row.stage == Stage.COMPLETED else row.light
