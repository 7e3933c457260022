"""What units ask for and others decide: completion, extension, suspension, cancellation.

One life for all: asked → with the head → with the supervisor (or the leader) → granted, refused or withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from commitments import deadlines, targets
from commitments.models import Commitment, Evidence, Kind, Measure, Request, Site
from commitments.models.commitment import Outcome
from departments.access import can
from departments.models import Role, User
from house.writing import day_in_words

from . import effects
from .base import Step, plain, step
from .figures import counties_without_share, derives_from_shares, derives_from_sites, shares_mismatch
from .reporting import _attach
from .table import Invalid, NotPossible

PAUSES = (Request.Kind.SUSPENSION, Request.Kind.CANCELLATION)
CHECKLIST = ("facts", "number", "done", "lawful", "form")


def checklist_labels() -> dict[str, str]:
    """The reviewer's questions (DOMAIN: Completing)."""
    return {
        "facts": _("The facts are clear."),
        "number": _("The number is reached."),
        "done": _("The task is done."),
        "lawful": _("It is lawful."),
        "form": _("The papers are in form."),
    }


def completion_too_early(row: Commitment, on: date) -> str:
    """Why completion cannot be asked for on the local day `on`, whatever the evidence: an ongoing effort runs to its end."""
    if row.kind == Kind.ONGOING and on < row.deadline:
        return _("An ongoing effort ends with the year, with a summary.")
    return ""


def extension_waits(row: Commitment, on: date) -> str:
    """Why no extension can be asked for: one waits for its decision; empty where none does."""
    return _waiting(row, Request.Kind.EXTENSION)


def ask_completion(
    commitment: Commitment,
    *,
    actor: User,
    at: datetime,
    completed_on: date,
    evidence: Iterable[Evidence],
    note: str = "",
    is_partly_met: bool = False,
    reason_code: str = "",
    reason: str = "",
    version: int | None = None,
) -> Request:
    """Ask for completion (申请办结), naming the evidence one by one; one piece is dated `completed_on`.

    A number short of its target can be asked for only as partly met, with a reason code. Growth and caps
    need the closing period's figure.
    """
    with step(commitment, "request_completion", actor=actor, at=at, version=version) as move:
        row, evidence = move.row, list(evidence)
        if not evidence:
            raise Invalid(evidence=_("Name the evidence: a file or a link, what it shows and its day."))
        if any(not item.shows.strip() for item in evidence):
            raise Invalid(evidence=_("Say of each piece of evidence what it shows."))
        if completed_on > move.on:
            raise Invalid(completed_on=_("This day has not come yet."))
        if completed_on not in {item.dated_on for item in evidence}:
            raise Invalid(
                completed_on=_("No evidence is dated %(day)s: the day of completion is the one the evidence proves.")
                % {"day": day_in_words(completed_on)}
            )
        if row.kind == Kind.ONGOING and completed_on < row.deadline:
            raise Invalid(completed_on=_("An ongoing effort ends with the year, with a summary."))
        _check_parts(row, is_partly_met)
        _check_figure(row, is_partly_met, reason_code, reason, move)
        request = _ask(
            move,
            Request.Kind.COMPLETION,
            completed_on=completed_on,
            counts_from=_counts_from(move),
            value=row.current_value,
            note=note,
            is_partly_met=is_partly_met,
            reason_code=reason_code if is_partly_met else "",
        )
        if is_partly_met:
            row.reason_code, row.reason_text = reason_code, reason
        _attach(evidence, move, request=request)
        move.data |= {"request": request.pk, "completed_on": completed_on.isoformat(), "partly_met": is_partly_met}
        if request.counts_from != move.on:
            move.data["counts_from"] = plain(request.counts_from)
    return request


def _counts_from(move: Step) -> date:
    """The day a completion request made now counts as asked.

    Asked again within the grace after its return, it counts from the day of the returned one: neither paperwork
    nor the length of a review makes a unit late. The evidence still proves the day of completion.
    """
    last = move.row.requests.filter(kind=Request.Kind.COMPLETION).order_by("-pk").first()
    if last is None or last.state != Request.State.REFUSED or last.decided_at is None:
        return move.on
    grace_until = move.calendar.add(localdate(last.decided_at), move.rules.completion_grace_working_days)
    return last.counts_from or last.asked_on if move.on <= grace_until else move.on


def _check_parts(row: Commitment, is_partly_met: bool) -> None:
    """What is judged by its milestones or sites is done when they are."""
    if is_partly_met:
        return
    if open_step := row.milestones.filter(done_on=None).first():
        raise Invalid(completed_on=_("The milestone “%(name)s” is not reached.") % {"name": open_step.name})
    if row.value is None and (site := row.sites.exclude(stage=Site.Stage.COMPLETED).first()):
        raise Invalid(completed_on=_("The site “%(name)s” is not completed.") % {"name": site.name})


