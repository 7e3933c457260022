"""What waits for a decision, and with whom: heads release, supervisors review, leaders decide.

The queue reads a line of each; one item is read whole, with its evidence and the forms of the steps, when it is opened.
Each form posts to the step's own address (`commitments:action`); the rules answer there.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments import forms
from commitments.models import AssignmentDispute, Commitment, Evidence, Plan, Request
from commitments.workflow.requests import may_decide
from commitments.workflow.table import LABELS, NotPossible
from departments.access import can, has_role, posts, scope, units
from departments.models import Department, Role, User
from workdays.calendar import Calendar


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
    """One thing that waits: what is asked, by whom and since when; once opened, the steps or why they are not his."""

    key: str  # names it in its address: a letter for the kind and a number
    row: Commitment
    what: str
    by: str
    since: date
    days: int  # working days
    request: Request | None = None
    plan: Plan | None = None
    dispute: AssignmentDispute | None = None
    is_open: bool = False
    evidence: list[Evidence] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    why_not: str = ""

    @property
    def is_contested(self) -> bool:
        """It waits because citizens dispute a completion, not because somebody asked."""
        return self.request is None and self.plan is None and self.dispute is None

    @property
    def href(self) -> str:
        return reverse("commitments:review_item", args=[self.key])


@dataclass(frozen=True)
class Kind:
    """One kind of thing that waits: which rows are with a person, how a row is told, what opening it adds."""

    rows: Callable[[User], QuerySet[Any]]  # longest waiting first
    shown: tuple[str, ...]  # the fields a line of the queue needs
    related: tuple[str, ...]  # what the opened item shows beside its row
    tell: Callable[[Any, str, date, Calendar], Waiting]
    unfold: Callable[[Waiting, User, date], None]

    def lines(self, rows: QuerySet[Any], on: date, calendar: Calendar) -> list[Waiting]:
        letter = next(letter for letter, kind in KINDS.items() if kind is self)
        beside = {name.rpartition("__")[0] for name in self.shown if "__" in name}
        found = rows.only(*self.shown)
        return [self.tell(row, f"{letter}{row.pk}", on, calendar) for row in (found.select_related(*beside) if beside else found)]


def queue(letter: str, user: User, on: date, calendar: Calendar, *, most: int) -> list[Waiting]:
    """The lines of a kind that wait with `user`, at most `most`."""
    kind = KINDS[letter]
    return kind.lines(kind.rows(user)[:most], on, calendar)


def requests_of(keys: Iterable[int], on: date, calendar: Calendar) -> list[Waiting]:
    """The lines of these requests, in the queue's order: the few of a page are found first, then read with what they name."""
    return KINDS["r"].lines(Request.objects.filter(pk__in=keys).order_by(*BY_WAIT), on, calendar)


def opened(user: User, key: str, on: date, calendar: Calendar) -> Waiting:
    """What waits under `key`, with everything its decision needs.

    404 when it is not his to read; `NotPossible` when it waits for him no longer.
    """
    named = re.fullmatch(r"([a-z])([0-9]{1,18})", key)
    kind = KINDS.get(named[1]) if named else None
    if named is None or kind is None:
        raise Http404
    rows = kind.rows(user).select_related(*kind.related).defer(*_heavy(kind))
    found = rows.filter(pk=int(named[2])).first()
    if found is None:
        if not scope(rows.model._default_manager.filter(pk=int(named[2])), user).exists():
            raise Http404
        raise NotPossible(_("This waits for you no longer: it was decided or taken back meanwhile."))
    item = kind.tell(found, key, on, calendar)
    item.is_open = True
    kind.unfold(item, user, on)
    return item


def _heavy(kind: Kind) -> list[str]:
    """Long texts of the commitment that no decision shows."""
    before = "" if kind.rows is _contested else "commitment__"
    return [f"{before}{name}" for name in ("context", "search")]


def _step(row: Commitment, action: str, form: type[forms.ActionForm], part: str, *, is_main: bool = False) -> Step:
    return Step(
        action,
        form(commitment=row, auto_id=f"{part}-{action}-%s", label_suffix=""),
        reverse("commitments:action", args=[row.code, action]),
        str(LABELS[action]),
        is_main,
    )


def _person(person: User, unit: Department) -> str:
    return _("%(person)s, %(unit)s") % {"person": person, "unit": unit}


# Requests

BY_WAIT = ("waiting_since", "pk")


def requests(user: User) -> QuerySet[Request]:
    """Requests that are with one of the capacities of `user`, longest waiting first; the auditor reads all of them."""
    mine = Q(pk__in=[])
    if heads := units(user, Role.HEAD):
        mine |= Q(state=Request.State.WITH_HEAD, department__in=heads)
    if has_role(user, Role.SUPERVISOR):
        mine |= Q(state=Request.State.WITH_SUPERVISOR)
    if areas := posts(user):
        mine |= Q(state=Request.State.WITH_LEADER, commitment__lead__post__in=areas)
    if has_role(user, Role.AUDITOR):
        mine |= Q(state__in=Request.PENDING)
    return scope(Request.objects.all(), user).filter(mine).order_by(*BY_WAIT)


