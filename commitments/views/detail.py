"""`/commitments/<code>/`: one promise, how it stands, what happened, what the person can do now."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments import lights, panels, sentences, speech
from commitments.actions import Offer, offers
from commitments.models import (
    AssignmentDispute,
    Commitment,
    CountyShare,
    DeadlineVersion,
    Evidence,
    Plan,
    Request,
    Site,
    SupportingDuty,
    UrgingNote,
)
from commitments.models.commitment import RUNNING
from commitments.workflow.figures import shares_mismatch
from config import clock
from departments.access import can, scope
from departments.http import SignedIn
from departments.models import User
from history.models import Event
from workdays.calendar import current

from . import standing
from .finding import shown_light
from .undo import undoable

HISTORY = 30
PIECES, REPORTS, NOTES = 60, 12, 10
OUT_OF_SIGHT = {"add_evidence", "edit_milestones", "edit_shares"}  # possible for others, but nobody waits for it


@login_required
@require_safe
def detail(request: SignedIn, code: str) -> HttpResponse:
    on, user = clock.today(), request.user
    lights.ensure(on)
    row = _load(user, code)
    row.shown_light = shown_light(row)  # type: ignore[attr-defined]
    calendar = current()
    details = bool(can(user, "read_details", row))
    history = _history(request, row, details=details)
    if request.headers.get("HX-Request") and "history" in request.GET:
        return render(request, "commitments/_history.html", {"commitment": row, "on": on, **history})
    before, quote, after = speech.passage(row.report.text, row.start, row.end)
    kept = scope(Evidence.objects.standing().filter(commitment=row), user).order_by("-pk")
    pieces = list(kept[:PIECES]) if details else []
    figures = standing.figures(row, on)
    moved = Event.objects.filter(stream=row.stream, data__changed__has_any_keys=["current_value", "value_on"])
    actual = standing.series(moved.order_by("seq").only("data", "seq")) if row.value is not None else []
    context: dict[str, Any] = {
        "commitment": row,
        "on": on,
        "details": details,
        "cause": lights.explain(row, on=on, calendar=calendar) if row.stage in RUNNING else "",
        "before": before,
        "quote": quote,
        "after": after,
        "report_href": f"{reverse('commitments:report', args=[row.report.slug])}#c-{row.code}",
        "facts": standing.facts(row, on, calendar, figures),
        "figures": figures,
        "charts": standing.drawings(row, on, actual),
        "actual": actual,
        "plan": standing.released_plan(row),
        "finding": standing.finding(row, figures),
        "supporting": list(row.supporting.all()),
        "versions": standing.versions(row, details=details),
        **_sites(standing.sites(row, on, calendar, pieces)),
        "shares": list(row.shares.all()),
        "mismatch": shares_mismatch(row),
        "milestones": standing.milestones(row, on, calendar),
        **_steps(list(offers(row, user, on=on))),
        **history,
        "panels": panels.rendered(request, row),
        "undo": undoable(request, at=clock.now()),
        "breadcrumbs": _crumbs(row),
        **(_for_readers(row, pieces, user) if details else {}),
    }
    return render(request, "commitments/detail.html", context)


def _load(user: User, code: str) -> Commitment:
    """The commitment with all its page shows, at a number of queries its parts do not change."""
    rows = scope(Commitment.objects.select_related("report", "lead__post", "merged_into", "successor"), user).prefetch_related(
        Prefetch("supporting", SupportingDuty.objects.select_related("department")),
        Prefetch("shares", CountyShare.objects.select_related("department")),
        Prefetch("sites", Site.objects.select_related("department")),
        Prefetch("deadlines", DeadlineVersion.objects.select_related("asked_by", "approved_by").order_by("number")),
        "milestones",
        Prefetch("carried_from", Commitment.objects.only("code", "title", "report_id", "successor_id")),
        Prefetch("plans", Plan.objects.order_by("-number").prefetch_related("figures")),
        Prefetch("requests", Request.objects.select_related("asked_by", "head_by", "decided_by", "department")),
        Prefetch("disputes", AssignmentDispute.objects.select_related("department", "proposed", "raised_by", "decided_by")),
    )
    return get_object_or_404(rows, code=code)


def _sites(found: list[Site]) -> dict[str, Any]:
    """What is unfinished stands open; the finished sites are folded away beneath it."""
    unfinished = [site for site in found if site.stage != Site.Stage.COMPLETED]
    finished = [site for site in found if site.stage == Site.Stage.COMPLETED]
    return {
        "sites": found,
        "sites_open": unfinished or finished,
        "sites_done": finished if unfinished else [],
        "done": len(finished),
    }


def _crumbs(row: Commitment) -> list[dict[str, str]]:
    listed = reverse("commitments:list")
    section = f"{listed}?report={row.report.slug}&section={row.section}"
    name = _("Headline targets") if row.section == "目标" else _("Section %(name)s") % {"name": row.section}
    return [
        {"label": _("Commitments"), "url": listed},
        {"label": f"{row.report.year} · {name}{' · ' + row.theme if row.theme else ''}", "url": section},
        {"label": row.code, "url": ""},
    ]


def _steps(offered: list[Offer]) -> dict[str, Any]:
    """His to do now; his, but not at this stage; possible now, but somebody else's (grouped by the sentence who)."""
    others: dict[str, list[str]] = {}
    for item in offered:
        if not item.is_his and item.is_now and item.action.name not in OUT_OF_SIGHT:
            others.setdefault(item.why_not, []).append(item.action.label)
    now = [item for item in offered if item.is_his and item.is_possible]
    return {
        "now": now,
        "main": next((item for item in now if item.action.is_main), None),
        "not_now": [item for item in offered if item.is_his and not item.is_possible],
        "others": others,
    }


