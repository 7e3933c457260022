"""The verdict of a bulletin on each commitment, and the figures made of them. Pure.

`figures` takes commitments as they stood on a day (`commitments.asof.standing`), so the same day told again by the
same thresholds gives the same figures, years later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Light, Outcome, Stage
from commitments.speech import shown_light
from departments.models import Department


class Verdict(TextChoices):
    """How an item stands for a bulletin (DOMAIN: Three axes, outcome)."""

    ON_TIME = "on_time", _("completed in time")
    LATE_DONE = "late_done", _("completed late")
    PARTLY_MET = "partly_met", _("partly met")
    NOT_MET = "not_met", _("not met")
    CARRIED_OVER = "carried_over", _("carried over")
    ON_SCHEDULE = "on_schedule", _("on schedule")
    UNREPORTED = "unreported", _("not reported in time")
    BEHIND = "behind", _("behind schedule")
    LATE = "late", _("past its deadline")
    AWAITING = "awaiting", _("awaiting the figure")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("merged or cancelled")


# What a unit explains with a reason code, and may reply to.
EXPLAINED = (Verdict.LATE, Verdict.BEHIND)
# The columns of the table per unit, in their order.
COLUMNS = (Verdict.ON_TIME, Verdict.LATE_DONE, Verdict.ON_SCHEDULE, Verdict.UNREPORTED, Verdict.BEHIND, Verdict.LATE)
_CLOSED = {
    Outcome.PARTLY_MET: Verdict.PARTLY_MET,
    Outcome.CARRIED_OVER: Verdict.CARRIED_OVER,
    Outcome.ON_SCHEDULE: Verdict.ON_TIME,
    Outcome.ADJUSTED: Verdict.ENDED,
}


def verdict_of(row: Commitment, *, on: date) -> Verdict | None:
    """The verdict on `row` as it stood on `on`; None for a draft.

    Behind a straight line that is only assumed is no verdict of "behind": no plan was filed to be behind of.
    """
    match row.stage:
        case Stage.DRAFT:
            return None
        case Stage.COMPLETED:
            if row.outcome == Outcome.PARTLY_MET:
                return Verdict.PARTLY_MET
            return Verdict.LATE_DONE if row.outcome == Outcome.LATE else Verdict.ON_TIME
        case Stage.CLOSED:
            return _CLOSED.get(Outcome(row.outcome), Verdict.NOT_MET) if row.outcome else Verdict.NOT_MET
        case Stage.SUSPENDED:
            return Verdict.SUSPENDED
        case Stage.MERGED | Stage.CANCELLED:
            return Verdict.ENDED
    if row.light_cause == "awaiting_figures":
        return Verdict.AWAITING
    if row.red_from and on >= row.red_from:
        return Verdict.LATE
    if row.light_cause in {"behind", "milestone_late"}:
        return Verdict.BEHIND
    if row.light_cause == "unreported" and row.light == Light.RED:
        return Verdict.UNREPORTED
    return Verdict.ON_SCHEDULE


def figures(rows: Iterable[Commitment], units: dict[int, Department], *, on: date) -> dict[str, Any]:
    """Totals and a line per lead department, as JSON keeps them.

    `lights` counts by shown light, `verdicts` by verdict, `extended` items whose deadline was moved later,
    `complaints` the work orders linked so far; `contested` names completed items whose completion is disputed.
    """
    total = 0
    lights: dict[str, int] = {}
    verdicts: dict[str, int] = {}
    lines: dict[int, dict[str, Any]] = {}
    extended = complaints = 0
    contested: list[dict[str, str]] = []
    voiced: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda row: row.code):
        verdict = verdict_of(row, on=on)
        if verdict is None or row.lead_id is None:
            continue
        total += 1
        _count(lights, shown_light(row))
        _count(verdicts, verdict)
        unit = units[row.lead_id]
        line = lines.setdefault(
            row.lead_id, {"code": unit.code, "unit": unit.short_name, "total": 0, "extended": 0, "verdicts": {}}
        )
        line["total"] += 1
        _count(line["verdicts"], verdict)
        if row.deadline > row.original_deadline:
            extended += 1
            line["extended"] += 1
        complaints += row.complaint_count
        if row.complaint_count:
            voiced.append({"code": row.code, "title": row.title, "count": row.complaint_count})
        if row.is_contested:
            contested.append({"code": row.code, "title": row.title})
    ordered = sorted(lines.items(), key=lambda pair: (units[pair[0]].order, pair[0]))
    return {
        "on": on.isoformat(),
        "total": total,
        "running": sum(n for name, n in verdicts.items() if name in RUNNING_VERDICTS),
        "lights": lights,
        "verdicts": verdicts,
        "extended": extended,
        "complaints": complaints,
        "voiced": sorted(voiced, key=lambda line: (-line["count"], line["code"]))[:10],
        "contested": contested,
        "units": [line for _pk, line in ordered],
    }


RUNNING_VERDICTS = {Verdict.ON_SCHEDULE, Verdict.UNREPORTED, Verdict.BEHIND, Verdict.LATE, Verdict.AWAITING}


def _count(counts: dict[str, int], key: str) -> None:
    counts[str(key)] = counts.get(str(key), 0) + 1


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, int, int]]:
    """(what, then, now) of the totals that differ between two sets of figures: verdict names, "total", "extended"."""
    names = [*Verdict.values, "total", "extended", "complaints"]

    def of(figures: dict[str, Any], name: str) -> int:
        return int(figures["verdicts"].get(name, 0) if name in Verdict.values else figures[name])

    return [(name, of(before, name), of(after, name)) for name in names if of(before, name) != of(after, name)]