def _asked(asked: Request, key: str, on: date, calendar: Calendar) -> Waiting:
    days = calendar.count(asked.waiting_since, on)
    by = _person(asked.asked_by, asked.department)
    return Waiting(key, asked.commitment, asked.get_kind_display(), by, asked.waiting_since, days, request=asked)


def _unfold_request(item: Waiting, user: User, on: date) -> None:
    asked = item.request
    assert asked
    item.evidence = list(asked.evidence.all())
    if may_decide(user, asked):
        item.steps = _request_steps(asked, item.key)
    else:
        item.why_not = can(user, "release" if asked.state == Request.State.WITH_HEAD else "decide", asked).why


def _request_steps(asked: Request, part: str) -> list[Step]:
    row = asked.commitment
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


# Plans


def _plans(user: User) -> QuerySet[Plan]:
    """Plans that wait for the head of their unit."""
    found = Plan.objects.filter(state=Plan.State.WITH_HEAD, commitment__lead__in=units(user, Role.HEAD))
    return scope(found, user).order_by("filed_at")


def _filed(plan: Plan, key: str, on: date, calendar: Calendar) -> Waiting:
    since = localdate(plan.filed_at)
    return Waiting(key, plan.commitment, _("plan"), str(plan.filed_by), since, calendar.count(since, on), plan=plan)


def _unfold_plan(item: Waiting, user: User, on: date) -> None:
    answer = can(user, "release_plan", item.row)
    if answer:
        item.steps = [_step(item.row, "release_plan", forms.PlainForm, item.key, is_main=True)]
    item.why_not = answer.why


# Disputes


def _disputes(user: User) -> QuerySet[AssignmentDispute]:
    found = scope(AssignmentDispute.objects.filter(state=AssignmentDispute.State.OPEN), user)
    return (found if has_role(user, Role.SUPERVISOR, Role.AUDITOR) else found.none()).order_by("raised_at")


def _raised(dispute: AssignmentDispute, key: str, on: date, calendar: Calendar) -> Waiting:
    since, by = localdate(dispute.raised_at), _person(dispute.raised_by, dispute.department)
    days = calendar.count(since, on)
    return Waiting(key, dispute.commitment, _("disputed assignment"), by, since, days, dispute=dispute)


def _unfold_dispute(item: Waiting, user: User, on: date) -> None:
    dispute = item.dispute
    assert dispute
    answer = can(user, "decide_dispute", dispute)
    if answer:
        reassign = _step(item.row, "reassign", forms.ReassignForm, item.key, is_main=True)
        unit = reassign.form.fields["to"]
        valid = Department.objects.valid(on=on).values_list("code", "short_name")
        unit.widget.choices = [("", "—"), *valid]  # type: ignore[attr-defined]
        unit.initial = dispute.proposed and dispute.proposed.code
        item.steps = [reassign, _step(item.row, "uphold", forms.DecisionForm, item.key)]
    item.why_not = answer.why


# Contested completions


def _contested(user: User) -> QuerySet[Commitment]:
    """Completed, but a confirmed complaint disputes it: to be looked at again."""
    found = scope(Commitment.objects.filter(is_contested=True), user)
    return (found if has_role(user, Role.SUPERVISOR, Role.AUDITOR) else found.none()).order_by("completed_on", "code")


def _disputed(row: Commitment, key: str, on: date, calendar: Calendar) -> Waiting:
    since = row.completed_on or on
    return Waiting(key, row, _("contested completion"), str(row.lead), since, calendar.count(since, on))


def _unfold_contested(item: Waiting, user: User, on: date) -> None:
    answer = can(user, "reopen", item.row)
    if answer:
        item.steps = [_step(item.row, "reopen", forms.ReasonForm, item.key)]
    item.why_not = answer.why


_ROW = ("code", "title", "stage", "light", "is_contested", "complaint_count", "completed_on")
_OF_ROW = tuple(f"commitment__{name}" for name in _ROW)
_UNIT, _NAMES = "department__short_name", ("username", "display_name")

KINDS = {
    "r": Kind(
        requests,
        ("kind", "waiting_since", _UNIT, *(f"asked_by__{name}" for name in _NAMES), *_OF_ROW),
        ("commitment__lead", "department", "asked_by", "head_by"),
        _asked,
        _unfold_request,
    ),
    "p": Kind(
        _plans,
        ("filed_at", *(f"filed_by__{name}" for name in _NAMES), *_OF_ROW),
        ("commitment__lead", "filed_by"),
        _filed,
        _unfold_plan,
    ),
    "d": Kind(
        _disputes,
        ("raised_at", _UNIT, *(f"raised_by__{name}" for name in _NAMES), *_OF_ROW),
        ("commitment__lead", "department", "proposed", "raised_by"),
        _raised,
        _unfold_dispute,
    ),
    "c": Kind(_contested, (*_ROW, "lead__short_name"), ("lead",), _disputed, _unfold_contested),
}
