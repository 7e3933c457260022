"""What is overdue, and urging it: tick one or fifty, see the notes that will go out, send them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments import deadlines, lights, panels
from commitments.forms import UrgeForm
from commitments.models import Commitment
from commitments.rules import rules
from commitments.workflow import urging
from commitments.workflow.table import Invalid
from config import clock
from departments.access import can, require, scope
from departments.http import SignedIn
from house.forms import refuse
from house.idempotency import once
from house.paging import LongPaginator
from workdays.calendar import current

from .late import FIELDS, Group, Late, LateLines, late

GROUPS = {"lead": ("lead__order", "lead"), "section": ("section",)}


class _Grouped(Sequence[Commitment]):
    """Rows in the order of their groups; a page reads the groups it shows, not the whole list."""

    def __init__(self, rows: QuerySet[Commitment], by: str, totals: dict[Any, int]) -> None:
        self.rows, self.by, self.totals = rows, by, totals

    def __len__(self) -> int:
        return sum(self.totals.values())

    def __getitem__(self, asked: Any) -> Any:
        start, stop, _step = asked.indices(len(self))
        shown, begins, before = [], 0, 0
        for key, count in self.totals.items():
            if begins + count <= start:
                before = begins + count
            elif begins < stop:
                shown.append(key)
            begins += count
        return list(self.rows.filter(**{f"{self.by}__in": shown})[start - before : stop - before])


@login_required
def overdue(request: SignedIn) -> HttpResponse:
    """The overdue commitments of the reader's scope, by lead department or section, 50 a page."""
    on = clock.today()
    lights.ensure(on)
    by = request.GET.get("group", "lead")
    by = by if by in GROUPS else "lead"
    found = scope(Commitment.objects.overdue(on=on), request.user)
    counted = found.order_by(*GROUPS[by]).values_list(by).annotate(n=Count("*"))  # of no column: the index alone answers
    totals = dict(counted)
    ordered = found.select_related("lead").only(*FIELDS).order_by(*GROUPS[by], "deadline", "code")
    paginator = LongPaginator(_Grouped(ordered, by, totals), rules().page_size)
    page = paginator.get_page(request.GET.get("page"))
    items = late(page.object_list, request.user, on=on, calendar=current())
    groups: dict[Any, Group] = {}
    for item in items:
        key = item.row.lead_id if by == "lead" else item.row.section
        name = str(item.row.lead) if by == "lead" else item.row.section
        groups.setdefault(key, Group(name, totals[key])).items.append(item)
    lines = LateLines(on=on)
    for group in groups.values():
        group.lines = lines.of(group.items)
    context = {
        "on": on,
        "by": by,
        "page": page,
        "total": sum(totals.values()),
        "groups": list(groups.values()),
        "panels": panels.over_the_overdue(request) if page.number == 1 else [],
        "may_urge": bool(items and can(request.user, "urge", items[0].row)),
    }
    return render(request, "commitments/overdue.html", context)


@login_required
def urge(request: SignedIn) -> HttpResponse:
    """Preview (GET `?code=…`): which note goes to which department. POST sends them, all or none."""
    now = clock.now()
    codes = [
        code[:20] for code in (request.POST if request.method == "POST" else request.GET).getlist("code") if "\0" not in code
    ]
    rows = list(scope(Commitment.objects.filter(code__in=codes), request.user).select_related("lead").order_by("code"))
    if len(rows) != len(set(codes)):
        raise Http404
    if not rows:
        messages.warning(request, _("Tick at least one commitment first."))
        return redirect("commitments:overdue")
    for row in rows:
        require(request.user, "urge", row)
    calendar, on = current(), clock.today()
    reply_by = calendar.add(on, rules().urging_reply_working_days)
    form = UrgeForm(request.POST if request.method == "POST" else None, commitment=rows[0], initial={"reply_by": reply_by})
    if request.method == "POST" and form.is_valid():

        def send() -> HttpResponse:
            notes = urging.urge(rows, actor=request.user, at=now, **form.arguments())
            numbers = _(", ").join(note.number for note in notes)
            messages.success(request, _("Sent: %(numbers)s.") % {"numbers": numbers})
            return redirect("commitments:overdue")

        try:
            return once(request, send)
        except Invalid as refusal:
            refuse(form, refusal.fields)
    form.fields["reply_by"].help_text = deadlines.provisional(calendar, on, reply_by)
    units: dict[int | None, list[Late]] = {}
    for item in late(rows, request.user, on=on, calendar=calendar):
        units.setdefault(item.row.lead_id, []).append(item)
    context = {
        "form": form,
        "on": on,
        "groups": [Group(str(items[0].row.lead or _("no lead department")), len(items), items) for items in units.values()],
        "codes": [row.code for row in rows],
        "key": request.POST.get("idempotency_key") or uuid.uuid4().hex,
    }
    return render(request, "commitments/overdue_urge.html", context, status=422 if form.errors else 200)
