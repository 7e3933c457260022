"""The words of each reminder, in the reader's language: one sentence per rung, one digest per person and day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_noop, ngettext, override
from django.utils.translation import gettext as _

from departments.models import User
from history.models import Event
from house.writing import together
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


class Events:
    """The sentences of the events that a batch of reminders tells of: three queries per language, whatever the number."""

    def __init__(self, rows: Iterable[Reminder]) -> None:
        self._wanted = {row.facts["event"] for row in rows if "event" in row.facts}
        self._told: dict[str, dict[int, str]] = {}

    def sentence(self, event: int) -> str:
        """In the language that is active."""
        language = get_language() or settings.LANGUAGE_CODE
        if language not in self._told:
            self._told[language] = self._tell()
        return self._told[language].get(event, "")

    def _tell(self) -> dict[int, str]:
        events = list(Event.objects.filter(pk__in=self._wanted).select_related("actor", "on_behalf_of"))
        told = tell(events, details=True)  # a notice goes only to people the item's details are open to
        return {
            event.pk: together(f"{line.who}{_(': ')}{line.text}" if line.who else line.text, line.reason)
            for event, line in zip(events, told, strict=True)
        }


@dataclass
class Letter:
    """What a person is told on the local day `on`, in his language; put into words when a channel asks for it."""

    person: User
    rows: list[Reminder]
    on: date
    calendar: Calendar
    events: Events

    @cached_property
    def lines(self) -> list[Line]:
        """What presses first, by code within."""
        with self._language():
            told = [_line(row, self.on, self.calendar, self.events) for row in self.rows]
        return sorted(told, key=lambda line: (_rank(line.reminder), line.code))

    @cached_property
    def subject(self) -> str:
        lines = self.lines
        with self._language():
            return " ".join(_subject(lines, self.on).split())

    @cached_property
    def text(self) -> str:
        listed = "\n".join(_as_text(number, line) for number, line in enumerate(self.lines, start=1))
        return self._framed("commitments/mail/digest.txt", *self.opening, listed)

    @cached_property
    def html(self) -> str:
        greeting, heading = self.opening
        listed = "\n".join(map(_as_html, self.lines))
        return self._framed("commitments/mail/digest.html", escape(greeting), escape(heading), listed)

    @cached_property
    def opening(self) -> tuple[str, str]:
        """The greeting, and how many items there are."""
        count = len({line.code for line in self.lines})
        with self._language():
            return (
                _("%(name)s, hello.") % {"name": self.person},
                ngettext("On %(day)s there is %(count)s item for you:", "On %(day)s there are %(count)s items for you:", count)
                % {"day": day(self.on), "count": count},
            )

    def _language(self) -> AbstractContextManager[None]:
        return override(self.person.language or settings.LANGUAGE_CODE)

    def _framed(self, template: str, greeting: str, heading: str, listed: str) -> str:
        with self._language():
            before, between, above, below = _frame(template, get_language(), _base_url())
        return f"{before}{greeting}{between}{heading}{above}{listed}{below}"


@lru_cache(maxsize=32)
def _frame(template: str, language: str | None, base_url: str) -> list[str]:
    """What a mail's template writes around greeting, heading and lines: the same for everybody who reads `language`."""
    gap = "\0"
    context = {"greeting": gap, "heading": gap, "lines": gap, "base_url": base_url}
    return render_to_string(template, context).split(gap)


# A line is the part of a mail that repeats: written here, for a template's loop takes several times as long.


def _as_text(number: int, line: Line) -> str:
    below = filter(None, (line.sentence, line.note, line.href and f"{_base_url()}{line.href}"))
    return "\n   ".join((f"{number}. {line.code} {line.title}", *below)) + "\n"


def _as_html(line: Line) -> str:
    name = f"<b>{escape(line.code)}</b> {escape(line.title)}" if line.href else f"<b>{escape(line.code)}</b>"
    link = f'<a href="{escape(_base_url() + line.href)}">{name}</a>' if line.href else name
    note = f"<br>{escape(line.note)}" if line.note else ""
    return f"<li><p>{link}<br>\n{escape(line.sentence)}{note}</p></li>"


def _base_url() -> str:
    return settings.BASE_URL.rstrip("/")


def lines(rows: list[Reminder]) -> list[Line]:
    """The rows (with their commitments) as they read when they were sent, in the active language."""
    calendar, events = current(), Events(rows)
    return [_line(row, localdate(row.sent_at or row.planned_at), calendar, events) for row in rows]


def _line(row: Reminder, on: date, calendar: Calendar, events: Events) -> Line:
    item = row.commitment
    kind = row.rung.split("-")[0]
    if kind == "event":
        sentence = events.sentence(row.facts.get("event", 0))
    else:
        sentence = SENTENCES[kind](row.facts, on, calendar) if kind in SENTENCES else row.rung
    return Line(
        reminder=row,
        code=item.code if item else row.item,
        title=item.title if item else "",
        href=item.get_absolute_url() if item else row.facts.get("href", ""),
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


def _marked(sentence: str, calendar: Calendar, start: date, end: date) -> str:
    """A sentence that counts working days, with the mark where they are provisional."""
    mark = deadlines.provisional(calendar, start, end)
    return f"{sentence} ({mark})" if mark else sentence


def _late(facts: dict[str, Any], on: date, calendar: Calendar) -> str:
    deadline = date.fromisoformat(facts["deadline"])
    late = deadlines.days_late(deadline, on, calendar)
    said = ngettext("Overdue: %(late)s working day past %(day)s.", "Overdue: %(late)s working days past %(day)s.", late)
    return _marked(said % {"late": late, "day": day(facts["deadline"])}, calendar, deadline, on)


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
    since = date.fromisoformat(facts["since"])
    days = calendar.count(since, on)
    said = ngettext(
        "%(kind)s: waiting for your decision for %(days)s working day, since %(day)s.",
        "%(kind)s: waiting for your decision for %(days)s working days, since %(day)s.",
        days,
    )
    words = {"kind": Request.Kind(facts["kind"]).label, "days": days, "day": day(facts["since"])}
    return _marked(said % words, calendar, since, on)


# By kind of rung; a room above adds its own, whose `facts` bring the way to their item (`href`).
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


# What a reason of the other side begins with → what it means to whoever has to act on it.
MEANINGS = (
    (r"ValueError: Invalid address", gettext_noop("This is no e-mail address")),
    (r"SMTPNotSupportedError", gettext_noop("The mail server cannot take this address")),
    (r"SMTP 5", gettext_noop("The mail server refuses it")),
    (r"SMTP 4", gettext_noop("The mail server asks to try again later")),
    (r"Invalid(URL|Schema)|MissingSchema", gettext_noop("The base address of the channel is wrong")),
    (r"HTTP 5", gettext_noop("The other side is out of order")),
    (r"HTTP ", gettext_noop("The other side does not take it")),
    (r"\w*(code|Code) |[{\[]", gettext_noop("The other side refuses it")),
    (r"\w*(Timeout|TimeoutError)\b", gettext_noop("The other side did not answer in time")),
    (
        r"\w*(Connection|SMTPServerDisconnected|SMTPConnectError|gaierror|SSL|OSError)",
        gettext_noop("No connection to the other side"),
    ),
)


def why(reason: str) -> str:
    """The reason on a row, as the reader reads it: ours translated, the other side's words with what they mean."""
    if not reason or not get_language():
        return reason
    meaning = next((words for start, words in MEANINGS if re.match(start, reason)), None)
    if meaning is None:
        return _(reason)
    return _("%(meaning)s: %(reason)s") % {"meaning": _(meaning), "reason": reason}
