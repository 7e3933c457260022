"""The light: how a commitment stands on a day, and why. Computed here, never typed.

The worst of three clocks (DOMAIN: Three axes). `judge` is pure; `store` writes its verdict on a row,
`refresh` on all rows whose light may have changed since they were last judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import DateField, Q, Value
from django.utils.translation import gettext as _

from house.statements import Given, Statement
from house.writing import day_in_words, number
from workdays.calendar import Calendar, current

from . import deadlines, targets
from .models import Commitment, Kind, Light, Measure, Milestone, Plan, ProgressReport, Request, Site, Stage
from .models.commitment import RUNNING
from .rules import Rules, rules

BATCH = 500
SEVERITY = {Light.NONE: 0, Light.GREEN: 1, Light.YELLOW: 2, Light.RED: 3}


@dataclass(frozen=True)
class Facts:
    """What the clocks are read from, beside the row itself."""

    plan: tuple[tuple[date, Decimal], ...] = ()  # (month end, value) of the released plan
    reached_at_month_end: Decimal | None = None
    milestones: tuple[tuple[date, date | None], ...] = ()  # (deadline, day done)
    stopped_by_request: bool = False  # a completion under review that would be in time


@dataclass(frozen=True)
class Verdict:
    """A light with its cause, and the figure where the cause is measured in points or pieces.

    Causes measured in days carry no figure: days pass without anybody writing, so `explain` counts them.
    """

    light: str
    cause: str
    figure: str = ""


NO_CLOCK = Verdict(Light.NONE, "no_clock")


def judge(row: Commitment, facts: Facts, *, on: date, calendar: Calendar, rules: Rules) -> Verdict:
    """The light of `row` on the local day `on`: the worst clock; between equals the deadline's."""
    if row.stage not in RUNNING:
        return NO_CLOCK
    if deadlines.awaits_figures(row, on):
        return Verdict(Light.NONE, "awaiting_figures")
    clocks = [
        _deadline_clock(row, facts, on, calendar, rules),
        _schedule_clock(row, facts, on, rules),
        _reporting_clock(row, on, rules),
    ]
    return max(clocks, key=lambda verdict: SEVERITY[Light(verdict.light)])


def _deadline_clock(row: Commitment, facts: Facts, on: date, calendar: Calendar, rules: Rules) -> Verdict:
    if facts.stopped_by_request:
        return Verdict(Light.GREEN, "under_review")
    if row.red_from and on >= row.red_from:
        return Verdict(Light.RED, "overdue")
    if on > row.deadline:
        return Verdict(Light.YELLOW, "day_off_after")
    if (row.deadline - on).days <= rules.yellow_days_before:
        return Verdict(Light.YELLOW, "due_soon")
    return Verdict(Light.GREEN, "on_track")


def _schedule_clock(row: Commitment, facts: Facts, on: date, rules: Rules) -> Verdict:
    last = deadlines.last_month_end(on)
    return max(
        _milestones_clock(facts, last, rules), _count_clock(row, facts, last, rules), key=lambda v: SEVERITY[Light(v.light)]
    )


def _milestones_clock(facts: Facts, last: date, rules: Rules) -> Verdict:
    """Each milestone is an equal part of the whole: the points behind are the share that was due and not done."""
    due = sum(1 for deadline, _done_on in facts.milestones if deadline <= last)
    done = sum(1 for _deadline, done_on in facts.milestones if done_on and done_on <= last)
    missing = due - done
    if missing <= 0:
        return Verdict(Light.GREEN, "on_track")
    behind = Decimal(100 * missing) / len(facts.milestones)
    if behind < rules.behind_yellow_points:
        return Verdict(Light.GREEN, "on_track")
    return Verdict(Light.RED if behind > rules.behind_red_points else Light.YELLOW, "milestone_late", str(missing))


def _count_clock(row: Commitment, facts: Facts, last: date, rules: Rules) -> Verdict:
    planned, assumed = planned_value(row, facts.plan, last)
    if planned is None or row.assigned_on is None or last < row.assigned_on:
        return Verdict(Light.GREEN, "on_track")
    behind = targets.points(row, facts.reached_at_month_end or Decimal(0), planned)
    if behind > rules.behind_red_points and not assumed:
        return Verdict(Light.RED, "behind", str(behind))
    if behind >= rules.behind_yellow_points:
        return Verdict(Light.YELLOW, "behind_assumed" if assumed else "behind", str(behind))
    return Verdict(Light.GREEN, "on_track")


def part_light(deadline: date | None, row: Commitment, *, on: date, calendar: Calendar, rules: Rules) -> str:
    """The light of an unfinished site or milestone of `row` by its own deadline, else by the commitment's."""
    if not row.is_running:
        return Light.NONE
    last = deadline or row.deadline
    if on >= deadlines.red_from(last, calendar):
        return Light.RED
    return Light.YELLOW if calendar.count(on, last) <= rules.site_yellow_working_days else Light.GREEN


