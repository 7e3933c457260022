"""Deadlines, milestones and review dates as a calendar other programs subscribe to (RFC 5545).

An event keeps its UID for life; each version of a deadline raises its SEQUENCE, so that the event moves in the
calendars that hold it. What has ended is not in the feed any more: docs/reminders.md says why.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from icalendar import Calendar as ICalendar
from icalendar import Event

from departments.access import act_on, capacities, posts, require, units
from departments.models import Department, Role, User
from history.models import StreamHead
from workdays.calendar import current
from workdays.models import YearArrangement

from .models import Commitment, Feed, Milestone, Request
from .policy import UNIT_ROLES
from .rules import rules
from .workflow.requests import may_decide

DAY = timedelta(days=1)


def make(*, actor: User, at: datetime, department: Department | None = None) -> Feed:
    """A new address for the person, or for his unit (its clerks and heads); the one before stops working."""
    owner = {"department": department} if department else {"person": actor}
    if department:
        require(actor, "make_feed", department)
    with transaction.atomic():
        Feed.objects.filter(revoked_at=None, **owner).update(revoked_at=at)
        return Feed.objects.create(token=secrets.token_urlsafe(32), made_by=actor, made_at=at, **owner)


def revoke(feed: Feed, *, at: datetime) -> None:
    """The address answers no more."""
    Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at)


def calendar(feed: Feed, *, at: datetime, on: date) -> bytes:
    """The feed as a file, as of the local day `on`."""
    made = ICalendar()
    made.add("prodid", "-//Yanbixing//Deadlines//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", _("Yanbixing: %(owner)s") % {"owner": feed})
    made.add("x-wr-calname", _("Yanbixing: %(owner)s") % {"owner": feed})
    made.add("refresh-interval", timedelta(hours=6), {"value": "DURATION"})
    for event in _events(feed, at, on):
        made.add_component(event)
    return made.to_ical()


def _events(feed: Feed, at: datetime, on: date) -> Iterator[Event]:
    rows = _rows(feed, on)
    for row in rows.only("code", "title", "deadline", "deadline_version", "lead").order_by("code"):
        title = _("Deadline: %(title)s") % {"title": row.title}
        yield _event(f"{row.code}-deadline", title, row.deadline, row.deadline_version, row, at)
    milestones = Milestone.objects.filter(commitment__in=rows, done_on=None).select_related("commitment")
    for milestone in milestones.order_by("pk"):
        title = _("Milestone: %(name)s (%(title)s)") % {"name": milestone.name, "title": milestone.commitment.title}
        number = f"{milestone.commitment.code}-milestone-{milestone.pk}"
        yield _event(number, title, milestone.deadline, milestone.deadline_version, milestone.commitment, at)
    moved = _moves()
    for request in _reviews(feed):
        due_on = current().add(request.waiting_since, rules().review_working_days)
        title = _("Decide by: %(kind)s, %(title)s") % {
            "kind": request.get_kind_display(),
            "title": request.commitment.title,
        }
        version = 1 + moved + (request.waiting_since - request.asked_on).days  # it waits anew with each it is passed on to
        yield _event(f"request-{request.pk}", title, due_on, version, request.commitment, at)


def _moves() -> int:
    """How often rules or calendar may have moved the days to decide by; it only grows. Two queries."""
    entered = YearArrangement.objects.aggregate(times=Sum("revision", default=0))["times"]
    changed = StreamHead.objects.filter(stream="rules").values_list("seq", flat=True).first()
    return entered + (changed or 0)


def _rows(feed: Feed, on: date) -> QuerySet[Commitment]:
    """The running items of the owner: of his units, of his area, for a supervisor all."""
    running = Commitment.objects.running()
    if feed.department_id:
        return running.filter(lead=feed.department_id)
    assert feed.person is not None  # the database holds it
    person = act_on(feed.person, on)
    if any(capacity.role == Role.SUPERVISOR for capacity in capacities(person)):
        return running
    if areas := posts(person):
        return running.filter(lead__post__in=areas)
    return running.concerning(units(person, *UNIT_ROLES))


def _reviews(feed: Feed) -> list[Request]:
    """What waits for the person's decision."""
    if feed.person is None:
        return []
    pending = Request.objects.filter(state__in=Request.PENDING).select_related("commitment__lead")
    return [request for request in pending.order_by("pk") if may_decide(feed.person, request)]


def _event(name: str, title: str, day: date, version: int, row: Commitment, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", version - 1)
    event.add("dtstamp", at)
    event.add("dtstart", day)
    event.add("dtend", day + DAY)
    event.add("summary", title)
    event.add("description", f"{row.code} {row.title}\n{settings.BASE_URL.rstrip('/')}{row.get_absolute_url()}")
    event.add("url", f"{settings.BASE_URL.rstrip('/')}{row.get_absolute_url()}")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def is_live(feed: Feed) -> bool:
    """Whether the address still answers: not revoked, its person not gone."""
    return feed.revoked_at is None and (feed.person is None or feed.person.is_active)