def _history(request: SignedIn, row: Commitment, *, details: bool) -> dict[str, Any]:
    """What happened, newest first, filtered by `?history=` (a group of `sentences.GROUPS`)."""
    events = sentences.open_to(Event.objects.filter(stream=row.stream), details=details)
    by_action = dict(events.order_by().values_list("action").annotate(Count("pk")))
    counts = {name: sum(by_action.get(action, 0) for action in actions) for name, actions in sentences.GROUPS.items()}
    group = request.GET.get("history", "")
    group = group if group in sentences.GROUPS else ""
    if group:
        events = events.filter(action__in=sentences.GROUPS[group])
    page = Paginator(events.select_related("actor", "on_behalf_of").order_by("-seq"), HISTORY)
    page.__dict__["count"] = counts[group] if group else sum(by_action.values())
    shown = page.get_page(request.GET.get("page"))
    told = sentences.tell(shown.object_list, details=details)
    picks = [{"name": name, "label": sentences.GROUP_LABELS[name], "count": count} for name, count in counts.items() if count]
    return {
        "history": shown,
        "told": told,
        "history_group": group,
        "history_all": sum(by_action.values()),
        "history_picks": picks if len(picks) > 1 else [],
    }


def _for_readers(row: Commitment, pieces: list[Evidence], user: User) -> dict[str, Any]:
    """What belongs to the units concerned, supervisors, the auditor and the area's leader."""
    reports = list(row.progress_reports.standing().select_related("department", "author", "share__department")[:REPORTS])
    asked = list(row.requests.all())
    for owners, name in ((reports, "progress_report_id"), (asked, "request_id")):
        for owner in owners:
            owner.pieces = [piece for piece in pieces if getattr(piece, name) == owner.pk]  # type: ignore[union-attr]
    return {
        "requests": asked,
        "disputes": list(row.disputes.all()),
        "reports": reports,
        "evidence": pieces,
        "plans": list(row.plans.all()),
        "urgings": _urgings(row, user),
    }


def _urgings(row: Commitment, user: User) -> list[dict[str, Any]]:
    """The newest notes on it; each with whether `user` may open it, and whether his unit's reply is awaited."""
    opened = Exists(scope(UrgingNote.objects.filter(pk=OuterRef("note")), user))
    items = row.urgings.annotate(is_readable=opened).select_related("note__department").defer("note__words").order_by("-pk")
    return [
        {
            "note": item.note,
            "is_readable": item.is_readable,
            "may_reply": item.note.replied_at is None and bool(can(user, "reply_urging", item.note)),
        }
        for item in items[:NOTES]
    ]