def _check_figure(row: Commitment, is_partly_met: bool, reason_code: str, reason: str, move: Step) -> None:
    if row.value is None:
        if is_partly_met and not (reason_code and reason.strip()):
            raise Invalid(reason_code=_("Partly met needs a reason code and its explanation."))
        return
    if row.measure in {Measure.GROWTH, Measure.CAP} and (row.value_on is None or row.value_on < row.deadline):
        raise Invalid(completed_on=_("The closing period's figure is not reported yet."))
    met = targets.is_met(row, row.current_value, tolerance=move.rules.about_tolerance)
    if row.per_county:
        missing = counties_without_share(row, on=move.on)
        if missing and not is_partly_met:
            raise Invalid(value=_("Each county has its own share; none yet for: %(units)s.") % {"units": _(", ").join(missing)})
        met = row.progress == 100
    if not met and not is_partly_met:
        raise Invalid(is_partly_met=_("The figure is short of the target: ask for it as partly met, or go on."))
    if is_partly_met and met:
        raise Invalid(is_partly_met=_("The target is met; it is not partly met."))
    if is_partly_met and not (reason_code and reason.strip()):
        raise Invalid(reason_code=_("Partly met needs a reason code and its explanation."))
    if shares_mismatch(row) and derives_from_shares(row) and not derives_from_sites(row):
        raise Invalid(value=_("The county shares do not add up to the target."))


def ask_extension(
    commitment: Commitment,
    *,
    actor: User,
    at: datetime,
    new_deadline: date,
    reason_code: str,
    reason: str,
    version: int | None = None,
) -> Request:
    """Ask for a later deadline (延期). Asked after the deadline it stays late; a second one, or one past the
    report's year, goes to the responsible leader."""
    with step(commitment, "request_extension", actor=actor, at=at, version=version) as move:
        row = move.row
        if new_deadline <= row.deadline:
            in_force = day_in_words(row.deadline)
            raise Invalid(new_deadline=_("The new day must lie after the deadline in force, %(day)s.") % {"day": in_force})
        if sentence := deadlines.not_ahead(new_deadline, move.on):
            raise Invalid(new_deadline=sentence)
        if not (reason_code and reason.strip()):
            raise Invalid(reason=_("An extension needs a reason code and its explanation."))
        request = _ask(
            move,
            Request.Kind.EXTENSION,
            new_deadline=new_deadline,
            note=reason,
            reason_code=reason_code,
            needs_leader=effects.needs_leader(move, new_deadline),
            asked_late=effects.days_missed(move, move.on) > 0,
        )
        move.data |= {"request": request.pk, "to": new_deadline.isoformat(), "late": request.asked_late}
    return request


def ask_pause(
    commitment: Commitment, kind: str, *, actor: User, at: datetime, reason: str, version: int | None = None
) -> Request:
    """A supervisor puts suspension or cancellation before the responsible leader."""
    with step(commitment, "ask_pause", actor=actor, at=at, version=version) as move:
        if kind not in PAUSES:
            raise Invalid(kind=_("Propose suspension or cancellation."))
        if not reason.strip():
            raise Invalid(reason=_("Say why."))
        request = _ask(move, kind, note=reason)
        move.data |= {"request": request.pk, "kind": kind}
    return request


def release(request: Request, *, actor: User, at: datetime) -> Request:
    """The head lets the request out of the house."""
    action = "release_completion" if request.kind == Request.Kind.COMPLETION else "release_extension"
    with step(request.commitment, action, actor=actor, at=at, permit=("release", request)) as move:
        request = _locked(request, Request.State.WITH_HEAD)
        _pass_head(request, actor, move)
        request.save()
        move.data |= {"request": request.pk}
        move.tell(*_deciders(request))
    return request


def withdraw(request: Request, *, actor: User, at: datetime) -> Request:
    """The unit takes its pending request back."""
    action = "withdraw_completion" if request.kind == Request.Kind.COMPLETION else "withdraw_extension"
    with step(request.commitment, action, actor=actor, at=at, permit=("withdraw", request)) as move:
        request = _locked(request, *Request.PENDING)
        _end(request, Request.State.WITHDRAWN, actor, "", move)
    return request


def send_back(request: Request, *, actor: User, at: datetime, reason: str, checklist: dict[str, bool] | None = None) -> Request:
    """Return a completion (退回) or refuse another request, with the reason; the head may do it in his house."""
    completion = request.kind == Request.Kind.COMPLETION
    action = "return" if completion else "refuse_extension"
    with step(request.commitment, action, actor=actor, at=at, permit=("send_back", request)) as move:
        request = _locked(request, *Request.PENDING)
        if not reason.strip():
            raise Invalid(reason=_("A return needs its reason."))
        request.checklist = {name: bool((checklist or {}).get(name)) for name in CHECKLIST} if checklist else {}
        _end(request, Request.State.REFUSED, actor, reason, move)
        move.data["reason"] = reason
        move.tell("clerks", "heads", people=[request.asked_by])
    return request


