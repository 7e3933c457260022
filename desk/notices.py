"""What a notice says: the event it tells of, or the rung of the ladder it stands on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from commitments.models import Reminder
from commitments.sentences import tell
from history.models import Event


@dataclass(frozen=True)
class Notice:
    reminder: Reminder
    text: str
    who: str = ""


def told(reminders: list[Reminder]) -> list[Notice]:
    """The sentences of `reminders`: two queries, whatever their number."""
    wanted = {reminder.facts.get("event") for reminder in reminders} - {None}
    events = list(Event.objects.filter(pk__in=wanted).select_related("actor", "on_behalf_of"))
    sentences = dict(zip((event.pk for event in events), tell(events, details=True), strict=True))
    return [
        Notice(reminder, said.text, said.who)
        if (said := sentences.get(reminder.facts.get("event")))
        else Notice(reminder, rung(reminder.rung))
        for reminder in reminders
    ]


def rung(name: str) -> str:
    """The rung's name as a sentence."""
    kind, _dash, rest = name.partition("-")
    match kind:
        case "before" if rest == "0":
            return _("Due today.")
        case "before":
            return _("%(days)s days left.") % {"days": rest}
        case "late":
            return _("Working days late: %(days)s.") % {"days": rest}
        case "unsigned":
            return _("Not signed in yet.")
        case "report":
            return _("No progress report for %(month)s yet.") % {"month": rest}
        case "review":
            return _("A completion waits for its review.")
        case "extension":
            return _("An extension request waits for its decision.")
        case _:
            return name
