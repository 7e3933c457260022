"""How a commitment stands, as its page and its forms show it: facts, figures, deadlines, sites, the chart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commitments import charts, deadlines, lights, targets
from commitments.models import Commitment, DeadlineVersion, Evidence, Milestone, Plan, Site, Stage
from commitments.rules import rules
from commitments.sentences import day
from history.models import Event
from workdays.calendar import Calendar


def written(value: date | None) -> str:
    return day(value.isoformat()) if value else ""


def released_plan(row: Commitment) -> Plan | None:
    released = [plan for plan in row.plans.all() if plan.state == Plan.State.RELEASED]
    return max(released, key=lambda plan: plan.number, default=None)


def figures(row: Commitment, on: date) -> dict[str, Any] | None:
    """Last, plan and target of a number, for the ruler and the progress form."""
    if row.value is None:
        return None
    last = deadlines.last_month_end(on)
    plan = released_plan(row)
    steps = [(figure.month_end, figure.value) for figure in plan.figures.all()] if plan else []
    planned, assumed = lights.planned_value(row, steps, last)
    if planned is not None:
        planned = planned.quantize(Decimal("0.1"))
    return {
        "value": row.current_value,
        "target": row.value_max if row.comparator == "range" else row.value,
        "plan": planned,
        "assumed": assumed,
        "plan_on": last,
        "plan_number": plan.number if plan else None,
        "unit": row.unit,
        "is_count": row.measure == "count",
    }


COMPARATORS = {
    ">=": lambda: _("at least"),
    "<=": lambda: _("at most"),
    "~": lambda: _("about"),
    "range": lambda: _("between"),
    "=": lambda: _("exactly as written, at least"),
}


def facts(row: Commitment, on: date, calendar: Calendar, shown: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The strip of facts: reached, planned, promised, due. `shown` is what `figures` answered."""
    strip: list[dict[str, Any]] = []
    if row.value is not None and shown:
        source = row.get_value_source_display() if row.value_source else _("nothing reported yet")
        note = _("%(source)s, as of %(day)s") % {"source": source, "day": written(row.value_on)} if row.value_on else str(source)
        strip.append({"label": _("Reached"), "value": row.current_value, "unit": row.unit, "note": note})
        if shown["plan"] is not None and row.is_running:
            basis = _("straight line, assumed") if shown["assumed"] else _("plan, version %(n)s") % {"n": shown["plan_number"]}
            label = _("Planned by %(day)s") % {"day": written(shown["plan_on"])}
            strip.append({"label": label, "value": shown["plan"], "unit": row.unit, "note": basis})
        strip.append(_target(row))
    elif row.reference:
        strip.append({"label": _("Reference figure"), "text": row.reference})
    if row.stage == Stage.COMPLETED:
        late = _("%(days)s working days late") % {"days": row.days_late} if row.days_late else ""
        strip.append({"label": _("Completed on"), "text": written(row.completed_on), "note": late})
    note = _("originally %(day)s") % {"day": written(row.original_deadline)} if row.is_extended else row.deadline_text
    if row.is_running and row.deadline >= on:
        left = _("%(days)s working days left") % {"days": calendar.count(on, row.deadline)}
        note = " · ".join(filter(None, (note, left, deadlines.provisional(calendar, on, calendar.next_workday(row.deadline)))))
    strip.append({"label": _("Deadline"), "text": written(row.deadline), "note": note})
    return strip


def _target(row: Commitment) -> dict[str, Any]:
    word = COMPARATORS[row.comparator]() if row.comparator in COMPARATORS else row.comparator
    if row.lower_is_better and row.comparator in {"=", "range"}:
        word = _("at most")
    fact = {
        "label": _("Target (%(comparator)s)") % {"comparator": word},
        "value": row.value,
        "unit": row.unit,
        "note": " · ".join(part for part in (row.metric, row.hedge) if part),
    }
    if row.comparator == "range" and row.value is not None:
        fact["text"] = f"{row.value.normalize():f}–{(row.value_max or row.value).normalize():f} {row.unit}"
    return fact


def versions(row: Commitment, *, details: bool) -> list[dict[str, Any]]:
    """The deadlines that were and are in force; who asked and why belongs to those who read the details."""
    shown = []
    for version in own_deadlines(row):
        people = []
        if details and version.asked_by:
            people.append(_("asked by %(person)s") % {"person": version.asked_by})
        if details and version.approved_by:
            people.append(_("approved by %(person)s") % {"person": version.approved_by})
        shown.append(
            {
                "date": version.deadline,
                "word": version.get_origin_display(),
                "note": _(", ").join(people),
                "reason": version.reason if details else "",
                "current": version.number == row.deadline_version,
            }
        )
    return shown


