"""`/commitments/<code>/`: one promise, how it stands, what happened, what the person can do now."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments import deadlines, lights, panels
from commitments.actions import offers
from commitments.models import Commitment, Evidence, Plan, Site, Stage
from commitments.models.commitment import RUNNING
from commitments.sentences import tell
from commitments.workflow.figures import shares_mismatch
from config import clock
from departments.access import can, scope
from departments.http import SignedIn
from history.models import Event
from workdays.calendar import Calendar, current

from .finding import find, shown_light

HISTORY = 50


@login_required
@require_safe
def detail(request: SignedIn, code: str) -> HttpResponse:
    on = clock.today()
    lights.ensure(on)
    row = find(request.user, code)
    row.shown_light = shown_light(row)  # type: ignore[attr-defined]
    calendar = current()
    details = bool(can(request.user, "read_details", row))
    events = Event.objects.filter(stream=row.stream).select_related("actor", "on_behalf_of").order_by("-seq")
    told = tell(events, details=details)
    page = Paginator(told, HISTORY).get_page(request.GET.get("page"))
    offered = [item for item in offers(row, request.user) if item.is_his]
    before, _quote, after = row.context.partition(row.quote)
    context: dict[str, Any] = {
        "commitment": row,
        "on": on,
        "details": details,
        "cause": lights.explain(row, on=on, calendar=calendar) if row.stage in RUNNING else "",
        "before": before if _quote else "",
        "after": after,
        "report_href": f"/reports/{row.report.slug}/#c-{row.code}",
        "facts": facts(row, on, calendar),
        "figures": figures(row, on),
        "supporting": list(row.supporting.select_related("department")),
        "versions": _versions(row, details),
        "sites": _sites(row, on, calendar),
        "site_counts": _counts(row),
        "shares": list(row.shares.select_related("department")),
        "mismatch": shares_mismatch(row),
        "milestones": _milestones(row, on),
        "now": [item for item in offered if item.is_possible],
        "not_now": [item for item in offered if not item.is_possible],
        "history": page,
        "panels": panels.rendered(request, row),
        "breadcrumbs": [
            {"label": _("Commitments"), "url": reverse("commitments:list")},
            {
                "label": f"{row.report.year} · {row.section}{' · ' + row.theme if row.theme else ''}",
                "url": f"{reverse('commitments:list')}?report={row.report.slug}&section={row.section}",
            },
            {"label": row.code, "url": ""},
        ],
        **(_for_readers(row, request.user) if details else {}),
    }
    return render(request, "commitments/detail.html", context)


def _for_readers(row: Commitment, user: Any) -> dict[str, Any]:
    """What belongs to the units concerned, supervisors, the auditor and the area's leader."""
    reports = row.progress_reports.select_related("department", "author", "share__department").prefetch_related("evidence")
    return {
        "requests": list(
            row.requests.select_related("asked_by", "head_by", "decided_by", "department").prefetch_related("evidence")[:20]
        ),
        "disputes": list(row.disputes.select_related("department", "proposed", "raised_by", "decided_by")),
        "reports": list(reports[:20]),
        "evidence": list(
            scope(Evidence.objects.filter(commitment=row), user).select_related("added_by", "site").order_by("-pk")[:60]
        ),
        "plans": list(row.plans.order_by("-number").prefetch_related("figures")[:5]),
        "urgings": [
            item.note for item in row.urgings.select_related("note__department", "note__replied_by").order_by("-pk")[:10]
        ],
    }


def figures(row: Commitment, on: date) -> dict[str, Any] | None:
    """Last, plan and target of a number, for the ruler and the progress form."""
    if row.value is None:
        return None
    last = deadlines.last_month_end(on)
    plan = row.plans.filter(state=Plan.State.RELEASED).order_by("-number").first()
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


