"""Who is told of a step at once: a row in the outbox per person, never to whoever did it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from departments.models import Role, User
from history.models import Event

from .models import Commitment, Reminder
from .offering import offer


def audience(name: str, row: Commitment) -> Iterable[User]:
    """The active people of an audience of `row`."""
    people = User.objects.active()
    match name:
        case "clerks":
            return people.filter(department=row.lead_id, role=Role.CLERK)
        case "heads":
            return people.filter(department=row.lead_id, role=Role.HEAD)
        case "supporting":
            return people.filter(department__supporting_duties__commitment=row, role=Role.CLERK).distinct()
        case "supervisors":
            return people.filter(role=Role.SUPERVISOR)
        case "leader":
            post = row.lead.post_id if row.lead else None
            return people.filter(role=Role.LEADER, post=post) if post else []
    raise LookupError(f"no audience {name!r}")


def announce(
    row: Commitment, event: Event, *, audiences: Iterable[str] = (), people: Iterable[User] = (), on: date
) -> list[Reminder]:
    """Write the notices of `event` into the outbox; part of the step's transaction.

    They stand in the bell at once and go with the next digest; a worker is offered them after the commit.
    """
    recipients = {person.pk: person for person in people if person.is_active}
    for name in audiences:
        recipients |= {person.pk: person for person in audience(name, row)}
    if event.actor_id:
        recipients.pop(event.actor_id, None)
    notices = [
        Reminder(
            item=row.stream,
            commitment=row,
            rung=f"event-{event.pk}",
            recipient=person,
            due_on=on,
            facts={"action": event.action, "event": event.pk},
            planned_at=event.at,
        )
        for person in recipients.values()
    ]
    if notices:
        offer()
    return Reminder.objects.bulk_create(notices)
