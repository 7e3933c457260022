"""One step on a commitment: the form, the refusal with everything typed kept, the conflict with both versions.

No rule lives here: policy, table and workflow answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BoundField, ChoiceField, DateField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments import lights, pasting
from commitments.actions import ACTIONS, Action, offer, permitted
from commitments.evidence import MAX_PIECES
from commitments.forms import ActionForm, SitesForm
from commitments.models import Commitment, Request
from commitments.rules import rules
from commitments.sentences import tell
from commitments.workflow.figures import derives_from_shares, derives_from_sites
from commitments.workflow.table import Conflict, Invalid, NotPossible
from config import clock
from departments.access import can
from departments.http import SignedIn
from history.models import Event
from house.forms import onward, refuse, version_seen
from house.idempotency import answered, once
from house.writing import day_in_words
from workdays.calendar import current

from .finding import find, shown_light
from .standing import figures
from .undo import forget, remember

ROWS = 3  # of evidence, where nobody asks for more

# What stands in a form before anybody types.
INITIAL: dict[str, Callable[[Commitment, date], dict[str, Any]]] = {
    "report_progress": lambda row, on: {"as_of": on},
    "report_share": lambda row, on: {"as_of": on},
    "reach_milestone": lambda row, on: {"done_on": on},
    "confirm_lead": lambda row, on: {"lead": row.lead and row.lead.code},
    "assign": lambda row, on: {"lead": row.lead and row.lead.code},
    "set_supporting": lambda row, on: {"supporting": list(row.supporting.values_list("department__code", flat=True))},
    "set_deadline": lambda row, on: {"deadline": row.deadline},
    "urge": lambda row, on: {"reply_by": current().add(on, rules().urging_reply_working_days)},
}


@login_required
def act(request: SignedIn, code: str, action: str) -> HttpResponse:
    if action not in ACTIONS:
        raise Http404
    known, commitment = ACTIONS[action], find(request.user, code)
    if request.method == "POST" and (earlier := answered(request)):  # a double click: checked before what it changed itself
        return _in_place(request, earlier)
    on = clock.today()
    target = permitted(known, commitment, request.user, on=on)
    not_now = offer(known, commitment, request.user, on=on).why_not
    if request.method != "POST":
        if not_now:
            raise NotPossible(not_now)
        initial = INITIAL.get(action, lambda row, on: {})(commitment, on)
        asked = {name: text for name, text in request.GET.items() if name in known.form.base_fields}
        form = known.form(commitment=commitment, initial={**initial, **asked})
        return _show(request, known, commitment, form, target)
    form = known.form(request.POST, files=request.FILES, commitment=commitment)
    if isinstance(form, SitesForm) and "confirm" not in request.POST:
        return _preview(request, known, commitment, form, target)
    if not form.is_valid():
        if not_now:  # no correction of the form would help
            raise NotPossible(not_now)
        return _show(request, known, commitment, form, target, status=422)

    def write() -> HttpResponse:
        done = known.do(commitment, form, actor=request.user, at=clock.now(), version=version_seen(request))
        if action == "report_progress":
            remember(request, commitment, done)  # the next page says so, with the way back
            return redirect(onward(request, commitment.get_absolute_url()))
        if action == "withdraw_report":
            forget(request)
        messages.success(request, _("Done: %(action)s – %(title)s.") % {"action": known.label, "title": commitment.title})
        return redirect(onward(request, commitment.get_absolute_url()))

    try:
        response = once(request, write)
    except Invalid as refusal:
        refuse(form, refusal.fields)
        return _show(request, known, commitment, form, target, status=422)
    except Conflict as conflict:
        if not isinstance(conflict.current, Commitment):
            raise
        return _conflict(request, known, code, form, str(conflict))
    return _in_place(request, response)


def _in_place(request: SignedIn, response: HttpResponse) -> HttpResponse:
    """A redirect as htmx takes it."""
    if not request.headers.get("HX-Request"):
        return response
    answer_in_place = HttpResponse(status=204)
    answer_in_place.headers["HX-Redirect"] = response.headers["Location"]
    return answer_in_place


def _show(
    request: SignedIn,
    action: Action,
    commitment: Commitment,
    form: ActionForm,
    target: Any,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    on = clock.today()
    commitment.shown_light = shown_light(commitment)  # type: ignore[attr-defined]
    context = {
        "action": action,
        "commitment": commitment,
        "on": on,
        "cause": lights.explain(commitment, on=on, calendar=current()),
        "form": form,
        "rows": evidence_rows(request) if form.takes_evidence else [],
        "accepted": ",".join(f".{ending}" for ending in rules().evidence_types),
        "version": commitment.version,
        "idempotency_key": request.POST.get("idempotency_key") or uuid4(),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "figures": figures(commitment, on) if action.name in {"report_progress", "request_completion"} else None,
        "counted_by": _counted_by(action, commitment),
        "asked": target if isinstance(target, Request) else None,
        "asked_evidence": list(target.evidence.all()) if isinstance(target, Request) else [],
        **more,
    }
    inline = bool(request.headers.get("HX-Request"))
    template = "commitments/_step.html" if inline else "commitments/step.html"
    return render(request, template, context | {"inline": inline}, status=status)


def _counted_by(action: Action, commitment: Commitment) -> Action | None:
    """The step whose parts make up the figure, where a progress report cannot name it."""
    if action.name != "report_progress":
        return None
    if derives_from_sites(commitment):
        return ACTIONS["update_site"]
    return ACTIONS["report_share"] if derives_from_shares(commitment) else None


def evidence_rows(request: SignedIn) -> list[dict[str, Any]]:
    """The rows for evidence with what was typed; `rows` asks for more of them (no script needed)."""
    asked = request.POST.get("rows") or request.GET.get("rows", "")
    count = min(int(asked), MAX_PIECES) if asked.isdecimal() and len(asked) < 4 else ROWS
    typed = [
        {name: request.POST.get(f"evidence-{n}-{name}", "") for name in ("url", "shows", "dated_on")} for n in range(MAX_PIECES)
    ]
    used = max((n + 1 for n, row in enumerate(typed) if any(row.values())), default=0)
    return [{"n": n, "number": n + 1, **typed[n]} for n in range(max(count, used, 1))]


def _preview(request: SignedIn, action: Action, commitment: Commitment, form: ActionForm, target: Any) -> HttpResponse:
    """What was pasted, as it would be kept, with a sentence per row that cannot be."""
    if not request.POST.get("rows", "").strip():
        form.is_valid()
        return _show(request, action, commitment, form, target, status=422)
    pasted = pasting.read_sites(request.POST["rows"], commitment)
    known = set(commitment.sites.values_list("name", flat=True))
    rows = [{**row, "is_known": row["name"] in known} for row in pasted.rows]
    shown = action.form(initial={"rows": request.POST["rows"]}, commitment=commitment)
    return _show(
        request,
        action,
        commitment,
        shown,
        target,
        pasted=rows,
        paste_errors=pasted.errors,
        may_confirm=bool(rows) and not pasted.errors,
    )


def _conflict(request: SignedIn, action: Action, code: str, form: ActionForm, sentence: str) -> HttpResponse:
    """Both versions: what happened since the person looked and how it stands, and what he typed, ready to be sent again."""
    commitment = find(request.user, code)
    seen = version_seen(request) or 0
    details = bool(can(request.user, "read_details", commitment))
    since = Event.objects.filter(stream=commitment.stream, seq__gt=max(seen, 0)).select_related("actor", "on_behalf_of")
    typed = [(field.label, _shown(field)) for field in form.visible_fields()]
    return _show(
        request,
        action,
        commitment,
        form,
        None,
        status=409,
        conflict={"sentence": sentence, "since": tell(since.order_by("seq"), details=details), "typed": typed},
    )


def _shown(field: BoundField) -> Any:
    """What was typed as the form shows it: a choice by its words, a day in the reader's way."""
    value = field.value()
    if isinstance(field.field, ChoiceField):
        value = {str(name): words for name, words in field.field.choices}.get(str(value), value)  # type: ignore[misc, union-attr]
    elif isinstance(field.field, DateField):
        value = day_in_words(value)
    return "—" if value in (None, "", False) else value
