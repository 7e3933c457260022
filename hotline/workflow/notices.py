"""The unit hears of an order sent to it by the house's one outbox: number, limit, way; never the words, never the caller."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments.models import Reminder
from commitments.offering import offer
from commitments.sentences import day
from departments.models import Role, User
from hotline.models import Handling
from workdays.calendar import Calendar

KIND = "dispatch"


def tell_unit(handling: Handling, *, actor: User, at: datetime) -> None:
    """A notice for each clerk of the unit (for its heads where it has none); part of the step's transaction."""
    people = User.objects.active().filter(department=handling.unit_id).exclude(pk=actor.pk)
    recipients = list(people.filter(role=Role.CLERK)) or list(people.filter(role=Role.HEAD))
    notices = [
        Reminder(
            item=handling.order.number,
            rung=f"{KIND}-{handling.number}",
            recipient=person,
            due_on=localdate(at),
            facts={"due": handling.due_on.isoformat(), "again": handling.is_redo, "href": handling.get_absolute_url()},
            planned_at=at,
        )
        for person in recipients
    ]
    Reminder.objects.bulk_create(notices)
    if notices:
        offer()


def sentence(facts: dict[str, Any], on: date, calendar: Calendar) -> str:
    """What the notice says."""
    told = {"day": day(facts["due"])}
    if facts["again"]:
        return _("A hotline order is to be done again by your unit, due %(day)s.") % told
    return _("A hotline order was sent to your unit, due %(day)s.") % told
