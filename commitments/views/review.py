"""What waits for a decision, and for whom: heads release, supervisors review, leaders decide.

Each form posts to the step's own address (`commitments:action`); the rules answer there.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments import forms, lights
from commitments.models import AssignmentDispute, Commitment, Evidence, Plan, Request
from commitments.rules import rules
from commitments.workflow.requests import may_decide
from commitments.workflow.table import LABELS
from config import clock
from departments.access import can, has_role, posts, require, scope, units
from departments.http import SignedIn
from departments.models import Department, Role, User
from house.paging import LongPaginator
from workdays.calendar import Calendar, current


@dataclass
class Step:
    """A form in place: its address, its button, and whether it is the one wished for."""

    action: str
    form: forms.ActionForm
    href: str
    label: str
    is_main: bool
    key: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass
class Waiting:
    """One thing that waits: what is asked, since when, and the steps or why they are not his."""

    row: Commitment
    what: str
    by: str
    since: date
    days: int
    request: Request | None = None
    plan: Plan | None = None
    dispute: AssignmentDispute | None = None
    evidence: list[Evidence] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    why_not: str = ""


@login_required
def review(request: SignedIn) -> HttpResponse:
    """The queue of a head, a supervisor or a leader; the auditor reads all of it."""
    user, on = request.user, clock.today()
    require(user, "see_review_queue", Commitment)
    lights.ensure(on)
    calendar = current()
    page = LongPaginator(_requests(user), rules().page_size).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "on": on,
        "page": page,
        "asked": _asked(page, user, on, calendar),
        "plans": _plans(user, on, calendar),
        "disputes": _disputes(user, on, calendar),
        "contested": _contested(user, on, calendar),
    }
    context["total"] = page.paginator.count + sum(len(context[name]) for name in ("plans", "disputes", "contested"))
    return render(request, "commitments/review.html", context)


def _requests(user: User) -> QuerySet[Request]:
    """Requests that are with one of the capacities of `user`."""
    mine = Q(pk__in=[])
    if heads := units(user, Role.HEAD):
        mine |= Q(state=Request.State.WITH_HEAD, department__in=heads)
    if has_role(user, Role.SUPERVISOR):
        mine |= Q(state=Request.State.WITH_SUPERVISOR)
    if areas := posts(user):
        mine |= Q(state=Request.State.WITH_LEADER, commitment__lead__post__in=areas)
    if has_role(user, Role.AUDITOR):
        mine |= Q(state__in=Request.PENDING)
    rows = scope(Request.objects.all(), user).filter(mine)
    rows = rows.select_related("commitment__lead", "commitment__report", "department", "asked_by", "head_by")
    return (
        rows.defer("commitment__report__text", "commitment__search")
        .prefetch_related("evidence", "commitment__progress_reports", "commitment__evidence")
        .order_by("waiting_since", "pk")
    )


def _asked(page: Page[Request], user: User, on: date, calendar: Calendar) -> list[Waiting]:
    waiting = []
    for asked in page.object_list:
        item = Waiting(
            asked.commitment, asked.get_kind_display(), _("%(person)s, %(unit)s") % {
                "person": asked.asked_by, "unit": asked.department
            },
            asked.waiting_since, calendar.count(asked.waiting_since, on), request=asked, evidence=list(asked.evidence.all()),
        )  # fmt: skip
        if may_decide(user, asked):
            item.steps = _request_steps(asked)
        else:
            item.why_not = can(user, "release" if asked.state == Request.State.WITH_HEAD else "decide", asked).why
        waiting.append(item)
    return waiting


def _request_steps(asked: Request) -> list[Step]:
    row, part = asked.commitment, f"r{asked.pk}"
    completion = asked.kind == Request.Kind.COMPLETION
    if asked.state == Request.State.WITH_HEAD:
        return [
            _step(row, "release_completion" if completion else "release_extension", forms.PlainForm, part, is_main=True),
            _step(row, "return" if completion else "refuse_extension", forms.ReturnForm, part),
        ]
    if completion:
        return [_step(row, "complete", forms.ChecklistForm, part, is_main=True), _step(row, "return", forms.ReturnForm, part)]
    grant = _step(row, "grant_extension", forms.GrantForm, part, is_main=True)
    refuse = _step(row, "refuse_extension", forms.ReasonForm, part)
    if asked.kind != Request.Kind.EXTENSION:
        grant.label, refuse.label = _("grant the request"), _("refuse the request")
    return [grant, refuse]


def _step(row: Commitment, action: str, form: type[forms.ActionForm], part: str, *, is_main: bool = False) -> Step:
    return Step(
        action,
        form(commitment=row, auto_id=f"{part}-{action}-%s", label_suffix=""),
        reverse("commitments:action", args=[row.code, action]),
        str(LABELS[action]),
        is_main,
    )


def _plans(user: User, on: date, calendar: Calendar) -> list[Waiting]:
    """Plans that wait for the head of their unit."""
    heads = units(user, Role.HEAD)
    if not heads:
        return []
    found = scope(Plan.objects.filter(state=Plan.State.WITH_HEAD, commitment__lead__in=heads), user)
    found = found.select_related("commitment__lead", "filed_by").prefetch_related("figures").order_by("filed_at")
    waiting = []
    for plan in found[: rules().page_size]:
        since, part = localdate(plan.filed_at), f"p{plan.pk}"
        item = Waiting(plan.commitment, _("plan"), str(plan.filed_by), since, calendar.count(since, on), plan=plan)
        answer = can(user, "release_plan", plan.commitment)
        if answer:
            item.steps = [_step(plan.commitment, "release_plan", forms.PlainForm, part, is_main=True)]
        item.why_not = answer.why
        waiting.append(item)
    return waiting


def _disputes(user: User, on: date, calendar: Calendar) -> list[Waiting]:
    if not has_role(user, Role.SUPERVISOR, Role.AUDITOR):
        return []
    found = scope(AssignmentDispute.objects.filter(state=AssignmentDispute.State.OPEN), user)
    found = found.select_related("commitment__lead", "department", "proposed", "raised_by").order_by("raised_at")
    rows = list(found[: rules().page_size])
    choices = _unit_choices(on) if rows else []
    waiting = []
    for dispute in rows:
        since, part = localdate(dispute.raised_at), f"d{dispute.pk}"
        by = _("%(person)s, %(unit)s") % {"person": dispute.raised_by, "unit": dispute.department}
        item = Waiting(dispute.commitment, _("disputed assignment"), by, since, calendar.count(since, on), dispute=dispute)
        answer = can(user, "decide_dispute", dispute)
        if answer:
            reassign = _step(dispute.commitment, "reassign", forms.ReassignForm, part, is_main=True)
            unit = reassign.form.fields["to"]
            unit.widget.choices = choices  # type: ignore[attr-defined] # read once for all rows
            unit.initial = dispute.proposed and dispute.proposed.code
            item.steps = [reassign, _step(dispute.commitment, "uphold", forms.DecisionForm, part)]
        item.why_not = answer.why
        waiting.append(item)
    return waiting


def _unit_choices(on: date) -> list[tuple[str, str]]:
    return [("", "—"), *Department.objects.valid(on=on).values_list("code", "short_name")]


def _contested(user: User, on: date, calendar: Calendar) -> list[Waiting]:
    """Completed, but a confirmed complaint disputes it: to be looked at again."""
    if not has_role(user, Role.SUPERVISOR, Role.AUDITOR):
        return []
    found = scope(Commitment.objects.filter(is_contested=True), user).select_related("lead").order_by("completed_on", "code")
    waiting = []
    for row in found[: rules().page_size]:
        since = row.completed_on or on
        item = Waiting(row, _("contested completion"), str(row.lead), since, calendar.count(since, on))
        answer = can(user, "reopen", row)
        if answer:
            item.steps = [_step(row, "reopen", forms.ReasonForm, f"c{row.pk}")]
        item.why_not = answer.why
        waiting.append(item)
    return waiting
