"""Who is told of a step at once: a row in the outbox per person, never to whoever did it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from departments.models import Role, User
from history.models import Event

from .models import Commitment, Reminder, SupportingDuty
from .offering import offer


@dataclass(frozen=True)
class Notice:
    """That `event` befell `row`, for the audiences (named in `_groups`) and people it concerns."""

    row: Commitment
    event: Event
    audiences: Sequence[str] = ()
    people: Sequence[User] = ()


def announce(notices: Sequence[Notice]) -> list[Reminder]:
    """Write the notices into the outbox; part of the steps' transaction. Their queries do not grow with their number.

    They stand in the bell at once and go with the next digest; a worker is offered them after the commit.
    """
    wanted: dict[str, list[Commitment]] = {}
    for notice in notices:
        for name in notice.audiences:
            wanted.setdefault(name, []).append(notice.row)
    groups = {name: _groups(name, rows) for name, rows in wanted.items()}
    waiting = []
    for notice in notices:
        event = notice.event
        recipients = {person.pk: person for person in notice.people if person.is_active}
        for name in notice.audiences:
            recipients |= {person.pk: person for person in groups[name].get(notice.row.pk, ())}
        if event.actor_id:
            recipients.pop(event.actor_id, None)
        waiting += [
            Reminder(
                item=notice.row.stream,
                commitment=notice.row,
                rung=f"event-{event.pk}",
                recipient=person,
                due_on=localdate(event.at),
                facts={"action": event.action, "event": event.pk},
                planned_at=event.at,
            )
            for person in recipients.values()
        ]
    if waiting:
        offer()
    return Reminder.objects.bulk_create(waiting)


def _groups(name: str, rows: Sequence[Commitment]) -> dict[int, list[User]]:
    """The active people of an audience of each row, by the row's key."""
    match name:
        case "clerks":
            return _of_units(Role.CLERK, [(row.pk, row.lead_id) for row in rows])
        case "heads":
            return _of_units(Role.HEAD, [(row.pk, row.lead_id) for row in rows])
        case "supporting":
            duties = SupportingDuty.objects.filter(commitment__in=[row.pk for row in rows])
            return _of_units(Role.CLERK, duties.order_by("pk").values_list("commitment", "department"))
        case "supervisors":
            everyone = list(User.objects.active().filter(role=Role.SUPERVISOR))
            return {row.pk: everyone for row in rows}
        case "leader":
            posts = {row.pk: row.lead.post_id for row in rows if row.lead and row.lead.post_id}
            leaders = list(User.objects.active().filter(role=Role.LEADER, post__in=set(posts.values())))
            return {pk: [person for person in leaders if person.post_id == post] for pk, post in posts.items()}
    raise LookupError(f"no audience {name!r}")


def _of_units(role: str, pairs: Iterable[tuple[int, int | None]]) -> dict[int, list[User]]:
    """The people in `role` of each row's units, for pairs of a row's key and a unit's."""
    pairs = list(pairs)
    by_unit: dict[int | None, list[User]] = {}
    for person in User.objects.active().filter(role=role, department__in={unit for _row, unit in pairs if unit}):
        by_unit.setdefault(person.department_id, []).append(person)
    groups: dict[int, list[User]] = {}
    for row, unit in pairs:
        groups.setdefault(row, []).extend(by_unit.get(unit, []))
    return groups
