"""How a thing to do is written as a row of `/my/`; shared by the roles' own pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import Commitment, Request, Stage
from commitments.sentences import day
from commitments.workflow.requests import may_decide
from departments.models import User
from desk.sections import LIMIT, Item, Section

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
    found: list[Any] = list(rows.annotate(among=Window(Count("pk")))[:LIMIT])
    return Section(title, [make(row) for row in found], total=found[0].among if found else 0, **more)


def requests(*states: str) -> QuerySet[Request]:
    return (
        Request.objects.filter(state__in=states)
        .select_related("commitment__lead", "department", "asked_by")
        .order_by("waiting_since", "pk")
    )


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
