"""Administrators change the rules of reminding (in force at once here, at the next task elsewhere) and its channels.

Rows and an event for each change.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from departments.access import require
from departments.models import User
from history import ledger
from history.models import Event

from . import rules
from .models import Gateway, RuleValue


def change_rules(values: dict[str, Any], *, actor: User, at: datetime) -> list[str]:
    """Put `values` (name → JSON value) in force where they differ; returns the names that changed."""
    require(actor, "change_rules", RuleValue)
    unknown = set(values) - set(rules.EDITABLE)
    if unknown:
        raise LookupError(f"not editable: {', '.join(sorted(unknown))}")
    in_force, wanted = rules.refresh(), rules.with_rows(values)
    changed = [name for name in values if getattr(in_force, name) != getattr(wanted, name)]
    with transaction.atomic():
        for name in changed:
            RuleValue.objects.update_or_create(name=name, defaults={"value": values[name], "changed_at": at, "changed_by": actor})
        if changed:
            ledger.record("rules", "change_rules", actor=actor, at=at, data={name: values[name] for name in changed})
    rules.refresh()
    return changed


def keep_channel(gateway: Gateway, *, actor: User, at: datetime) -> None:
    """Keep a channel, new or changed, and who did it; its key and its secret stay out of the history."""
    require(actor, "change_channels", gateway)
    with transaction.atomic():
        gateway.save()
        told = {"channel": gateway.pk, "kind": gateway.kind, "name": gateway.name, "is_on": gateway.is_on}
        ledger.record("channels", "keep_channel", actor=actor, at=at, data={**told, "department": gateway.department_id})


def past_changes() -> list[tuple[Event, list[tuple[str, Any, Any]]]]:
    """Every change of the rules, the newest first, each rule with its value before and after."""
    known: dict[str, Any] = {}
    told = []
    for event in Event.objects.filter(stream="rules").select_related("actor").order_by("seq"):
        before, known = rules.with_rows(known), known | event.data
        after = rules.with_rows(known)
        names = [name for name in event.data if name in rules.EDITABLE]
        told.append((event, [(name, getattr(before, name), getattr(after, name)) for name in names]))
    return told[::-1]
