"""A year lived through the real services: what clerks, heads, supervisors, leaders and the hotline would do.

Nothing here writes a table of another room; every step is a workflow function at its own instant, so history, lights
and reminders are those of real use. One seed gives one year. The steps are committed in small lots together with the
diary, so a year that was stopped goes on where it was, and people can use the house meanwhile.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction

from board import daycounts
from commitments import channels, lights, offering, outbox, reminders
from commitments.models import Commitment, Report, Request, Stage
from commitments.workflow.table import Refusal
from departments.access import Denied
from departments.models import Department, Role, User
from history import ledger
from house.errors import Refused
from workdays.calendar import current

from . import callers, publishing  # noqa: F401 - their acts join ACTS
from .acts import ACTS
from .diary import Diary, Entry, dice
from .models import SimulatedYear
from .plot import Plot

log = structlog.get_logger(__name__)
LOCAL = ZoneInfo(settings.TIME_ZONE)
LOT = 40  # steps to a transaction: a person's own write waits no longer than that


class Year:
    """The simulated year of one report, from its diary."""

    def __init__(self, kept: SimulatedYear) -> None:
        self.kept, self.report = kept, kept.report
        self.calendar = current()
        self.random = dice(kept.seed, kept.random)
        self.diary = Diary(self.calendar, self.random, kept.pages)
        self.people = {(p.role, p.department_id, p.post_id): p for p in User.objects.active().order_by("-pk")}
        by_name = User.objects.in_bulk(["supervisor", "supervisor-2", "hotline", "hotline_lead"], field_name="username")
        self.supervisor, self.second = by_name["supervisor"], by_name["supervisor-2"]
        self.agent, self.agent_lead = by_name["hotline"], by_name["hotline_lead"]
        self.counties = [unit for unit in Department.objects.all() if unit.is_local]

    # Looking things up, as they stand now

    def row(self, code: str) -> Commitment:
        return Commitment.objects.select_related("lead", "report").get(code=code)

    def request(self, pk: int) -> Request:
        return Request.objects.select_related("commitment__lead", "commitment__report").get(pk=pk)

    def clerk(self, row: Commitment) -> User:
        return self.clerk_of(row.lead_id)

    def clerk_of(self, unit: int | None) -> User:
        return self.people[Role.CLERK, unit, None]

    def head(self, row: Commitment) -> User:
        return self.people[Role.HEAD, row.lead_id, None]

    def leader(self, row: Commitment) -> User:
        return self.people[Role.LEADER, None, row.lead.post_id if row.lead else None]

    def reviewer(self, row: Commitment) -> User:
        """Nobody reviews what his own office reported."""
        return self.second if row.lead_id == self.supervisor.department_id else self.supervisor

    # Living

    def live(self) -> None:
        """Go on day by day until `kept.until`."""
        with offering.held():
            self._live()

    def _live(self) -> None:
        kept = self.kept
        while kept.day <= kept.until:
            day = kept.day
            self._live_until(day)
            if self.calendar.is_workday(day) and day < kept.until:  # the last day is left to the running house
                self._remind(day)
            while entries := self.diary.take(day, LOT):
                with transaction.atomic():
                    for entry in entries:
                        self._act(entry, self._next_instant(day))
                    self._keep()
            self._close(day)
            kept.day += timedelta(days=1)
            kept.minute = 0
            self._keep()
        self._live_until(None)
        lights.refresh(kept.until)
        daycounts.fill(self.report, kept.until)

    def _act(self, entry: Entry, at: datetime) -> None:
        """One step; somebody at work in the house may have made it impossible meanwhile."""
        act, *arguments = entry
        try:
            with transaction.atomic():
                ACTS[act](self, at, *arguments)
        except (Refusal, Denied) as refusal:
            self.kept.skipped += 1
            log.info("step not taken", act=act, arguments=arguments, why=str(refusal))

    def _remind(self, day: date) -> None:
        """The digest hour of the day: what is due is written down and goes out."""
        at = reminders.digest_time(day)
        reminders.plan(day, at=at)
        outbox.send(at=at, on=day, fleet=channels.Fleet(only=channels.Nowhere()))

    def _close(self, day: date) -> None:
        """What happens after the last step of a day."""
        if day.day == 1:
            ledger.seal_day(day)

    def _next_instant(self, day: date) -> datetime:
        """Steps of a day follow each other from half past eight on, 25 seconds apart."""
        self.kept.steps += 1
        self.kept.minute += 1
        return datetime.combine(day, time(8, 30), LOCAL) + timedelta(seconds=25 * self.kept.minute)

    def _live_until(self, day: date | None) -> None:
        """Until the year is complete nothing of it is judged or reminded of past the day being lived."""
        Report.objects.filter(pk=self.report.pk).update(lived_until=day)

    def _keep(self) -> None:
        self.kept.pages, self.kept.random = self.diary.pages, self.diary.random_state()
        self.kept.save()


def begin(report: Report, *, seed: int, until: date) -> SimulatedYear:
    """The year of `report` as it is kept: a new one with its plot written, or the one begun before, to go on until `until`.

    Raises `Refused` where people have worked on the report, or another seed was lived.
    """
    kept = SimulatedYear.objects.filter(report=report).select_related("report").first()
    if kept:
        if kept.seed != seed:
            raise Refused(f"the year of “{report.slug}” is simulated already, with seed {kept.seed}")
        kept.until = max(kept.until, until)
        return kept
    if report.commitments.exclude(stage=Stage.DRAFT).exists():
        raise Refused(f"people have worked on “{report.slug}”; a simulation would mix with what they did")
    rows = list(report.commitments.select_related("lead").order_by("code"))
    if not rows:
        raise Refused(f"report “{report.slug}” has no commitments; run load_registry first")
    diary = Diary(current(), dice(seed))
    first = Plot(report, rows, diary, until=until).write()
    with transaction.atomic():
        report.is_demo = True
        report.save(update_fields=["is_demo"])
        return SimulatedYear.objects.create(
            report=report, seed=seed, until=until, day=first, pages=diary.pages, random=diary.random_state()
        )
