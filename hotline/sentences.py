"""What happened to a work order, a concept or a group of words, as a sentence: one event, one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.sentences import Told, day
from departments.models import Department
from history.models import Event

from .models import ConceptTerm, Link, WorkOrder
from .rules import rules
from .workflow.table import LABELS

# Changes of the thesaurus → the sentence of each.
CHANGED = {
    "add_expression": gettext_lazy("Added “%(text)s” (%(kind)s)."),
    "drop_expression": gettext_lazy("Switched “%(text)s” off (%(kind)s)."),
    "use_expression": gettext_lazy("Put “%(text)s” into use again (%(kind)s)."),
    "add_word": gettext_lazy("Added “%(text)s”."),
    "drop_word": gettext_lazy("Switched “%(text)s” off."),
    "use_word": gettext_lazy("Put “%(text)s” into use again."),
}


def tell(events: Iterable[Event]) -> list[Told]:
    """The sentences of `events` (load `actor` and `on_behalf_of` with them); one query for the units named."""
    events = list(events)
    named = {event.data.get("unit") for event in events} - {None}
    units = dict(Department.objects.filter(code__in=named).values_list("code", "short_name")) if named else {}
    return [
        Told(
            at=event.at,
            action=event.action,
            text=sentence(event, units),
            who=str(event.actor) if event.actor_id else "",
            on_behalf_of=str(event.on_behalf_of) if event.on_behalf_of_id else "",
            reason=str(event.data.get("reason", "")) if event.action in LABELS else "",
        )
        for event in events
    ]


def latest(stream: str) -> list[Told]:
    """What happened last to one thing, the newest first."""
    events = Event.objects.filter(stream=stream).select_related("actor", "on_behalf_of").order_by("-seq")
    return tell(events[: rules().page_size])


def sentence(event: Event, units: Mapping[str, str]) -> str:
    data = event.data
    match event.action:
        case "register":
            return _("Taken down.")
        case "import":
            return _("Imported from %(source)s.") % {"source": data.get("source")}
        case "reimport":
            return _("Updated by an import from %(source)s.") % {"source": data.get("source")}
        case "release_summary":
            return _("Wrote and released the summary.")
        case "link" if data.get("reason"):
            return _("Linked to %(code)s after it was rejected: %(kind)s. Reason: %(reason)s") % {
                "code": data.get("commitment"),
                "kind": dict(Link.Kind.choices).get(data.get("kind", ""), ""),
                "reason": data["reason"],
            }
        case "link":
            kind = dict(Link.Kind.choices).get(data.get("kind", ""), "")
            return _("Linked to %(code)s: %(kind)s.") % {"code": data.get("commitment"), "kind": kind}
        case "confirm":
            return _("Confirmed the link to %(code)s.") % {"code": data.get("commitment")}
        case "reject":
            return _("Rejected the link to %(code)s.") % {"code": data.get("commitment")}
        case "dismiss_suggestion":
            return _("Put the suggestion %(code)s aside.") % {"code": data.get("commitment")}
        case "sender_update":
            return _("The sender told more through his app.")
        case "unit_answer":
            return _("The unit answered on %(code)s.") % {"code": data.get("commitment")}
        case "tell_caller":
            return _("Told the caller how %(code)s stands.") % {"code": data.get("commitment")}
        case "drop_answer":
            return _("Did not tell the caller about %(code)s.") % {"code": data.get("commitment")}
        case "take_promise" if data.get("site"):
            return _("Took the promise over as the site “%(site)s” of %(code)s.") % {
                "site": data["site"],
                "code": data.get("commitment"),
            }
        case "take_promise":
            return _("Took the promise over as the draft %(code)s.") % {"code": data.get("commitment")}
        case "decline_promise":
            return _("Made no commitment of the promise: %(reason)s") % {"reason": data.get("reason")}
        case "reopen_promise":
            return _("Took the declined promise up again.")
        case "erase" if data.get("what") == "caller":
            return _("Erased the caller: the time for it is over.")
        case "erase":
            return _("Erased the words: the time for them is over.")
        case "unmask":
            return _("Looked at who called. Reason: %(reason)s") % {"reason": data.get("reason")}
        case "dispatch" | "reassign" | "designate":
            return _("%(step)s: %(unit)s, due %(day)s.") % {
                "step": LABELS[event.action],
                "unit": units.get(data.get("unit", ""), data.get("unit")),
                "day": day(data.get("due")),
            }
        case "grant_extension":
            return _("Gave more time, until %(day)s.") % {"day": day(data.get("due"))}
        case "recount":
            return _("Due on %(day)s instead of %(before)s: the working days of %(year)s are published (%(source)s).") % {
                "day": day(data.get("due")),
                "before": day(data.get("due_before")),
                "year": data.get("year"),
                "source": data.get("source"),
            }
        case "tell_extension":
            return _("Told the caller: more time, until %(day)s.") % {"day": day(data.get("due"))}
        case "reply" if data.get("promised"):
            return _("Replied: not now, but by %(day)s.") % {"day": day(data["promised"])}
        case "reply" if data.get("late"):
            return _("Replied, %(days)s working days late.") % {"days": data["late"]}
        case "call_back" if not data.get("reached"):
            return _("Called back; nobody was reached.")
        case "call_back":
            said = {True: _("yes"), False: _("no")}
            return _("Called back. Solved: %(solved)s. Satisfied: %(satisfied)s.") % {
                "solved": said[bool(data.get("solved"))],
                "satisfied": said[bool(data.get("satisfied"))],
            }
        case "close":
            return _("Closed: %(kind)s.") % {"kind": dict(WorkOrder.CloseKind.choices).get(data.get("kind", ""), "")}
        case "merge":
            return _("Merged into %(number)s.") % {"number": data.get("into")}
        case "supervise":
            return _("Supervised, to be answered by %(day)s.") % {"day": day(data.get("reply_by"))}
        case "add_concept":
            return _("Added the concept “%(name)s”.") % {"name": data.get("name")}
        case "add_expression" | "drop_expression" | "use_expression":
            kind = dict(ConceptTerm.Kind.choices).get(data.get("kind", ""), "")
            return CHANGED[event.action] % {"text": data.get("text"), "kind": kind}
        case "add_group":
            return _("Added the group of words “%(name)s”.") % {"name": data.get("name")}
        case "add_word" | "drop_word" | "use_word":
            return CHANGED[event.action] % {"text": data.get("text")}
        case step if step in LABELS:
            return _("Done: %(step)s.") % {"step": LABELS[step]}
    raise LookupError(f"no sentence for {event.action!r}")