def planned_value(row: Commitment, plan: Iterable[tuple[date, Decimal]], at: date) -> tuple[Decimal | None, bool]:
    """What should be reached on `at`, and whether that is only assumed (a straight line, no plan filed)."""
    if row.measure != Measure.COUNT or row.value is None or row.kind == Kind.ONGOING:
        return None, False
    figures = sorted(plan)
    if figures:
        reached = [value for month_end, value in figures if month_end <= at]
        return (reached[-1] if reached else Decimal(0)), False
    if row.assigned_on is None or row.deadline <= row.assigned_on:
        return None, True
    share = Decimal((min(at, row.deadline) - row.assigned_on).days) / (row.deadline - row.assigned_on).days
    return max(Decimal(0), row.value * share), True


def _reporting_clock(row: Commitment, on: date, rules: Rules) -> Verdict:
    if row.next_report_on is None or row.stage == Stage.COMPLETION_REQUESTED:
        return Verdict(Light.GREEN, "on_track")
    days = (on - row.next_report_on).days
    if days >= rules.report_red_days:
        return Verdict(Light.RED, "unreported")
    if days >= rules.report_yellow_days:
        return Verdict(Light.YELLOW, "unreported")
    return Verdict(Light.GREEN, "on_track")


def explain(row: Commitment, *, on: date, calendar: Calendar) -> str:
    """Why the stored light is what it is, in one sentence with its number."""
    match row.light_cause:
        case "overdue":
            due = deadlines.due_on(row.deadline, row.figures_due_on)
            said = _("%(days)s working days past the deadline.") % {"days": deadlines.days_late(due, on, calendar)}
            mark = deadlines.provisional(calendar, due, on)
            return f"{said} ({mark})" if mark else said
        case "day_off_after":
            return _("Past its day; red from the next working day.")
        case "due_soon":
            left = (row.deadline - on).days
            return _("%(days)s days left.") % {"days": left} if left else _("Due today.")
        case "behind":
            return _("%(points)s points behind the plan at the last month's end.") % {"points": number(row.light_figure)}
        case "behind_assumed":
            return _("%(points)s points behind a straight line; no plan has been filed.") % {"points": number(row.light_figure)}
        case "milestone_late":
            return _("Milestones past their day: %(count)s.") % {"count": row.light_figure}
        case "unreported" if row.next_report_on:
            return _("Progress report %(days)s days late.") % {"days": (on - row.next_report_on).days}
        case "awaiting_figures":
            return _("Awaiting the figure, published by %(day)s.") % {"day": day_in_words(row.figures_due_on)}
        case "under_review":
            return _("Completion requested in time; under review.")
        case "on_track":
            return _("On track.")
        case _:
            return _("No running clock.")


def facts_of(rows: Iterable[Commitment], *, on: date, calendar: Calendar, rules: Rules) -> dict[int, Facts]:
    """The facts of many rows at a fixed number of queries."""
    rows = list(rows)
    last = deadlines.last_month_end(on)
    counts = [row for row in rows if row.measure == Measure.COUNT]
    plans = _released_plans(counts)
    reached = _reached_on(counts, last)
    milestones: dict[int, list[tuple[date, date | None]]] = {}
    found = Milestone.objects.filter(commitment__in=[row.pk for row in rows])
    for pk, deadline, done_on in found.values_list("commitment", "deadline", "done_on"):
        milestones.setdefault(pk, []).append((deadline, done_on))
    pending: dict[int, Request] = {}
    if under_review := [row.pk for row in rows if row.stage == Stage.COMPLETION_REQUESTED]:
        asked = Request.objects.filter(commitment__in=under_review, kind=Request.Kind.COMPLETION, state__in=Request.PENDING)
        pending = {request.commitment_id: request for request in asked}
    return {
        row.pk: Facts(
            plan=plans.get(row.pk, ()),
            reached_at_month_end=reached.get(row.pk),
            milestones=tuple(milestones.get(row.pk, ())),
            stopped_by_request=bool(
                (request := pending.get(row.pk))
                and request.completed_on
                and deadlines.is_stopped_by_request(
                    row, request.completed_on, request.counts_from or request.asked_on, calendar, rules
                )
            ),
        )
        for row in rows
    }


def _released_plans(rows: list[Commitment]) -> dict[int, tuple[tuple[date, Decimal], ...]]:
    """The monthly figures of each newest released plan."""
    if not rows:
        return {}
    released = Plan.objects.filter(commitment__in=[row.pk for row in rows], state=Plan.State.RELEASED).order_by("number")
    newest = {plan.commitment_id: plan for plan in released.prefetch_related("figures")}
    return {pk: tuple((figure.month_end, figure.value) for figure in plan.figures.all()) for pk, plan in newest.items()}