def facts(row: Commitment, on: date, calendar: Calendar) -> list[dict[str, Any]]:
    """The strip of facts: reached, planned, promised, due."""
    strip: list[dict[str, Any]] = []
    if row.value is not None:
        source = row.get_value_source_display() if row.value_source else _("nothing reported yet")
        note = _("%(source)s, as of %(day)s") % {"source": source, "day": row.value_on} if row.value_on else str(source)
        strip.append({"label": _("Reached"), "value": row.current_value, "unit": row.unit, "note": note})
        shown = figures(row, on)
        if shown and shown["plan"] is not None:
            basis = _("straight line, assumed") if shown["assumed"] else _("plan, version %(n)s") % {"n": shown["plan_number"]}
            strip.append(
                {
                    "label": _("Planned by %(day)s") % {"day": shown["plan_on"]},
                    "value": shown["plan"],
                    "unit": row.unit,
                    "note": basis,
                }
            )
        words = {
            ">=": _("at least"),
            "<=": _("at most"),
            "~": _("about"),
            "range": _("between"),
            "=": _("exactly as written, at least"),
        }
        if row.lower_is_better and row.comparator in {"=", "range"}:
            words["="] = words["range"] = _("at most")
        label = _("Target (%(comparator)s)") % {"comparator": words.get(row.comparator, row.comparator)}
        note = " · ".join(part for part in (row.metric, row.hedge) if part)
        target: dict[str, Any] = {"label": label, "value": row.value, "unit": row.unit, "note": note}
        if row.comparator == "range":
            target = {
                "label": label,
                "text": f"{row.value.normalize():f}–{(row.value_max or row.value).normalize():f} {row.unit}",
                "note": note,
            }
        strip.append(target)
    elif row.reference:
        strip.append({"label": _("Reference figure"), "text": row.reference})
    if row.stage == Stage.COMPLETED:
        late = _("%(days)s working days late") % {"days": row.days_late} if row.days_late else ""
        strip.append({"label": _("Completed on"), "text": _day(row.completed_on), "note": late})
    note = _("originally %(day)s") % {"day": _day(row.original_deadline)} if row.is_extended else row.deadline_text
    if row.is_running and row.deadline >= on:
        left = _("%(days)s working days left") % {"days": calendar.count(on, row.deadline)}
        note = f"{note} · {left}" if note else left
    strip.append({"label": _("Deadline"), "text": _day(row.deadline), "note": note})
    return strip


def _day(value: date | None) -> str:
    from commitments.sentences import day

    return day(value.isoformat()) if value else ""


def _versions(row: Commitment, details: bool) -> list[dict[str, Any]]:
    found = row.deadlines.filter(site=None, milestone=None).select_related("asked_by", "approved_by").order_by("number")
    versions = []
    for version in found:
        people = []
        if details and version.asked_by:
            people.append(_("asked by %(person)s") % {"person": version.asked_by})
        if details and version.approved_by:
            people.append(_("approved by %(person)s") % {"person": version.approved_by})
        versions.append(
            {
                "date": version.deadline,
                "word": version.get_origin_display(),
                "note": _(", ").join(people),
                "reason": version.reason if details else "",
                "current": version.number == row.deadline_version,
            }
        )
    return versions


def _sites(row: Commitment, on: date, calendar: Calendar) -> list[Site]:
    """Unfinished first, those due first; each with its own light by the deadline clock."""
    sites = list(row.sites.select_related("department"))
    for site in sites:
        site.shown_light = _site_light(site, on, calendar)  # type: ignore[attr-defined]
    return sorted(sites, key=lambda site: (site.stage == Site.Stage.COMPLETED, site.deadline or row.deadline, site.pk))


def _site_light(site: Site, on: date, calendar: Calendar) -> str:
    from commitments.rules import rules

    if site.stage == Site.Stage.COMPLETED:
        return "completed"
    if site.deadline is None:
        return "none"
    if on >= deadlines.red_from(site.deadline, calendar):
        return "red"
    return "yellow" if calendar.count(on, site.deadline) <= rules().site_yellow_working_days else "green"


def _counts(row: Commitment) -> dict[str, int]:
    done = row.sites.filter(stage=Site.Stage.COMPLETED).count()
    return {"all": row.sites.count(), "done": done}


def _milestones(row: Commitment, on: date) -> list[Any]:
    milestones = list(row.milestones.all())
    for milestone in milestones:
        milestone.shown_light = "completed" if milestone.done_on else "red" if milestone.deadline < on else "green"  # type: ignore[attr-defined]
    return milestones
