"""A year lived through the real services: what clerks, heads, supervisors, leaders and the hotline would do.

Nothing here writes a table; every step is a workflow function at its own instant, so history, lights and
reminders are those of real use. One seed gives one year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from commitments import deadlines
from commitments.models import Commitment, Evidence, Kind, Measure, ReasonCode, Report, Request, Site, Stage, UrgingNote
from commitments.rules import rules
from commitments.workflow import assigning, deciding, reporting, requests, urging
from commitments.workflow.figures import derives_from_sites
from departments.models import Department, Role, User
from history import ledger
from hotline import workflow as hotline
from hotline.models import Link, WorkOrder
from workdays.calendar import current

from .calls import CALLS, ELSEWHERE, NARRATIVES, SUMMARIES

LOCAL = ZoneInfo(settings.TIME_ZONE)
CHECKED = dict.fromkeys(requests.CHECKLIST, True)
PULLED_FORWARD = 24  # deliverables the city wants earlier than the year's end
WORK_ORDERS = 330
LINKED = 75


class Year:
    """The simulated year of one report, up to and including `until`."""

    def __init__(self, report: Report, *, seed: int, until: date) -> None:
        self.report, self.random, self.until = report, Random(seed), until
        self.calendar = current()
        self.days: dict[date, list[Callable[[datetime], object]]] = defaultdict(list)
        self.people = {(p.role, p.department_id, p.post_id): p for p in User.objects.active().order_by("-pk")}
        self.supervisor = User.objects.get(username="supervisor")
        self.second = User.objects.get(username="supervisor-2")
        self.agent = User.objects.get(username="hotline")
        self.agent_lead = User.objects.get(username="hotline_lead")
        self.rows = list(Commitment.objects.filter(report=report, stage=Stage.DRAFT).select_related("lead"))
        self.counties = [unit for unit in Department.objects.all() if unit.is_local]

    # People

    def clerk(self, row: Commitment) -> User:
        return self.people[Role.CLERK, row.lead_id, None]

    def head(self, row: Commitment) -> User:
        return self.people[Role.HEAD, row.lead_id, None]

    def leader(self, row: Commitment) -> User:
        return self.people[Role.LEADER, None, row.lead.post_id if row.lead else None]

    # The year

    def live(self, *, each_week: Callable[[date, datetime], object] | None = None) -> int:
        """Live day by day; returns how many steps were taken. `each_week` plans and sends reminders."""
        self._plan()
        start, taken = min(self.days), 0
        day = start
        while day <= self.until:
            for minute, act in enumerate(self.days.pop(day, [])):
                act(self._instant(day, minute))
                taken += 1
            if each_week and self.calendar.is_workday(day) and day.weekday() in {0, 3}:
                each_week(day, self._instant(day, 0))
            if day.day == 1:
                ledger.seal_day(day)
            day += timedelta(days=1)
        return taken

    def _instant(self, day: date, minute: int) -> datetime:
        return datetime.combine(day, time(8, 30), LOCAL) + timedelta(seconds=50 * minute)

    def on(self, day: date, act: Callable[[datetime], object]) -> None:
        """Let `act` happen on `day`, or on the working day after it."""
        self.days[day if self.calendar.is_workday(day) else self.calendar.next_workday(day)].append(act)

    def _plan(self) -> None:
        assigned = date(self.report.year, 2, 3)
        pulled = [row for row in self.rows if row.kind == Kind.DELIVERABLE and row.deadline.month == 12]
        early = set(self.random.sample([row.pk for row in pulled], min(PULLED_FORWARD, len(pulled))))
        for row in self.rows:
            self.on(assigned, partial(self._assign, row))
            sign_in = self.calendar.add(assigned, self.random.choice([1, 1, 1, 2, 3, 5]))
            self.on(sign_in, partial(self._sign_in, row))
            self._reports(row, sign_in)
            if row.pk in early:
                self._pull_forward(row)
            elif row.measure == Measure.COUNT:
                self._count(row, sign_in)
            elif row.kind == Kind.DELIVERABLE and self.random.random() < 0.35:
                self._finish(row, self._day(date(self.report.year, 5, 10), 150))
        self._disputes(assigned)
        self._extensions()
        self._urging()
        self._calls()

    def _day(self, start: date, span: int) -> date:
        return start + timedelta(days=self.random.randrange(span))

    def _assign(self, row: Commitment, at: datetime) -> None:
        assigning.assign(row, actor=self.supervisor, at=at)

    def _sign_in(self, row: Commitment, at: datetime) -> None:
        row.refresh_from_db()
        if row.stage == Stage.ASSIGNED:
            assigning.sign_in(row, actor=self.clerk(row), at=at)

    def _reports(self, row: Commitment, start: date) -> None:
        """Narratives each month (ongoing: quarter); a few forget one."""
        due = deadlines.next_report_after(row.kind, start, rules())
        while due <= self.until:
            if self.random.random() < 0.93:
                day = due - timedelta(days=self.random.randrange(1, 9))
                if row.measure != Measure.COUNT:
                    self.on(day, partial(self._tell, row))
            due = deadlines.report_due_after(row.kind, due, rules())

    def _tell(self, row: Commitment, at: datetime) -> None:
        row.refresh_from_db()
        if row.stage != Stage.IN_PROGRESS:
            return
        value = None
        if row.value is not None:
            drift = Decimal(self.random.randrange(-15, 16)) / 100
            value = (row.value * (1 + drift)).quantize(Decimal("0.1"))
        reporting.report_progress(
            row, actor=self.clerk(row), at=at, value=value,
            narrative=self.random.choice(NARRATIVES),
        )  # fmt: skip

    def _count(self, row: Commitment, signed: date) -> None:
        """A count grows month by month along its own pace; some units file a plan."""
        pace = self.random.choice([0.55, 0.8, 0.95, 1.0, 1.0, 1.05, 1.25])
        if row.title.startswith("新改建中小学"):
            self._sites(row, signed)
            return
        if row.per_county or row.sites.exists():
            return
        if self.random.random() < 0.6:
            filed = self.calendar.add(signed, self.random.randrange(2, 9))
            self.on(filed, partial(self._file_plan, row))
        for month in range(3, 13):
            share = min(1.0, max(0.0, (month - 2) / 10 * pace + self.random.uniform(-0.03, 0.03)))
            day = date(self.report.year, month, self.random.randrange(18, 25))
            self.on(day, partial(self._reach, row, share))

    def _file_plan(self, row: Commitment, at: datetime) -> None:
        row.refresh_from_db()
        if row.stage != Stage.IN_PROGRESS or row.value is None:
            return
        figures = {}
        for month in range(3, 13):
            share = Decimal(month - 2) / 10
            figures[date(self.report.year, month, 1)] = _whole(row, row.value * share)
        plan = reporting.file_plan(row, figures, actor=self.clerk(row), at=at)
        reporting.release_plan(plan, actor=self.head(row), at=at + timedelta(hours=3))

    def _reach(self, row: Commitment, share: float, at: datetime) -> None:
        row.refresh_from_db()
        if row.stage != Stage.IN_PROGRESS or row.value is None or derives_from_sites(row):
            return
        value = max(row.current_value or Decimal(0), _whole(row, row.value * Decimal(str(round(share, 3)))))
        reporting.report_progress(row, actor=self.clerk(row), at=at, value=value, narrative="本月累计完成数，详见台账。")
        row.refresh_from_db()
        if value >= row.value:
            self._ask_completion(row, at + timedelta(days=0, hours=2))

    def _sites(self, row: Commitment, signed: date) -> None:
        names = [f"示例·第{n}学校（{'新建' if n % 3 else '改建'}）" for n in range(1, int(row.value or 0) + 1)]
        sites = [{"name": name, "department": self.random.choice(self.counties)} for name in names]
        self.on(self.calendar.add(signed, 4), lambda at: reporting.put_sites(row, sites, actor=self.clerk(row), at=at))
        for name in self.random.sample(names, 17):
            day = self._day(date(self.report.year, 6, 1), 130)
            self.on(day, partial(self._finish_site, row, name))

    def _finish_site(self, row: Commitment, name: str, at: datetime) -> None:
        site = Site.objects.select_related("commitment__lead").get(commitment=row, name=name)
        reporting.update_site(site, actor=self.clerk(row), at=at, stage=Site.Stage.COMPLETED, note="已竣工验收")

    def _pull_forward(self, row: Commitment) -> None:
        """The city wants it by summer: some are in time, some late."""
        deadline = self.random.choice(
            [date(self.report.year, 6, 30), date(self.report.year, 7, 30), date(self.report.year, 8, 31)]
        )
        self.on(
            date(self.report.year, 3, 15),
            lambda at: self._if_running(row, lambda: deciding.set_deadline(
                row, actor=self.supervisor, at=at, deadline=deadline, reason="市政府常务会议要求提前完成（演示）"
            )),
        )  # fmt: skip
        late = self.random.random() < 0.55
        span = self.random.randrange(8, 40) if late else -self.random.randrange(3, 30)
        self._finish(row, deadline + timedelta(days=span))

    def _finish(self, row: Commitment, day: date) -> None:
        self.on(day, lambda at: self._ask_completion(row, at))

    def _if_running(self, row: Commitment, act: Callable[[], object]) -> None:
        row.refresh_from_db()
        if row.stage in {Stage.ASSIGNED, Stage.IN_PROGRESS}:
            act()

    def _ask_completion(self, row: Commitment, at: datetime, *, again: bool = False) -> None:
        row.refresh_from_db()
        if row.stage != Stage.IN_PROGRESS:
            return
        day = at.astimezone(LOCAL).date()
        proof = Evidence(url=f"https://evidence.example.invalid/{row.code}", shows="竣工验收材料（演示）", dated_on=day)
        request = requests.ask_completion(
            row, actor=self.clerk(row), at=at, completed_on=day, evidence=[proof], note="任务已完成，申请办结。"
        )
        self.on(self.calendar.add(day, 1), lambda at: requests.release(request, actor=self.head(row), at=at))
        returned = not again and self.random.random() < 0.3
        self.on(
            self.calendar.add(day, self.random.randrange(2, 6)),
            (lambda at: self._return(row, request, at)) if returned else (lambda at: self._complete(row, request, at)),
        )

    def _reviewer(self, row: Commitment) -> User:
        return self.second if row.lead_id == self.supervisor.department_id else self.supervisor

    def _return(self, row: Commitment, request: Request, at: datetime) -> None:
        request.refresh_from_db()
        reason = self.random.choice(["佐证材料缺验收日期，请补充。", "数量与台账不一致，请核实后重报。", "缺少现场照片。"])
        requests.send_back(request, actor=self._reviewer(row), at=at, reason=reason, checklist=CHECKED | {"form": False})
        self._finish_again(row, at)

    def _finish_again(self, row: Commitment, at: datetime) -> None:
        day = self.calendar.add(at.astimezone(LOCAL).date(), self.random.randrange(3, 8))
        self.on(day, lambda at: self._ask_completion(row, at, again=True))

    def _complete(self, row: Commitment, request: Request, at: datetime) -> None:
        request.refresh_from_db()
        requests.complete(request, actor=self._reviewer(row), at=at, checklist=CHECKED)

    def _disputes(self, assigned: date) -> None:
        rows = [row for row in self.rows if row.lead and row.lead.code in {"state-assets", "big-data", "civil-affairs"}]
        for number, row in enumerate(self.random.sample(rows, min(3, len(rows)))):
            self.on(self.calendar.add(assigned, 1), partial(self._dispute, row, number))

    def _dispute(self, row: Commitment, number: int, at: datetime) -> None:
        raised = assigning.dispute(row, actor=self.head(row), at=at, reason="该事项主要职责不在我单位（演示）。")
        day = self.calendar.add(at.astimezone(LOCAL).date(), 2)
        to = Department.objects.get(code="development-reform") if number == 0 else None
        self.on(
            day, lambda at: assigning.decide_dispute(raised, actor=self.second, at=at, decision="经研究确定（演示）。", to=to)
        )

    def _extensions(self) -> None:
        rows = [row for row in self.rows if row.kind != Kind.ONGOING]
        for number, row in enumerate(self.random.sample(rows, min(14, len(rows)))):
            day = self._day(date(self.report.year, 4, 10), 120)
            self.on(day, partial(self._extension, row, number))

    def _extension(self, row: Commitment, number: int, at: datetime) -> None:
        row.refresh_from_db()
        day = at.astimezone(LOCAL).date()
        if row.stage != Stage.IN_PROGRESS or row.deadline < day:
            return
        past_year = row.deadline.month == 12
        new = date(self.report.year + 1, 1, 28) if past_year else row.deadline + timedelta(days=45)
        request = requests.ask_extension(
            row, actor=self.clerk(row), at=at, new_deadline=new, reason_code=ReasonCode.RESOURCES,
            reason="用地手续办理时间长于预期（演示）。",
        )  # fmt: skip
        self.on(self.calendar.add(day, 1), lambda at: self._release_extension(request, row, at))
        self.on(self.calendar.add(day, 4), lambda at: self._decide_extension(request, row, number, at))

    def _release_extension(self, request: Request, row: Commitment, at: datetime) -> None:
        self._while_working(row, lambda: requests.release(request, actor=self.head(row), at=at))

    def _decide_extension(self, request: Request, row: Commitment, number: int, at: datetime) -> None:
        request.refresh_from_db()
        if request.state not in {Request.State.WITH_SUPERVISOR, Request.State.WITH_LEADER}:
            return
        by = self.leader(row) if request.state == Request.State.WITH_LEADER else self._reviewer(row)
        if number % 3 == 0:
            requests.send_back(request, actor=by, at=at, reason="不影响总体进度，请按原时限完成。")
        else:
            self._while_working(row, lambda: requests.grant(request, actor=by, at=at, decision="同意延期（演示）。"))

    def _while_working(self, row: Commitment, act: Callable[[], object]) -> None:
        row.refresh_from_db()
        if row.stage == Stage.IN_PROGRESS:
            act()

    def _urging(self) -> None:
        for month in range(5, 13):
            self.on(date(self.report.year, month, 8), lambda at: self._urge(at))

    def _urge(self, at: datetime) -> None:
        late = list(Commitment.objects.filter(report=self.report).overdue(on=at.astimezone(LOCAL).date())[:6])
        if not late:
            return
        notes = urging.urge(late, actor=self.supervisor, at=at, demand="请说明原因并明确完成时间（演示）。")
        for note in notes:
            person = self.people[Role.CLERK, note.department_id, None]
            day = self.calendar.add(at.astimezone(LOCAL).date(), 2)
            self.on(day, partial(self._reply, note, person))

    def _reply(self, note: UrgingNote, person: User, at: datetime) -> None:
        urging.reply(note, actor=person, at=at, text="已安排专人推进（演示）。")

    # The hotline

    def _calls(self) -> None:
        start = date(self.report.year, 3, 1)
        span = max(1, (self.until - start).days - 1)
        known = [row for row in self.rows if row.category in CALLS]
        chosen = set(self.random.sample(range(WORK_ORDERS), LINKED))
        for number in range(WORK_ORDERS):
            day = start + timedelta(days=self.random.randrange(span))
            row = self.random.choice(known) if number in chosen else None
            self.on(day, partial(self._call, row))
        for back in (12, 9, 6, 3):
            self.on(self.until - timedelta(days=back), self._contest)

    def _call(self, row: Commitment | None, at: datetime) -> None:
        text = self.random.choice(CALLS[row.category] if row else ELSEWHERE)
        order = self._take_down(text, at)
        if row is None:
            return
        row.refresh_from_db()
        kind = self.random.choice([Link.Kind.DELAY, Link.Kind.DELAY, Link.Kind.ASKS, Link.Kind.QUALITY])
        if row.stage not in {Stage.DRAFT, Stage.MERGED}:
            self._link(order, row, kind, at)

    def _take_down(self, text: str, at: datetime) -> WorkOrder:
        county = self.random.choice(self.counties)
        return hotline.take_down(
            actor=self.agent, at=at, text=f"{county.short_name}市民：{text}", county=county,
            channel=self.random.choice([WorkOrder.Channel.PHONE] * 6 + [WorkOrder.Channel.APP, WorkOrder.Channel.WECHAT]),
            nature=self.random.choice([WorkOrder.Nature.COMPLAINT, WorkOrder.Nature.REQUEST, WorkOrder.Nature.ENQUIRY]),
        )  # fmt: skip

    def _link(self, order: WorkOrder, row: Commitment, kind: str, at: datetime) -> Link:
        hotline.release_summary(order, actor=self.agent, at=at, summary=SUMMARIES[kind])
        link = hotline.link(order, row, actor=self.agent, at=at, kind=kind)
        decided = self.random.random()
        if kind == Link.Kind.DISPUTE or decided < 0.75:
            hotline.confirm(link, actor=self.agent_lead, at=at)
        elif decided > 0.92:
            hotline.reject(link, actor=self.agent_lead, at=at)
        return link

    def _contest(self, at: datetime) -> None:
        """Somebody calls about a completed item: it is not so."""
        done = list(Commitment.objects.filter(report=self.report, stage=Stage.COMPLETED, is_contested=False)[:40])
        if done:
            row = self.random.choice(done)
            order = self._take_down(f"听说“{row.title}”已经完成，可我们这里还没弄好。", at)
            self._link(order, row, Link.Kind.DISPUTE, at)


def _whole(row: Commitment, value: Decimal) -> Decimal:
    """Whole pieces where the unit counts pieces; one decimal where it is in 万 or 亿."""
    return value.quantize(Decimal("0.1")) if row.unit[:1] in "万亿" else value.to_integral_value()