def _reached_on(rows: list[Commitment], day: date) -> dict[int, Decimal]:
    """The value each count stood at on `day`, by its own source: completed sites, shares or reports."""
    by_source: dict[str, list[int]] = {}
    for row in rows:
        by_source.setdefault(row.value_source, []).append(row.pk)
    reached: dict[int, Decimal] = {}
    latest: dict[int, dict[int, Decimal]] = {}
    if counted := by_source.get("sites"):
        done = Site.objects.filter(commitment__in=counted, completed_on__lte=day)
        for pk in done.values_list("commitment", flat=True):
            reached[pk] = reached.get(pk, Decimal(0)) + 1
    if typed := by_source.get("reported"):
        reported = ProgressReport.objects.standing().filter(commitment__in=typed, share=None, as_of__lte=day, value__isnull=False)
        for pk, value in reported.order_by("as_of", "pk").values_list("commitment", "value"):
            reached[pk] = value or Decimal(0)
    if allocated := by_source.get("shares"):
        shared = ProgressReport.objects.standing().filter(
            commitment__in=allocated, share__isnull=False, as_of__lte=day, value__isnull=False
        )
        for pk, share, value in shared.order_by("as_of", "pk").values_list("commitment", "share", "value"):
            latest.setdefault(pk, {})[share or 0] = value or Decimal(0)
    for row in rows:
        if row.pk in latest or (row.per_county and row.value_source == "shares"):
            values = list(latest.get(row.pk, {}).values())
            reached[row.pk] = of_shares(row, values, row.shares.count() if row.per_county else len(values))
    return reached


def of_shares(row: Commitment, reported: list[Decimal], count: int) -> Decimal:
    """What `count` counties reached together; of a target for each of them, what the one farthest behind reached."""
    if not row.per_county:
        return sum(reported, Decimal(0))
    return min(reported) if reported and len(reported) == count else Decimal(0)


def next_change(row: Commitment, *, on: date, rules: Rules) -> date | None:
    """The next day after `on` on which the light may change without anybody writing; None when it cannot."""
    if row.stage not in RUNNING:
        return None
    day = timedelta(days=1)
    days = [
        row.deadline - timedelta(days=rules.yellow_days_before),
        row.deadline + day,
        deadlines.month_end(on) + day,
    ]
    if row.red_from:
        days.append(row.red_from)
    if row.figures_due_on:
        days.append(row.figures_due_on + day)
    if row.next_report_on:
        days.append(row.next_report_on + timedelta(days=rules.report_yellow_days))
        days.append(row.next_report_on + timedelta(days=rules.report_red_days))
    return min(day for day in days if day > on)


def store(row: Commitment, facts: Facts, *, on: date, calendar: Calendar, rules: Rules) -> None:
    """Put the verdict of `on` on the row (unsaved): the only writer of the light's fields."""
    verdict = judge(row, facts, on=on, calendar=calendar, rules=rules)
    row.light, row.light_cause, row.light_figure = verdict.light, verdict.cause, verdict.figure
    row.light_on = on
    row.light_changes_on = next_change(row, on=on, rules=rules)
    row.was_red = row.was_red or verdict.light == Light.RED


LIGHT_FIELDS = ("light", "light_cause", "light_figure", "light_on", "light_changes_on", "was_red")


def refresh(on: date) -> int:
    """Bring the stored lights to the local day `on`; returns how many rows were judged anew.

    Touches only rows whose light may have changed, in short transactions. A row somebody is writing just
    now is skipped: his own write judges it.
    """
    calendar, in_force, judged, last_pk = current(), rules(), 0, 0
    due = (
        Commitment.objects.judged(on=on)
        .filter(Q(light_changes_on__lte=on) | Q(light_on=None) | Q(light_on__gt=on))
        .order_by("pk")
    )
    skip = connection.features.has_select_for_update_skip_locked
    while True:
        with transaction.atomic():
            rows = list(due.select_for_update(skip_locked=skip).filter(pk__gt=last_pk)[:BATCH])
            if not rows:
                return judged
            facts = facts_of(rows, on=on, calendar=calendar, rules=in_force)
            for row in rows:
                store(row, facts[row.pk], on=on, calendar=calendar, rules=in_force)
            Commitment.objects.bulk_update(rows, LIGHT_FIELDS)
        last_pk = rows[-1].pk
        judged += len(rows)


def ensure(on: date) -> None:
    """A page's or the API's first need of the day: refresh when any row's light has come due."""
    if _come_due().first(on=on):
        refresh(on)


@cache
def _come_due() -> Statement:
    on: Any = Given("on", DateField())
    return Statement(Commitment.objects.judged(on=on).filter(light_changes_on__lte=on).order_by().values(due=Value(1))[:1])
