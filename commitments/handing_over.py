"""What a leaver had open goes to a successor: the running items of his unit on which he did the unit's last step."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Concat

from departments.models import User
from history.models import Event

from .models import Commitment
from .workflow import assigning


def hand_over(leaver: User, successor: User, actor: User, at: datetime) -> int:
    """Hand over every open item of `leaver`; part of the transaction in which he leaves. Returns how many."""
    mine = list(open_items(leaver))
    for row in mine:
        assigning.take_over(row, leaver=leaver, successor=successor, actor=actor, at=at)
    return len(mine)


def open_items(person: User) -> list[Commitment]:
    """Running items of the person's unit whose last step by anybody of the unit was his."""
    if person.department_id is None:
        return []
    stream = Concat(Value("commitment:"), OuterRef("code"), output_field=CharField())
    of_the_unit = Event.objects.filter(stream=stream, actor__department=person.department_id).order_by("-seq")
    rows = Commitment.objects.running().filter(lead=person.department_id)
    rows = rows.annotate(last_actor=Subquery(of_the_unit.values("actor")[:1]))
    return list(rows.filter(last_actor=person.pk).order_by("code"))
