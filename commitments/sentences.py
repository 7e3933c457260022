"""What happened, as a sentence a person reads: one event, one sentence, with who and on whose behalf.

Everybody who may read a commitment learns what moved its stage, deadline, departments and figures; reasons,
requests, plans and words belong to those who may read its details.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from departments.models import Department
from history.models import Event
from house.writing import day_in_words

from .models import ReasonCode, Site

OPEN_TO_ALL = {
    "create", "confirm_lead", "set_supporting", "enter_reference", "assign", "sign_in", "sign_in_supporting", "reassign",
    "report_progress", "withdraw_report", "report_share", "update_site", "edit_shares", "complete", "grant_extension",
    "set_deadline", "move_part", "suspend", "resume", "cancel", "merge", "reopen", "close_year", "recount",
}  # fmt: skip

# What a reader filters the history by; every action stands in one group (a test holds it).
GROUPS: dict[str, tuple[str, ...]] = {
    "progress": (
        "report_progress", "withdraw_report", "report_duty", "report_share", "update_site", "edit_sites", "promise_site",
        "edit_shares", "edit_milestones", "reach_milestone", "add_evidence", "file_plan", "release_plan", "return_plan",
    ),
    "completion": (
        "request_completion", "release_completion", "withdraw_completion", "return", "complete", "reopen",
        "close_year", "merge", "cancel",
    ),
    "deadline": (
        "request_extension", "release_extension", "withdraw_extension", "grant_extension", "refuse_extension",
        "set_deadline", "move_part", "ask_pause", "suspend", "resume", "recount",
    ),
    "urging": ("urge", "reply_urging", "instruct", "reply"),
    "citizens": ("hear_complaints", "warn"),
    "assignment": (
        "create", "edit_draft", "confirm_lead", "set_supporting", "set_interval", "enter_reference",
        "assign", "sign_in", "sign_in_supporting", "dispute", "reassign",
        "uphold", "take_over", "hand_over", "accept_draft", "reject_draft", "correct_draft",
        "restore_draft",
    ),
}  # fmt: skip
GROUP_LABELS = {
    "progress": gettext_lazy("Progress"),
    "completion": gettext_lazy("Completion"),
    "deadline": gettext_lazy("Deadline"),
    "urging": gettext_lazy("Urging"),
    "citizens": gettext_lazy("Citizens"),
    "assignment": gettext_lazy("Assignment"),
}


@dataclass(frozen=True)
class Told:
    at: datetime
    action: str
    text: str
    who: str = ""
    on_behalf_of: str = ""
    reason: str = ""  # what the person wrote: reason, decision, demand, reply


def open_to(events: QuerySet[Event], *, details: bool) -> QuerySet[Event]:
    """Those of `events` a reader is told of: all where the details are open to him."""
    return events if details else events.filter(action__in=OPEN_TO_ALL)


def tell(events: Iterable[Event], *, details: bool) -> list[Told]:
    """The sentences of `events` (load `actor` and `on_behalf_of` with them); one query for the units named."""
    events = [event for event in events if details or event.action in OPEN_TO_ALL]
    units = _units_named(events)
    return [
        Told(
            at=event.at,
            action=event.action,
            text=sentence(event, units, details=details),
            who=str(event.actor) if event.actor_id else "",
            on_behalf_of=str(event.on_behalf_of) if event.on_behalf_of_id else "",
            reason=_written(event.data) if details else "",
        )
        for event in events
    ]


def _units_named(events: list[Event]) -> dict[int, str]:
    ids: set[Any] = set()
    for event in events:
        data = event.data
        ids |= {data.get("department"), data.get("share"), data.get("proposed"), data.get("changed", {}).get("lead_id")}
        ids |= set(data.get("supporting", ()))
    ids = {pk for pk in ids if isinstance(pk, int)}
    return dict(Department.objects.filter(pk__in=ids).values_list("pk", "short_name")) if ids else {}


def _written(data: dict[str, Any]) -> str:
    return next((str(data[name]) for name in ("reason", "decision", "text", "demand", "reply") if data.get(name)), "")


def day(value: Any) -> str:
    """An ISO day of an event as it is written on the screen."""
    return day_in_words(value or "")


def sentence(event: Event, units: dict[int, str], *, details: bool = True) -> str:
    data, changed = event.data, event.data.get("changed", {})

    def unit(name: str) -> str:
        return units.get(data.get(name), "")

    lead = data.get("lead") or units.get(changed.get("lead_id"), "")
    match event.action:
        case "create" if data.get("order"):
            return _("Drafted from a reply to the work order %(number)s.") % {"number": data["order"]}
        case "create":
            return _("Drafted from the report.")
        case "edit_draft":
            return _("Corrected the draft.")
        case "confirm_lead":
            return _("Confirmed %(unit)s as the lead department.") % {"unit": lead}
        case "set_supporting":
            named = _(", ").join(units[pk] for pk in data.get("supporting", ()) if pk in units)
            return _("Set the supporting departments: %(units)s.") % {"units": named or "—"}
        case "set_interval":
            months = data["months"]
            return ngettext("Reports are due every month.", "Reports are due every %(n)s months.", months) % {"n": months}
        case "enter_reference":
            return _("Entered the reference figure %(value)s%(unit)s, from: %(source)s.") % {
                "value": data["value"], "unit": data["unit"], "source": data["source"],
            }  # fmt: skip
        case "assign":
            return _("Assigned to %(unit)s.") % {"unit": lead}
        case "correct_draft":
            return _("Corrected what was read from the report.")
        case "accept_draft":
            return _("Read it against the report and accepted it.")
        case "reject_draft":
            return _("Rejected the draft.")
        case "restore_draft":
            return _("Took the rejection back.")
        case "take_over":
            return _("%(to)s takes over from %(from)s, who leaves.") % {"to": data.get("to"), "from": data.get("from")}
        case "sign_in":
            return _("Signed in.")
        case "sign_in_supporting":
            return _("Signed in as supporting department: %(unit)s.") % {"unit": unit("department")}
        case "dispute" if data.get("proposed"):
            return _("Disputed the assignment and proposed %(unit)s.") % {"unit": unit("proposed")}
        case "dispute":
            return _("Disputed the assignment.")
        case "reassign":
            return _("Reassigned to %(unit)s.") % {"unit": lead}
        case "uphold":
            return _("Upheld the assignment.")
        case "report_progress" if data.get("value"):
            return _("Reported %(value)s as of %(day)s.") % {"value": data["value"], "day": day(data.get("as_of"))}
        case "report_progress":
            return _("Reported in words as of %(day)s.") % {"day": day(data.get("as_of"))}
        case "withdraw_report":
            return _("Withdrew the report as of %(day)s.") % {"day": day(data.get("as_of"))}
        case "report_duty":
            return _("%(unit)s reported on its own duty.") % {"unit": unit("department")}
        case "report_share":
            return _("%(unit)s: %(value)s reported for its share.") % {"unit": unit("share"), "value": data.get("value")}
        case "update_site":
            stages = dict(Site.Stage.choices)
            return _("%(site)s: from %(before)s to %(after)s.") % {
                "site": data.get("site"),
                "before": stages.get(data.get("site_from")),
                "after": stages.get(data.get("site_to")),
            }
        case "edit_sites":
            return _("Entered sites: %(added)s new, %(altered)s changed.") % {
                "added": data.get("added", 0),
                "altered": data.get("altered", 0),
            }
        case "promise_site":
            return _("Added the site “%(site)s”, promised by %(day)s in a reply to the work order %(number)s.") % {
                "site": data.get("site"),
                "day": day(data.get("day")),
                "number": data.get("order"),
            }
        case "edit_shares":
            count = len(data.get("shares", {}))
            return ngettext("Allocated the target to %(count)s county.", "Allocated the target to %(count)s counties.", count) % {
                "count": count
            }
        case "reach_milestone" | "edit_milestones" if data.get("done_on"):
            return _("Reached the milestone “%(name)s” on %(day)s.") % {
                "name": data.get("milestone"),
                "day": day(data["done_on"]),
            }
        case "edit_milestones":
            return _("Set the milestone “%(name)s” by %(day)s.") % {"name": data.get("milestone"), "day": day(data.get("day"))}
        case "add_evidence":
            names = _(", ").join(item["name"] for item in data.get("evidence", ()))
            return _("Added evidence: %(names)s.") % {"names": names}
        case "file_plan":
            return _("Filed version %(number)s of the plan.") % {"number": data.get("plan")}
        case "release_plan":
            return _("Released version %(number)s of the plan.") % {"number": data.get("plan")}
        case "return_plan":
            return _("Returned version %(number)s of the plan.") % {"number": data.get("plan")}
        case "request_completion" if data.get("partly_met"):
            return _("Asked for completion as partly met, completed on %(day)s.") % {"day": day(data.get("completed_on"))}
        case "request_completion":
            return _("Asked for completion, completed on %(day)s.") % {"day": day(data.get("completed_on"))}
        case "release_completion":
            return _("Released the completion request.")
        case "withdraw_completion":
            return _("Withdrew the completion request.")
        case "return":
            return _("Returned the completion request.")
        case "complete" if changed.get("days_late"):
            return _("Completed, %(days)s working days late.") % {"days": changed["days_late"]}
        case "complete" if changed.get("outcome") == "partly_met":
            return _("Completed as partly met.")
        case "complete":
            return _("Completed on time.")
        case "request_extension":
            return _("Asked for an extension to %(day)s.") % {"day": day(data.get("to"))}
        case "release_extension":
            return _("Released the request.")
        case "withdraw_extension":
            return _("Withdrew the request.")
        case "grant_extension":
            return _("Extended the deadline to %(day)s.") % {"day": day(data.get("to"))}
        case "refuse_extension":
            return _("Refused the request.")
        case "set_deadline":
            return _("Set the deadline to %(day)s.") % {"day": day(data.get("to"))}
        case "move_part":
            return _("Moved “%(part)s” to %(day)s.") % {"part": data.get("part"), "day": day(data.get("to"))}
        case "ask_pause" if data.get("kind") == "cancellation":
            return _("Proposed to cancel it.")
        case "ask_pause":
            return _("Proposed to suspend it.")
        case "suspend":
            return _("Suspended; its clock stands still.")
        case "resume":
            return _("Resumed; the new deadline is %(day)s.") % {"day": day(data.get("to"))}
        case "cancel":
            return _("Cancelled.")
        case "merge":
            return _("Merged into %(code)s.") % {"code": data.get("into")}
        case "reopen":
            return _("Reopened.")
        case "close_year" if details and changed.get("reason_code"):
            return _("Closed at the year's end: %(reason)s.") % {"reason": dict(ReasonCode.choices).get(changed["reason_code"])}
        case "close_year":
            return _("Closed at the year's end.")
        case "urge":
            return _("Urged with %(number)s, to be answered by %(day)s.") % {
                "number": data.get("note"),
                "day": day(data.get("reply_by")),
            }
        case "reply":
            return _("Wrote a reply beside the light and the verdict.")
        case "hand_over" if data.get("lead"):
            return _("Handed over from %(from)s to its successor %(to)s.") % {"from": data.get("from"), "to": data["lead"]}
        case "hand_over":
            return _("What %(from)s had in it went to its successor %(to)s.") % {"from": data.get("from"), "to": data.get("to")}
        case "reply_urging":
            return _("Replied to %(number)s.") % {"number": data.get("note")}
        case "instruct":
            return _("Wrote an instruction.")
        case "warn":
            return _("%(callers)s callers within %(days)s days, usually %(average)s: look before it is reported.") % {
                "callers": data.get("callers"),
                "days": data.get("days"),
                "average": data.get("average"),
            }
        case "hear_complaints" if changed.get("is_contested"):
            return _("Citizens dispute the completion; it is contested.")
        case "hear_complaints":
            return _("Confirmed complaints linked: %(count)s.") % {"count": changed.get("complaint_count", "—")}
        case "recount":
            return _("Red from %(day)s instead of %(before)s: the working days of %(year)s are published (%(source)s).") % {
                "day": day(data.get("red_from")),
                "before": day(data.get("red_from_before")),
                "year": data.get("year"),
                "source": data.get("source"),
            }
        case _:
            return event.action