def complete(request: Request, *, actor: User, at: datetime, checklist: dict[str, bool], decision: str = "") -> Request:
    """A second person completes (办结销号) after the checklist; any failed point must go back instead."""
    with step(request.commitment, "complete", actor=actor, at=at, permit=("decide", request)) as move:
        request = _locked(request, Request.State.WITH_SUPERVISOR)
        failed = [checklist_labels()[name] for name in CHECKLIST if not checklist.get(name)]
        if request.is_partly_met:
            failed = [label for label in failed if label != checklist_labels()["number"]]
        if failed:
            raise Invalid(
                checklist=_("Not every point holds: %(points)s Return it with the reason.") % {"points": " ".join(failed)}
            )
        request.checklist = {name: bool(checklist.get(name)) for name in CHECKLIST}
        row = move.row
        assert request.completed_on is not None  # the database holds it
        due = deadlines.due_on(row.deadline, row.figures_due_on)
        asked_on = request.counts_from or request.asked_on
        judged = deadlines.judged_on(request.completed_on, asked_on, due, move.calendar, move.rules)
        row.completed_on = request.completed_on
        row.days_late = deadlines.days_late(due, judged, move.calendar) + _late_before(row)
        row.next_report_on = None
        if request.is_partly_met:
            row.outcome = Outcome.PARTLY_MET
        else:
            row.outcome = Outcome.LATE if row.days_late else Outcome.ON_TIME
        _end(request, Request.State.GRANTED, actor, decision, move)
        effects.withdraw_pending(move)
        move.tell("clerks", "heads", people=[request.asked_by])
    return request


def _late_before(row: Commitment) -> int:
    """Working days by which earlier deadlines were missed already when a later one was asked for: that stays late."""
    return sum(row.deadlines.filter(site=None, milestone=None).values_list("days_late", flat=True))


def grant(request: Request, *, actor: User, at: datetime, decision: str = "") -> Request:
    """Grant an extension, a suspension or a cancellation."""
    action = {
        Request.Kind.EXTENSION: "grant_extension",
        Request.Kind.SUSPENSION: "suspend",
        Request.Kind.CANCELLATION: "cancel",
    }[Request.Kind(request.kind)]
    with step(request.commitment, action, actor=actor, at=at, permit=("decide", request)) as move:
        request = _locked(request, Request.State.WITH_SUPERVISOR, Request.State.WITH_LEADER)
        if request.kind == Request.Kind.EXTENSION:
            assert request.new_deadline is not None  # the database holds it
            if request.new_deadline <= move.row.deadline:
                raise NotPossible(_("The deadline has moved past the day asked for."))
            effects.extend(move, request, approved_by=actor)
        elif request.kind == Request.Kind.SUSPENSION:
            effects.suspend(move)
        else:
            effects.cancel(move)
        _end(request, Request.State.GRANTED, actor, decision, move)
        move.tell("clerks", "heads", people=[request.asked_by])
    return request


def _ask(move: Step, kind: str, **fields: object) -> Request:
    row = move.row
    if sentence := _waiting(row, kind):
        raise NotPossible(sentence)
    if move.actor is None:
        raise NotPossible(_("A request is made by a person."))
    request = Request(
        commitment=row,
        kind=kind,
        state=Request.State.WITH_HEAD,
        asked_by=move.actor,
        asked_at=move.at,
        asked_on=move.on,
        waiting_since=move.on,
        department=row.lead,
        **fields,
    )
    if kind in PAUSES:
        request.state = Request.State.WITH_LEADER
        move.tell("leader")
    elif move.capacity and move.capacity.role == Role.HEAD:
        _pass_head(request, move.actor, move)
        move.tell(*_deciders(request))
    else:
        move.tell("heads")
    request.save()
    return request


def _waiting(row: Commitment, kind: str) -> str:
    if any(request.kind == kind and request.is_pending for request in row.requests.all()):
        return _("Such a request is waiting for its decision already.")
    return ""


def _pass_head(request: Request, head: User, move: Step) -> None:
    request.head_by, request.head_at = head, move.at
    request.waiting_since = move.on
    request.state = Request.State.WITH_LEADER if request.needs_leader else Request.State.WITH_SUPERVISOR


def _deciders(request: Request) -> tuple[str, ...]:
    return ("leader",) if request.state == Request.State.WITH_LEADER else ("supervisors",)


def _locked(request: Request, *states: str) -> Request:
    locked = Request.objects.select_for_update(of=("self",)).select_related("commitment__lead").get(pk=request.pk)
    if locked.state not in states:
        raise NotPossible(
            _("This request is %(state)s; that step is not possible any more.") % {"state": locked.get_state_display()}
        )
    return locked


def _end(request: Request, state: str, actor: User, decision: str, move: Step) -> None:
    request.state, request.decision = state, decision
    request.decided_by, request.decided_at = actor, move.at
    request.save()
    move.data |= {"request": request.pk, "decision": decision}


def may_decide(user: User, request: Request) -> bool:
    """Whether `user` can release or decide `request` as it stands – for queues."""
    return bool(can(user, "send_back", request))
