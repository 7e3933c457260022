"""How a thing to do is written as a row of `/my/`; shared by the roles' own pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Count, F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import Commitment, Evidence, ProgressReport, Request, Stage
from commitments.sentences import day
from commitments.workflow.requests import may_decide
from departments.models import User
from desk.sections import LIMIT, Item, Section
from house.paging import UpTo

HERE = "/my/"
M = TypeVar("M", bound=models.Model)


def commitments(**conditions: Any) -> QuerySet[Commitment]:
    return Commitment.objects.select_related("lead").defer("context", "quote", "search").filter(**conditions)


def written(value: date | None) -> str:
    return day(value.isoformat()) if value else ""


def act(row: Commitment, action: str) -> str:
    return reverse("commitments:action", args=[row.code, action])


def once(row: Commitment) -> dict[str, str]:
    """The hidden fields of a step done by one button."""
    return {"version": str(row.version), "idempotency_key": str(uuid4()), "next": HERE}


def light(row: Commitment) -> str:
    return "completed" if row.stage == Stage.COMPLETED else row.light


def item(row: Commitment, why: str, **more: Any) -> Item:
    return Item(title=row.title, why=why, href=row.get_absolute_url(), kind=row.code, light=more.pop("light", light(row)), **more)


def section(title: str, rows: QuerySet[M], make: Callable[[Any], Item], **more: Any) -> Section:
    """The first rows and how many there are in all, in one query."""
    found: list[Any] = list(rows.annotate(among=UpTo(rows))[:LIMIT])
    return Section(title, [make(row) for row in found], total=found[0].among if found else 0, **more)


Block = tuple[str, str, Callable[[Any], Item], dict[str, Any]]  # part, title, how a row is written, the section's rest


def placed(rows: QuerySet[M], *, order_by: list[str]) -> list[M]:
    """The first rows of each `part` (an annotation of `rows`; null: in none) with how many there are `among` it.

    Two queries: which they are, out of all; then those few whole. One query with everything costs more to write than to run.
    """
    places = (
        rows.annotate(
            place=Window(RowNumber(), partition_by=F("part"), order_by=order_by),
            among=Window(Count("pk"), partition_by=F("part")),
        )
        .filter(place__lte=LIMIT)
        .order_by("place")
        .values_list("pk", "among", "part")
    )
    among = {pk: count for pk, count, part in places if part}
    found = rows.in_bulk(list(among)) if among else {}
    for pk, row in found.items():
        row.among = among[pk]  # type: ignore[attr-defined]
    return [found[pk] for pk in among if pk in found]


def dealt(rows: Iterable[Any], blocks: Iterable[Block]) -> list[Section]:
    """`rows` of `placed`, dealt to their blocks."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row)
    return [
        Section(title, [make(row) for row in part], total=part[0].among, **more)
        for name, title, make, more in blocks
        if (part := found.get(name, []))
    ]


def requests(*states: str) -> QuerySet[Request]:
    """Waiting requests, longest waiting first."""
    return (
        Request.objects.filter(state__in=states)
        .select_related("commitment__lead", "department", "asked_by")
        .order_by("waiting_since", "pk")
    )


def with_tellers(rows: QuerySet[Request]) -> QuerySet[Request]:
    """`rows` with what the policy reads to see that nobody decides his own affair."""
    told = ProgressReport.objects.only("commitment_id", "department_id", "author_id")
    given = Evidence.objects.only("commitment_id", "added_by_id")
    return rows.prefetch_related(Prefetch("commitment__progress_reports", told), Prefetch("commitment__evidence", given))


def asked(request: Request, user: User) -> Item:
    row = request.commitment
    said = {"unit": request.department, "person": request.asked_by, "day": written(request.asked_on)}
    match request.kind:
        case Request.Kind.COMPLETION:
            why = _("%(unit)s (%(person)s) asked on %(day)s, completed on %(done)s.") % {
                **said,
                "done": written(request.completed_on),
            }
            action = "release_completion" if request.state == Request.State.WITH_HEAD else "complete"
        case Request.Kind.EXTENSION:
            why = _("%(unit)s (%(person)s) asked on %(day)s for %(new)s instead of %(old)s.") % {
                **said,
                "new": written(request.new_deadline),
                "old": written(row.deadline),
            }
            action = "release_extension" if request.state == Request.State.WITH_HEAD else "grant_extension"
        case _:
            why = _("%(person)s proposed it on %(day)s: %(note)s") % {**said, "note": request.note}
            action = "grant_extension"
    decides = may_decide(user, request)
    if not decides:
        why = _("%(why)s Another office's supervisor decides this one.") % {"why": why}
    return Item(
        title=row.title,
        kind=f"{request.get_kind_display()} · {row.code}",
        why=why,
        href=row.get_absolute_url(),
        light=light(row),
        action_label=(_("Release") if request.state == Request.State.WITH_HEAD else _("Decide")) if decides else "",
        action_href=act(row, action),
    )
