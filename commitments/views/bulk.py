"""Assigning many drafts at once: first what will happen, then all of it or nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.filters import CommitmentFilter
from commitments.models import Commitment, Stage
from commitments.workflow import assigning
from commitments.workflow.table import OneRefused
from config import clock
from departments.access import require, scope
from departments.http import SignedIn
from house.forms import as_version
from house.idempotency import once

DOES = {"assign": assigning.assign_all, "confirm_lead": assigning.confirm_leads}
LIMIT = 900  # one field each in one form; Django takes 1,000
MOST_URGED = 200  # their codes stand in one address, which servers cut at 4,094 characters


@login_required
def bulk(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        return redirect("commitments:list")
    require(request.user, "assign_in_bulk", Commitment)
    action = request.POST.get("action", "")
    if action == "urge":
        return _to_urge(request)
    if action not in DOES:
        return _back(request, _("Choose what to do with the drafts."))
    if request.POST.get("step") == "do":
        return _do(request, action)
    chosen = _chosen(request)
    if not chosen:
        return _back(request, _("No draft is ticked."))
    if len(chosen) > LIMIT:
        return _back(request, _("At most %(limit)s at once; filter by section or unit.") % {"limit": LIMIT})
    return preview(request, action, chosen, query=request.POST.get("query", ""))


def _to_urge(request: SignedIn) -> HttpResponse:
    """To the preview of the notes."""
    codes = request.POST.getlist("code")
    if not codes:
        return _back(request, _("Tick at least one commitment first."))
    if len(codes) > MOST_URGED:
        return _back(request, _("At most %(limit)s at once; filter by section or unit.") % {"limit": MOST_URGED})
    return redirect(f"{reverse('commitments:urge')}?{urlencode([('code', code) for code in codes])}")


def _chosen(request: SignedIn) -> list[Commitment]:
    """The ticked drafts, or all drafts the filters show."""
    rows = scope(Commitment.objects.select_related("lead"), request.user)
    if request.POST.get("all"):
        filters = QueryDict(request.POST.get("query", ""))
        rows = CommitmentFilter(filters, rows, request=request, on=clock.today()).qs.filter(stage=Stage.DRAFT)
    else:
        rows = rows.filter(code__in=request.POST.getlist("code")[: LIMIT + 1])
    return list(rows.order_by("code")[: LIMIT + 1])


def preview(
    request: SignedIn, action: str, chosen: list[Commitment], *, query: str, wrong: str = "", status: int = 200
) -> HttpResponse:
    """What `action` would do to the chosen drafts; afterwards the list shows what `query` asks for."""
    by_unit: dict[str, list[Commitment]] = {}
    homeless, elsewhere = [], []
    for row in chosen:
        if row.stage != Stage.DRAFT:
            elsewhere.append(row)
        elif row.lead is None:
            homeless.append(row)
        else:
            by_unit.setdefault(row.lead.short_name, []).append(row)
    ready = [row for rows in by_unit.values() for row in rows]
    context: dict[str, Any] = {
        "action": action,
        "by_unit": sorted(by_unit.items(), key=lambda pair: (-len(pair[1]), pair[0])),
        "homeless": homeless,
        "elsewhere": elsewhere,
        "ready": ready,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
        "query": query,
        "wrong": wrong,
    }
    return render(request, "commitments/bulk.html", context, status=status)


def _do(request: SignedIn, action: str) -> HttpResponse:
    wanted = dict(pair.partition("@")[::2] for pair in request.POST.getlist("item")[:LIMIT])
    rows = list(scope(Commitment.objects.select_related("lead"), request.user).filter(code__in=wanted).order_by("code"))
    versions = {row.pk: as_version(wanted[row.code]) for row in rows}
    at = clock.now()

    def write() -> HttpResponse:
        DOES[action](rows, actor=request.user, at=at, versions=versions)
        if action == "assign":
            sentence = ngettext("%(count)s commitment assigned.", "%(count)s commitments assigned.", len(rows))
        else:
            sentence = ngettext("%(count)s lead confirmed.", "%(count)s leads confirmed.", len(rows))
        messages.success(request, sentence % {"count": len(rows)})
        return redirect(_list(request))

    if not rows:
        return _back(request, _("No draft is ticked."))
    try:
        return once(request, write)
    except OneRefused as refusal:
        return preview(request, action, rows, query=request.POST.get("query", ""), wrong=str(refusal), status=409)


def _list(request: SignedIn) -> str:
    query = request.POST.get("query", "")
    return reverse("commitments:list") + (f"?{query}" if query else "")


def _back(request: SignedIn, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect(_list(request))
