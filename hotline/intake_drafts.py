"""Keeping what an agent types, so that a lost session or a closed tab loses no call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from departments.access import require
from departments.models import User

from .callers import sealing
from .models import IntakeDraft, WorkOrder
from .rules import rules

LENGTH_MAX = 20_000  # characters of one field; what is longer is refused when it is taken down


def keep(fields: Mapping[str, str], *, agent: User, at: datetime) -> IntakeDraft | None:
    """Keep `fields` as the agent's one draft; nothing typed is no draft. Raises `Denied`."""
    require(agent, "take_down", WorkOrder)
    typed = {name: value[:LENGTH_MAX] for name, value in fields.items() if value.strip()}
    if not typed:
        forget(agent=agent)
        return None
    draft = IntakeDraft(agent=agent, kept_at=at, key_id=sealing.sealing_key().id)
    draft.sealed = sealing.seal(json.dumps(typed, ensure_ascii=False), draft.place)
    made = {"sealed": draft.sealed, "key_id": draft.key_id, "kept_at": at}
    return IntakeDraft.objects.update_or_create(agent=agent, defaults=made)[0]


def kept(*, agent: User, on: date) -> dict[str, str]:
    """What the agent had typed, while it is not past its time on the local day `on`; empty where nothing is kept that opens."""
    draft = IntakeDraft.objects.filter(agent=agent).first()
    if draft is None or localdate(draft.kept_at) < _first_day(on):
        return {}
    try:
        return json.loads(sealing.unseal(draft.sealed, draft.place))
    except sealing.Unreadable:  # restored without its key: the page opens all the same
        return {}


def forget(*, agent: User) -> None:
    """The call is taken down, or the agent cleared the form."""
    IntakeDraft.objects.filter(agent=agent).delete()


def erase(on: date) -> int:
    """Erase drafts past their time on the local day `on`; returns how many."""
    old = [draft.pk for draft in IntakeDraft.objects.only("kept_at") if localdate(draft.kept_at) < _first_day(on)]
    return IntakeDraft.objects.filter(pk__in=old).delete()[0]


def _first_day(on: date) -> date:
    return on - timedelta(days=rules().draft_days)
