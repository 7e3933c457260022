"""The words of each reminder, in the reader's language: one sentence per rung, one digest per person and day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from departments.models import User
from history.models import Event
from workdays.calendar import Calendar, current

from . import deadlines
from .models import Reminder, Request
from .sentences import day, tell

# What presses comes first.
ORDER = ("late", "before", "unsigned", "report", "review", "event")
NAMED_IN_SUBJECT = 3


@dataclass(frozen=True)
class Line:
    """A reminder as it is read: the item by its code and title, what is asked, and why it comes to this person."""

    reminder: Reminder
    code: str
    title: str
    href: str
    sentence: str
    note: str = ""


@dataclass(frozen=True)
class Digest:
    subject: str
    text: str
    html: str


def digest(person: User, rows: list[Reminder], *, on: date) -> Digest:
    """The mail of the local day `on` that names each item by its code and title."""
    with override(person.language or settings.LANGUAGE_CODE):
        told = sorted(lines(rows, on=on), key=lambda line: (_rank(line.reminder), line.code))
        context = {
            "person": person,
            "day": day(on),
            "lines": told,
            "base_url": settings.BASE_URL.rstrip("/"),
            "count": len({line.code for line in told}),
        }
        return Digest(
            subject=" ".join(_subject(told, on).split()),
            text=render_to_string("commitments/mail/digest.txt", context),
            html=render_to_string("commitments/mail/digest.html", context),
        )


def lines(rows: list[Reminder], *, on: date | None = None) -> list[Line]:
    """The rows (with their commitments) as they are read on the local day `on`; without one, as they were sent."""
    calendar = current()
    events = _events(rows)
    return [_line(row, on or localdate(row.sent_at or row.planned_at), calendar, events) for row in rows]


def _line(row: Reminder, on: date, calendar: Calendar, events: dict[int, str]) -> Line:
    item = row.commitment
    kind = row.rung.split("-")[0]
    if kind == "event":
        sentence = events.get(row.facts.get("event", 0), "")
    else:
        sentence = SENTENCES[kind](row.facts, on, calendar) if kind in SENTENCES else row.rung
    return Line(
        reminder=row,
        code=item.code if item else row.item,
        title=item.title if item else "",
        href=item.get_absolute_url() if item else "",
        sentence=sentence,
        note=_note(row.facts),
    )


def _rank(row: Reminder) -> int:
    kind = row.rung.split("-")[0]
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _subject(told: list[Line], on: date) -> str:
    named = list(dict.fromkeys((line.code, line.title) for line in told))
    if len(named) == 1:
        return _("Yanbixing, %(day)s: %(code)s %(title)s") % {"day": day(on), "code": named[0][0], "title": named[0][1]}
    codes = _(", ").join(code for code, _title in named[:NAMED_IN_SUBJECT])
    return ngettext(
        "Yanbixing, %(day)s: %(count)s item, %(codes)s", "Yanbixing, %(day)s: %(count)s items, %(codes)s", len(named)
    ) % {"day": day(on), "count": len(named), "codes": codes + ("…" if len(named) > NAMED_IN_SUBJECT else "")}


def _events(rows: Iterable[Reminder]) -> dict[int, str]:
    """The sentences of the events told of; two queries whatever the number."""
    wanted = [row.facts["event"] for row in rows if "event" in row.facts]
    if not wanted:
        return {}
    events = list(Event.objects.filter(pk__in=wanted).select_related("actor", "on_behalf_of"))
    told = tell(events, details=True)  # a notice goes only to people the item's details are open to
    return {
        event.pk: " ".join(part for part in (f"{line.who}{_(': ')}{line.text}" if line.who else line.text, line.reason) if part)
        for event, line in zip(events, told, strict=True)
    }


def _before(facts: dict[str, Any], on: date, calendar: Calendar) -> str:
    left = (date.fromisoformat(facts["deadline"]) - on).days
    if left <= 0:
        return (
            _("Due today, %(day)s.") % {"day": day(facts["deadline"])}
            if left == 0
            else _("Was due on %(day)s.") % {"day": day(facts["deadline"])}
        )
    return ngettext("%(left)s day left, due on %(day)s.", "%(left)s days left, due on %(day)s.", left) % {
        "left": left,
        "day": day(facts["deadline"]),
    }


def _late(facts: dict[str, Any], on: date, calendar: Calendar) -> str:
    late = deadlines.days_late(date.fromisoformat(facts["deadline"]), on, calendar)
    return ngettext("Overdue: %(late)s working day past %(day)s.", "Overdue: %(late)s working days past %(day)s.", late) % {
        "late": late,
        "day": day(facts["deadline"]),
    }


def _unsigned(facts: dict[str, Any], on: date, calendar: Calendar) -> str:
    return _("Assigned on %(day)s and not signed in for yet.") % {"day": day(facts["since"])}


def _report(facts: dict[str, Any], on: date, calendar: Calendar) -> str:
    if facts.get("last"):
        return _("The progress report due on %(day)s is missing; the last one is of %(last)s.") % {
            "day": day(facts["due"]),
            "last": day(facts["last"]),
        }
    return _("The progress report due on %(day)s is missing; none was given yet.") % {"day": day(facts["due"])}


def _review(facts: dict[str, Any], on: date, calendar: Calendar) -> str:
    days = calendar.count(date.fromisoformat(facts["since"]), on)
    return ngettext(
        "%(kind)s: waiting for your decision for %(days)s working day, since %(day)s.",
        "%(kind)s: waiting for your decision for %(days)s working days, since %(day)s.",
        days,
    ) % {"kind": Request.Kind(facts["kind"]).label, "days": days, "day": day(facts["since"])}


SENTENCES: dict[str, Callable[[dict[str, Any], date, Calendar], str]] = {
    "before": _before,
    "late": _late,
    "unsigned": _unsigned,
    "report": _report,
    "review": _review,
}


def _note(facts: dict[str, Any]) -> str:
    """Why it comes to somebody else than usual."""
    match facts.get("instead_of"):
        case "clerk":
            return _("Told to you because the unit has no active clerk.")
        case "head":
            return _("Told to you because the unit has no active head.")
    return ""


def why(reason: str) -> str:
    """The reason on a row, as the reader reads it: ours translated, a mail server's as it came."""
    return _(reason) if reason and get_language() else reason
