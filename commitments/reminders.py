"""What is due to whom on a day: every rung of the ladder becomes a row of the outbox, once (DOMAIN: Reminders).

A `Ladder` says what an item asks for on a day; `plan` writes it down, `Ladder.why_not` asks again before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_noop

from departments.access import can
from departments.models import Department, Role, User
from workdays.calendar import Calendar, current

from . import deadlines
from .models import Commitment, PlannedDay, Reminder, Report, Request, Stage
from .models.reminder import DeliveryState
from .rules import Rules, rules

BATCH = 1000
DAY = timedelta(days=1)
UNDER_WAY = (Stage.ASSIGNED, Stage.IN_PROGRESS)  # under review the next step is the reviewer's

# Why a waiting reminder is not sent any more; stored as written here, translated where it is shown.
ENDED = gettext_noop("The item is not running any more.")
OTHER_DEADLINE = gettext_noop("The deadline has moved.")
NEWER = gettext_noop("A newer reminder takes its place.")
DONE = gettext_noop("It has been done meanwhile.")
NOT_HIS = gettext_noop("It concerns somebody else now.")
LEFT = gettext_noop("The person is not active any more.")


@dataclass(frozen=True)
class Due:
    """A rung whose day has come, and whom it goes to: person id → whom he is told instead of ("" for himself)."""

    rung: str
    due_on: date
    people: dict[int, str]
    version: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


class People:
    """The active people reminders go to, by unit, role and post; two queries."""

    def __init__(self) -> None:
        roles = [Role.CLERK, Role.HEAD, Role.SUPERVISOR, Role.LEADER]
        self.by_id: dict[int, User] = {}
        self._units: dict[tuple[int | None, str], list[int]] = {}
        self._posts: dict[int | None, list[int]] = {}
        self.supervisors: list[int] = []
        for person in User.objects.active().filter(role__in=roles):
            self.by_id[person.pk] = person
            if person.role == Role.SUPERVISOR:
                self.supervisors.append(person.pk)
            elif person.role == Role.LEADER:
                self._posts.setdefault(person.post_id, []).append(person.pk)
            else:
                self._units.setdefault((person.department_id, person.role), []).append(person.pk)
        self._post_of = dict(Department.objects.values_list("pk", "post_id"))
        self.clerks, self.of = cache(self._clerks), cache(self._of)  # few units, asked of for each row; only read

    def _clerks(self, unit: int | None) -> dict[int, str]:
        """The unit's clerks; without an active one its heads, without those the supervisors – and that it is so."""
        if clerks := self._units.get((unit, Role.CLERK)):
            return dict.fromkeys(clerks, "")
        return dict.fromkeys(self._units.get((unit, Role.HEAD)) or self.supervisors, Role.CLERK.value)

    def heads(self, unit: int | None) -> dict[int, str]:
        if heads := self._units.get((unit, Role.HEAD)):
            return dict.fromkeys(heads, "")
        return dict.fromkeys(self.supervisors, Role.HEAD.value)

    def leaders(self, unit: int | None) -> dict[int, str]:
        """The people in the post that answers for the unit."""
        post = self._post_of.get(unit) if unit else None
        return dict.fromkeys(self._posts.get(post, []), "") if post else {}

    def _of(self, unit: int | None, roles: tuple[str, ...]) -> dict[int, str]:
        """The people in `roles` who answer for the unit, the nearest first."""
        reach = {
            "clerk": lambda: self.clerks(unit),
            "head": lambda: self.heads(unit),
            "supervisor": lambda: dict.fromkeys(self.supervisors, ""),
            "leader": lambda: self.leaders(unit),
        }
        found: dict[int, str] = {}
        for role in roles:
            found = reach[role]() | found
        return found