def own_deadlines(row: Commitment) -> list[DeadlineVersion]:
    """The versions of the commitment itself, not of its sites and milestones."""
    return [version for version in row.deadlines.all() if version.site_id is None and version.milestone_id is None]


def sites(row: Commitment, on: date, calendar: Calendar, pieces: Iterable[Evidence]) -> list[Site]:
    """Unfinished first, those due first; each with its light by the deadline clock and its evidence."""
    kept: dict[int, list[Evidence]] = {}
    for piece in pieces:
        if piece.site_id:
            kept.setdefault(piece.site_id, []).append(piece)
    found = list(row.sites.all())
    for site in found:
        site.shown_light = _part_light(site.stage == Site.Stage.COMPLETED, site, row, on, calendar)  # type: ignore[attr-defined]
        site.pieces = kept.get(site.pk, [])  # type: ignore[attr-defined]
    return sorted(found, key=lambda site: (site.stage == Site.Stage.COMPLETED, site.deadline or row.deadline, site.pk))


def _part_light(is_done: bool, part: Site | Milestone, row: Commitment, on: date, calendar: Calendar) -> str:
    """Done has its own sign."""
    return "completed" if is_done else lights.part_light(part.deadline, row, on=on, calendar=calendar, rules=rules())


def milestones(row: Commitment, on: date, calendar: Calendar) -> list[Milestone]:
    found = list(row.milestones.all())
    for milestone in found:
        milestone.shown_light = _part_light(bool(milestone.done_on), milestone, row, on, calendar)  # type: ignore[attr-defined]
    return found


def series(events: Iterable[Event]) -> list[charts.Point]:
    """How the figure moved, from the events that changed it, in order: (as of, value), the last word for each day."""
    value: Decimal | None = None
    as_of: date | None = None
    points: dict[date, Decimal] = {}
    for event in events:
        changed = event.data.get("changed", {})
        if changed.get("value_on"):
            as_of = date.fromisoformat(changed["value_on"])
        if "current_value" in changed:
            value = Decimal(changed["current_value"]) if changed["current_value"] is not None else None
        if value is not None and as_of is not None:
            points[as_of] = value
    return sorted(points.items())


def drawings(row: Commitment, on: date, actual: list[charts.Point]) -> dict[str, charts.Chart] | None:
    """The chart for a wide and for a narrow page; None where there is nothing to draw."""
    if row.value is None or row.assigned_on is None or not actual:
        return None
    plan = released_plan(row)
    planned = [(figure.month_end, figure.value) for figure in plan.figures.all()] if plan else []
    if planned:
        planned.insert(0, (min(row.assigned_on, planned[0][0]), Decimal(0)))
    lines = [
        (version.deadline, "current" if version.number == row.deadline_version else "original") for version in own_deadlines(row)
    ]
    kinds = dict(sorted(lines, key=lambda line: line[1] == "current"))
    drawing: dict[str, Any] = {
        "actual": actual,
        "plan": planned,
        "target": row.value_max if row.comparator == "range" and row.value_max is not None else row.value,
        "since": row.assigned_on,
        "deadlines": list(kinds.items()),
        "today": on,
    }
    return {"wide": charts.draw(**drawing), "narrow": charts.draw(**drawing, width=350, height=230)}


def finding(row: Commitment, shown: dict[str, Any] | None) -> str:
    """The chart in one sentence, with its numbers."""
    if not shown or shown["value"] is None:
        return ""
    said = {
        "value": f"{shown['value'].normalize():f}",
        "target": f"{shown['target'].normalize():f}",
        "unit": row.unit,
    }
    if shown["plan"] is None or not row.is_running:
        return _("%(value)s %(unit)s reached, %(target)s promised.") % said
    gap = targets.points(row, shown["value"], shown["plan"])
    said |= {"plan": f"{shown['plan'].normalize():f}", "day": written(shown["plan_on"]), "gap": f"{abs(gap).normalize():f}"}
    if gap > 0:
        return _("%(value)s %(unit)s reached, %(plan)s planned by %(day)s: %(gap)s points behind.") % said
    return _("%(value)s %(unit)s reached, %(plan)s planned by %(day)s.") % said
