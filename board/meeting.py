"""What a leader's meeting speaks about: the items of his area that need a word, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from commitments import lights
from commitments.models import Commitment, Light, ProgressReport, Request, Stage, UrgingItem, UrgingNote
from commitments.models.commitment import PRESSING, RUNNING
from departments.access import can
from departments.models import Post, User
from house.paging import MOST as MOST_COUNTED
from house.paging import UpTo
from workdays.calendar import Calendar

MOST = 60  # a meeting speaks about no more
PENDING = (Request.State.WITH_SUPERVISOR, Request.State.WITH_LEADER)


@dataclass(frozen=True)
class Act:
    """A decision the reader can take on an item: the step's name, the key that opens it, what stands in its form."""

    name: str
    key: str
    label: str
    prefilled: dict[str, str]


@dataclass
class Point:
    """An item on the agenda and what is known of it."""

    row: Commitment
    why: str
    narrative: str = ""
    told_on: date | None = None
    note: UrgingNote | None = None
    request: Request | None = None
    acts: list[Act] = field(default_factory=list)


def _waiting() -> QuerySet[Request, Any]:
    """The commitments of requests that supervisor or leader have to decide; few, looked up in memory and not row by row."""
    return Request.objects.filter(state__in=PENDING).values("commitment")


def on_agenda(post: Post | None = None) -> QuerySet[Commitment]:
    """Red, behind or slow, contested, or waiting for a decision of supervisor or leader; of one area or of all."""
    rows = Commitment.objects.exclude(stage=Stage.DRAFT).filter(PRESSING | Q(is_contested=True) | Q(pk__in=_waiting()))
    return rows.filter(lead__post=post) if post else rows.filter(lead__post__isnull=False)


def areas(posts: QuerySet[Post]) -> list[dict[str, Any]]:
    """Each post with how many items stand on its agenda, how many of them red; 1,001 stands for more."""
    here = Commitment.objects.filter(PRESSING, lead__post=OuterRef("pk"))
    found = list(posts.annotate(pressing=UpTo(here), red=UpTo(here.filter(light=Light.RED))))
    # What else is on the agenda adds nothing to "more than a thousand".
    short = [post for post in found if post.pressing <= MOST_COUNTED]
    others = Commitment.objects.exclude(stage=Stage.DRAFT).filter(Q(is_contested=True) | Q(pk__in=_waiting())).exclude(PRESSING)
    counts = others.filter(lead__post__in=short).order_by().values_list("lead__post").annotate(Count("pk")) if short else []
    more = dict(counts)
    return [{"post": post, "n": post.pressing + more.get(post.pk, 0), "red": post.red} for post in found]


def _shown(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """The rows with what a meeting shows of them."""
    return rows.select_related("lead__post", "report").defer("report__text", "search", "context")


def _most_pressing(post: Post, on: date) -> list[Commitment]:
    """The first rows of the agenda: overdue longest first, then red, behind, contested or waiting; no more are read."""
    overdue, red, found = Q(stage__in=RUNNING, red_from__lte=on), Q(stage__in=RUNNING, light=Light.RED), list[Commitment]()
    agenda = _shown(on_agenda(post)).order_by(F("red_from").asc(nulls_last=True), "code")
    for part in (
        agenda.filter(overdue),
        agenda.filter(red).exclude(overdue),
        agenda.filter(PRESSING).exclude(red).exclude(overdue),
        agenda.exclude(PRESSING).exclude(overdue),
    ):
        found += part[: MOST - len(found)]
        if len(found) == MOST:
            break
    return found


def agenda(post: Post, user: User, *, on: date, calendar: Calendar, kept: str = "", place: int = 0) -> list[Point]:
    """The points of a meeting, the most pressing first.

    The item of the code `kept` stays at its `place` (from 0) when a decision has just taken it off the agenda.
    """
    rows = _most_pressing(post, on)
    if kept and all(row.code != kept for row in rows):
        rows[place:place] = _shown(Commitment.objects.exclude(stage=Stage.DRAFT).filter(lead__post=post, code=kept))
    points = {row.pk: Point(row, lights.explain(row, on=on, calendar=calendar)) for row in rows}
    told = (
        ProgressReport.objects.standing().filter(commitment__in=points, share=None).exclude(narrative="").order_by("as_of", "pk")
    )
    for report in told.only("commitment", "narrative", "as_of"):
        points[report.commitment_id].narrative, points[report.commitment_id].told_on = report.narrative, report.as_of
    for key, note in UrgingItem.objects.telling(point.row for point in points.values()).items():
        points[key].note = note
    for request in Request.objects.filter(commitment__in=points, state__in=PENDING).select_related("department"):
        request.commitment = points[request.commitment_id].row
        points[request.commitment_id].request = request
    for point in points.values():
        point.acts = _acts(point, user)
        if point.row.is_contested and point.row.stage not in RUNNING:
            point.why = _("Completed, but citizens say it is not done.")
    return list(points.values())


def _acts(point: Point, user: User) -> list[Act]:
    row, found = point.row, []
    decided = _("Decided at the meeting: ")
    if row.is_running and can(user, "urge", row):
        found.append(Act("urge", "u", _("Urge"), {"demand": decided}))
    if row.stage in {Stage.ASSIGNED, Stage.IN_PROGRESS} and can(user, "set_deadline", row):
        found.append(Act("set_deadline", "e", _("New deadline"), {"reason": decided}))
    if row.is_running and can(user, "instruct", row):
        found.append(Act("instruct", "i", _("Instruct"), {}))
    asked = point.request
    if asked and asked.kind == Request.Kind.EXTENSION and can(user, "decide", asked):
        found.append(Act("grant_extension", "g", _("Grant the extension"), {}))
        found.append(Act("refuse_extension", "r", _("Refuse the extension"), {}))
    if not row.is_running and row.is_contested and can(user, "reopen", row):
        found.append(Act("reopen", "o", _("Reopen"), {"reason": decided}))
    return found