class Ladder:
    """What items ask for on the local day `on`. Pure but for the people, read once."""

    def __init__(self, on: date, *, calendar: Calendar, rules: Rules, people: People) -> None:
        self.on, self.calendar, self.rules, self.people = on, calendar, rules, people
        self.newest = cache(self._newest)  # few days carry many items

    # The rungs of a commitment

    def of(self, row: Commitment) -> list[Due]:
        """All rungs of `row` whose day has come; of a missed series only the newest.

        A deadline that comes into force past some of its rungs says so at once, by the newest of them.
        """
        if row.stage not in UNDER_WAY or row.lead_id is None:
            return []
        found = (self._deadline(row), self._unsigned(row), self._report(row))
        return [due for due in found if due and due.people]

    def _deadline(self, row: Commitment) -> Due | None:
        newest = self.newest(row.deadline, deadlines.red_from(row.deadline, self.calendar, figures_due_on=row.figures_due_on))
        if newest is None:
            return None
        rung, due_on, roles = newest
        people = self.people.of(row.lead_id, roles)
        return Due(rung, due_on, people, row.deadline_version, {"deadline": row.deadline.isoformat()})

    def _newest(self, deadline: date, red_from: date) -> tuple[str, date, tuple[str, ...]] | None:
        """The newest rung before or after a deadline: name, day, the roles it reaches."""
        on, calendar, rules = self.on, self.calendar, self.rules
        if on < red_from:
            for days in sorted(rules.before_rungs):
                due_on = calendar.on_or_before(deadline - DAY * days)
                if due_on <= on:
                    return f"before-{days}", due_on, rules.before_roles
            return None
        steps = sorted(rules.late_steps)
        if not steps:
            return None
        last, everyone = steps[-1]
        weekly_from = calendar.add(red_from, last - 1)
        week = max(0, (on - weekly_from).days // 7) + 1  # the one after may go out before a day off
        while week and calendar.on_or_before(weekly_from + 7 * DAY * week) > on:
            week -= 1
        if week and on >= weekly_from:
            return f"late-week-{week}", calendar.on_or_before(weekly_from + 7 * DAY * week), everyone
        for days, roles in reversed(steps):
            due_on = calendar.add(red_from, days - 1)
            if due_on <= on:
                return f"late-{days}", due_on, roles
        return None

    def _unsigned(self, row: Commitment) -> Due | None:
        if row.stage != Stage.ASSIGNED or row.signed_in_on or row.assigned_on is None:
            return None
        due_on = self.calendar.add(row.assigned_on, self.rules.unsigned_working_days)
        if due_on > self.on:
            return None
        return Due("unsigned", due_on, self.people.clerks(row.lead_id), facts={"since": row.assigned_on.isoformat()})

    def _report(self, row: Commitment) -> Due | None:
        """The newest reporting day without a report."""
        due_on = row.next_report_on
        if due_on is None or due_on > self.on:
            return None
        months = deadlines.months_between_reports(row, self.rules)
        while (after := deadlines.next_report_after(months, due_on, self.rules)) <= self.on:
            due_on = after
        facts = {"due": due_on.isoformat(), "last": row.last_report_on.isoformat() if row.last_report_on else ""}
        return Due(f"report-{due_on:%Y-%m}", due_on, self.people.clerks(row.lead_id), facts=facts)

    # A request that waits

    def waiting(self, request: Request) -> list[Due]:
        """A pending request that waited too long, for those who can release or decide it."""
        due_on = self.calendar.add(request.waiting_since, self.rules.review_working_days)
        if not request.is_pending or due_on > self.on:
            return []
        people = self._deciders(request)
        facts = {"request": request.pk, "kind": request.kind, "since": request.waiting_since.isoformat()}
        return [Due(f"review-{request.pk}-{request.state}", due_on, people, facts=facts)] if people else []

    def _deciders(self, request: Request) -> dict[int, str]:
        if request.state == Request.State.WITH_HEAD:
            return self.people.heads(request.department_id)
        if request.state == Request.State.WITH_LEADER:
            return self.people.leaders(request.commitment.lead_id)
        return {pk: "" for pk in self.people.supervisors if can(self.people.by_id[pk], "decide", request)}

    # Before it is sent

    def why_not(self, reminder: Reminder, requests: dict[int, Request]) -> str:
        """Empty while `reminder` (with its commitment) is still wanted, else why it is dropped."""
        if not reminder.recipient.is_active:
            return LEFT
        row = reminder.commitment
        if reminder.rung.startswith("event-") or row is None:
            return ""
        if reminder.rung.startswith("review-"):
            request = requests.get(reminder.facts.get("request", 0))
            if request is None or not request.is_pending:
                return DONE
            wanted = self.waiting(request)
        else:
            if not row.is_running and row.stage != Stage.COMPLETED:
                return ENDED
            if row.stage not in UNDER_WAY:
                return DONE
            if reminder.deadline_version and reminder.deadline_version != row.deadline_version:
                return OTHER_DEADLINE
            wanted = self.of(row)
        due = next((due for due in wanted if due.rung == reminder.rung), None)
        if due is None:
            series = reminder.rung.split("-")[0]
            same = {"before", "late"} if series in {"before", "late"} else {series}
            return NEWER if any(other.rung.split("-")[0] in same for other in wanted) else DONE
        return "" if reminder.recipient_id in due.people else NOT_HIS


def ladder(on: date, *, by: Rules | None = None) -> Ladder:
    """The ladder of a day, with calendar and people as they stand, by the rules in force or those given; four queries."""
    return Ladder(on, calendar=current(), rules=by or rules(), people=People())


def digest_time(on: date) -> datetime:
    """The instant of the digest hour on the local day `on`."""
    return datetime.combine(on, time(rules().digest_hour), tzinfo=get_current_timezone())


def plan(on: date, *, at: datetime | None = None) -> int:
    """Write what is due on or before the local day `on`; returns how many rows are new.

    `at` is the instant noted on the rows (the digest hour of the day where none is given). A second run, or a
    second planner at the same time, adds nothing. What is planned stands in the recipient's bell at once.
    """
    steps, at = ladder(on), at or digest_time(on)
    written = 0
    for ids in _batches(_commitments_due(steps)):
        written += _write(steps, at, Commitment.objects.filter(pk__in=ids), _of_commitments)
    longest_wait = steps.calendar.add(on, -steps.rules.review_working_days)
    requests = Request.objects.filter(state__in=Request.PENDING, waiting_since__lte=longest_wait)
    requests = requests.exclude(commitment__report__in=Report.objects.filter(lived_until__lt=on))
    for ids in _batches(requests):
        written += _write(steps, at, Request.objects.filter(pk__in=ids).select_related("commitment__lead"), _of_requests)
    PlannedDay.objects.get_or_create(day=on, defaults={"planned_at": at})
    return written


def is_planned(on: date) -> bool:
    """Whether planning has once run to its end for the local day `on`."""
    return PlannedDay.objects.filter(day=on).exists()


def queued(on: date, last: date, *, by: Rules | None = None) -> Iterator[Reminder]:
    """What is written down, due until `last`, not sent and still wanted on the local day `on`. Nothing is written."""
    steps = ladder(on, by=by)
    rows = list(Reminder.objects.waiting(on=last).select_related("commitment", "recipient").order_by("due_on", "pk"))
    asked = {row.facts["request"] for row in rows if row.rung.startswith("review-") and "request" in row.facts}
    requests = Request.objects.select_related("commitment__lead").in_bulk(asked)
    yield from (row for row in rows if not steps.why_not(row, requests))


def forecast(first: date, last: date, *, by: Rules | None = None) -> Iterator[Reminder]:
    """What would be planned on each day from `first` to `last` (unsaved), by the rules in force or those given.

    As things stand: what people do meanwhile is not foreseen. Nothing is written.
    """
    seen: set[Key] = set()
    on = first
    while on <= last:
        steps = ladder(on, by=by)
        at = digest_time(on)
        found: list[_Asked] = []
        for ids in _batches(_commitments_due(steps)):
            found += _missing(_of_commitments(steps, Commitment.objects.filter(pk__in=ids)))
        pending = Request.objects.filter(state__in=Request.PENDING).select_related("commitment__lead")
        found += _missing(_of_requests(steps, pending))
        for asked in found:
            if asked.key not in seen:
                seen.add(asked.key)
                reminder = asked.reminder(at)
                reminder.recipient = steps.people.by_id[reminder.recipient_id]
                yield reminder
        on += DAY


def _commitments_due(steps: Ladder) -> QuerySet[Commitment]:
    """Only what may have a rung today, found by the deadlines' window."""
    horizon = steps.calendar.next_workday(steps.on) + DAY * max(steps.rules.before_rungs, default=0)
    return (
        Commitment.objects.judged(on=steps.on)
        .filter(stage__in=UNDER_WAY)
        .filter(
            Q(deadline__lt=horizon)
            | Q(next_report_on__lte=steps.on)
            | Q(stage=Stage.ASSIGNED, signed_in_on=None, assigned_on__lt=steps.on)
        )
    )


def _batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    last = 0
    while ids := list(rows.order_by("pk").filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


FIELDS = (
    "code", "stage", "lead_id", "kind", "deadline", "deadline_version", "figures_due_on", "assigned_on",
    "signed_in_on", "report_months", "next_report_on", "last_report_on",
)  # fmt: skip
Key = tuple[str, int, str, int]
Asking = Callable[[Ladder, QuerySet[Any]], Iterable[tuple[Commitment, Due]]]


def _of_commitments(steps: Ladder, rows: QuerySet[Commitment]) -> Iterator[tuple[Commitment, Due]]:
    for row in rows.only(*FIELDS).order_by("pk"):
        for due in steps.of(row):
            yield row, due


def _of_requests(steps: Ladder, rows: QuerySet[Request]) -> Iterator[tuple[Commitment, Due]]:
    for request in rows.order_by("pk"):
        for due in steps.waiting(request):
            yield request.commitment, due


def _write(steps: Ladder, at: datetime, rows: QuerySet[Any], asking: Asking) -> int:
    """Write what `rows` ask for and is not written yet; what was dropped and is wanted again waits anew.

    Looks without a lock first – most days most is written. What is missing is decided again under the rows'
    locks: a second planner waits for them, so that each row is counted by the one who wrote it.
    """
    missing = _missing(asking(steps, rows))
    if not missing:
        return 0
    name = "commitment" if rows.model is Request else "pk"
    narrowed = rows.filter(**{f"{name}__in": {asked.commitment.pk for asked in missing}})
    with transaction.atomic():
        missing = _missing(asking(steps, narrowed.select_for_update(of=("self",), no_key=True)))
        Reminder.objects.add(asked.columns(at) for asked in missing if not asked.known)
        again = [asked.reminder(at) for asked in missing if asked.known]
        Reminder.objects.bulk_update(again, ["state", "reason", "digest", "facts", "due_on", "planned_at"], batch_size=BATCH)
    return len(missing)


@dataclass(slots=True)
class _Asked:
    """A reminder before it is a row: a rung of a commitment for one person. `known` is the row once dropped, if any."""

    commitment: Commitment
    due: Due
    person: int
    instead_of: str
    known: int | None = None

    @property
    def key(self) -> Key:
        return self.commitment.stream, self.due.version, self.due.rung, self.person

    def columns(self, at: datetime) -> dict[str, Any]:
        """The columns of its row, planned at the instant `at`."""
        return {
            "item": self.commitment.stream,
            "commitment_id": self.commitment.pk,
            "deadline_version": self.due.version,
            "rung": self.due.rung,
            "recipient_id": self.person,
            "due_on": self.due.due_on,
            "facts": self.due.facts | ({"instead_of": self.instead_of} if self.instead_of else {}),
            "planned_at": at,
        }

    def reminder(self, at: datetime) -> Reminder:
        reminder = Reminder(pk=self.known, **self.columns(at))
        reminder.commitment = self.commitment
        return reminder


def _missing(wanted: Iterable[tuple[Commitment, Due]]) -> list[_Asked]:
    """Of what `wanted` asks for, that which is not on its way or sent."""
    every = (_Asked(row, due, person, instead_of) for row, due in wanted for person, instead_of in due.people.items())
    asked = {each.key: each for each in every}
    if not asked:
        return []
    known = Reminder.objects.filter(
        commitment__in={each.commitment.pk for each in asked.values()}, rung__in={each.due.rung for each in asked.values()}
    )
    for pk, state, item, version, rung, person in known.values_list(
        "pk", "state", "item", "deadline_version", "rung", "recipient"
    ):
        key = (item, version, rung, person)
        if state != DeliveryState.DROPPED:
            asked.pop(key, None)
        elif missing := asked.get(key):
            missing.known = pk
    return list(asked.values())
