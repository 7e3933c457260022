"""How a thing to do is written as a row of `/my/`; shared by the roles' own pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import Commitment, Evidence, ProgressReport, Request, Stage
from commitments.sentences import day
from commitments.workflow.requests import may_decide
from departments.models import User
from desk.sections import Item, Listing

HERE = "/my/"
# What a row tells, its light explains and a step done by one button sends along.
SHOWN = (
    "code", "title", "stage", "light", "light_cause", "light_figure", "deadline", "original_deadline", "figures_due_on",
    "next_report_on", "last_report_on", "assigned_on", "measure", "unit", "version", "lead__short_name",
)  # fmt: skip


def shown(rows: QuerySet[Any], **more: Any) -> QuerySet[Any]:
    """Commitments with what a row of `/my/` tells of them, and `more` annotations."""
    return rows.select_related("lead").only(*SHOWN).annotate(**more)


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


def listing(
    title: str,
    rows: QuerySet[Any],
    make: Callable[[Any], Item],
    whole: Callable[[QuerySet[Any]], QuerySet[Any]] = shown,
    **more: Any,
) -> Listing:
    """A block of `/my/` (see `Listing`): of commitments, where `whole` says nothing else."""
    return Listing(title, rows, make, whole, more)


def requests(*states: str) -> QuerySet[Request]:
    """Waiting requests, longest waiting first."""
    return Request.objects.filter(state__in=states).order_by("waiting_since", "pk")


def told(rows: QuerySet[Request]) -> QuerySet[Request]:
    """`rows` of `requests` with what `asked` writes and the policy reads."""
    of_row = (f"commitment__{name}" for name in ("code", "title", "stage", "light", "deadline", "lead__post"))
    read = ("kind", "state", "asked_on", "completed_on", "new_deadline", "note", "head_by", "department__short_name")
    beside = ("commitment__lead", "department", "asked_by")
    return rows.select_related(*beside).only(*read, "asked_by__username", "asked_by__display_name", *of_row)


def told_with_tellers(rows: QuerySet[Request]) -> QuerySet[Request]:
    """`told`, with what the policy reads to see that nobody decides his own affair."""
    said = ProgressReport.objects.only("commitment_id", "department_id", "author_id")
    given = Evidence.objects.only("commitment_id", "added_by_id")
    return told(rows).prefetch_related(Prefetch("commitment__progress_reports", said), Prefetch("commitment__evidence", given))


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
