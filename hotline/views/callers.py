"""Looking at who called, who looked, and exports: each with its reason."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.workflow.table import Invalid
from config import clock
from departments.access import require, scope
from departments.http import SignedIn
from history.models import Event
from hotline import workflow
from hotline.exporting import STREAM, export
from hotline.filters import WorkOrderFilter
from hotline.models import WorkOrder

from .finding import find_order


@login_required
@never_cache
@require_POST
def unmask(request: SignedIn, number: str) -> HttpResponse:
    """Who called, in the clear, once: the answer to this request and nothing that is kept."""
    order = find_order(request.user, number)
    require(request.user, "unmask", order)
    context: dict[str, object] = {"order": order, "on": clock.today(), "inline": bool(request.headers.get("HX-Request"))}
    status = 200
    try:
        context["seen"] = workflow.unmask(order, actor=request.user, at=clock.now(), reason=request.POST.get("reason", ""))
    except Invalid as refusal:
        context |= {
            "wrong": str(refusal.fields["reason"]),
            "reason": request.POST.get("reason", ""),
            "caller": order.caller.masked,
        }
        status = 422
    template = "hotline/_caller.html" if context["inline"] else "hotline/caller.html"
    return render(request, template, context, status=status)


@login_required
@require_safe
def looks(request: SignedIn) -> HttpResponse:
    """Who looked at whose data and why, and who exported: the append-only log, newest first."""
    require(request.user, "read_views", WorkOrder)
    events = Event.objects.filter(action__in=["unmask", "export"]).filter(stream__regex=rf"^(work_order:|{STREAM}$)")
    page = Paginator(events.select_related("actor", "on_behalf_of").order_by("-pk"), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "on": clock.today(),
        "breadcrumbs": [{"label": _("Hotline"), "url": reverse("hotline:list")}, {"label": _("Who looked"), "url": ""}],
    }
    return render(request, "hotline/looks.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: SignedIn) -> HttpResponseBase:
    """An export of the orders the filters find, for a reason that stays."""
    require(request.user, "export_orders", WorkOrder)
    wrong = ""
    if request.method == "POST":
        filtered = WorkOrderFilter(request.GET, scope(WorkOrder.objects.all(), request.user), request=request)
        asked = {name: str(value) for name, value in request.GET.items() if value and name in filtered.form.fields}
        try:
            lines = export(filtered.qs, actor=request.user, at=clock.now(), reason=request.POST.get("reason", ""), asked=asked)
            response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
            response.headers["Content-Disposition"] = f'attachment; filename="work-orders-{clock.today():%Y%m%d}.csv"'
            return response
        except Invalid as refusal:
            wrong = str(refusal.fields["reason"])
    context = {"wrong": wrong, "reason": request.POST.get("reason", ""), "query": request.GET.urlencode()}
    return render(request, "hotline/export.html", context, status=422 if wrong else 200)
