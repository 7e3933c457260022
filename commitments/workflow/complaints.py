"""What the hotline tells a commitment: how many confirmed complaints, and whether its completion is disputed."""

from __future__ import annotations

from datetime import datetime

from commitments.models import Commitment, Stage

from .base import step


def hear(commitment: Commitment, *, at: datetime, count: int, disputed: int) -> Commitment:
    """Store the counts as the hotline sees them; a completed item with a confirmed dispute is contested.

    Called by the hotline for every change of a link, on the row it has locked. Nothing is recorded when nothing changes.
    """
    contested = disputed > 0 and commitment.stage in {Stage.COMPLETED, Stage.CLOSED}
    if (commitment.complaint_count, commitment.is_contested) == (count, contested):
        return commitment
    with step(commitment, "hear_complaints", actor=None, at=at) as move:
        if contested and not move.row.is_contested:
            move.tell("supervisors")
        move.row.complaint_count, move.row.is_contested = count, contested
    return move.row


def warn(commitment: Commitment, *, at: datetime, callers: int, days: int, average: str) -> Commitment:
    """So many callers said the same before the unit reported trouble (未诉先办): the unit and the supervisors are told."""
    with step(commitment, "warn", actor=None, at=at) as move:
        move.data |= {"callers": callers, "days": days, "average": average}
        move.tell("clerks", "heads", "supervisors")
    return move.row
