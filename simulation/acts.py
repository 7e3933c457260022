"""What people do in the demonstration, each act through the real workflow at its own instant.

An act is called with the year, the instant and plain arguments from the diary; it looks at the item as it stands and
does nothing where the step is not possible any more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from commitments.models import Commitment, Evidence, ReasonCode, Request, Site, Stage, UrgingNote
from commitments.workflow import assigning, deciding, reporting, requests, urging
from commitments.workflow.figures import derives_from_sites
from departments.models import Department

from .calls import NARRATIVES

if TYPE_CHECKING:
    from .year import Year

ACTS: dict[str, Callable[..., None]] = {}
CHECKED = dict.fromkeys(requests.CHECKLIST, True)
SITES_DONE = 17
RETURN_REASONS = ["佐证材料缺验收日期，请补充。", "数量与台账不一致，请核实后重报。", "缺少现场照片。"]


def act(function: Callable[..., None]) -> Callable[..., None]:
    """An act the diary may name."""
    ACTS[function.__name__] = function
    return function


# Assigning


@act
def assign(year: Year, at: datetime, code: str) -> None:
    assigning.assign(year.row(code), actor=year.supervisor, at=at)


@act
def sign_in(year: Year, at: datetime, code: str) -> None:
    row = year.row(code)
    if row.stage == Stage.ASSIGNED:
        assigning.sign_in(row, actor=year.clerk(row), at=at)


@act
def dispute(year: Year, at: datetime, code: str, is_right: bool) -> None:
    row = year.row(code)
    raised = assigning.dispute(row, actor=year.head(row), at=at, reason="该事项主要职责不在我单位（演示）。")
    year.diary.after(localdate(at), 2, "decide_dispute", code, raised.pk, is_right)


@act
def decide_dispute(year: Year, at: datetime, code: str, pk: int, is_right: bool) -> None:
    to = Department.objects.get(code="development-reform") if is_right else None
    raised = year.row(code).disputes.get(pk=pk)
    assigning.decide_dispute(raised, actor=year.second, at=at, decision="经研究确定（演示）。", to=to)
    if is_right:
        year.diary.after(localdate(at), 1, "sign_in", code)


# Reporting


@act
def tell(year: Year, at: datetime, code: str) -> None:
    """A narrative; with a level or a rate its newest figure."""
    row = year.row(code)
    if row.stage != Stage.IN_PROGRESS:
        return
    value = None
    if row.value is not None:
        drift = Decimal(year.random.randrange(-15, 16)) / 100
        value = (row.value * (1 + drift)).quantize(Decimal("0.1"))
    narrative = year.random.choice(NARRATIVES)
    reporting.report_progress(row, actor=year.clerk(row), at=at, value=value, narrative=narrative)


@act
def file_plan(year: Year, at: datetime, code: str) -> None:
    row = year.row(code)
    if row.stage != Stage.IN_PROGRESS or row.value is None:
        return
    months = range(3, 13)
    figures = {date(year.report.year, month, 1): whole(row, row.value * Decimal(month - 2) / 10) for month in months}
    plan = reporting.file_plan(row, figures, actor=year.clerk(row), at=at)
    reporting.release_plan(plan, actor=year.head(row), at=at + timedelta(hours=3))


@act
def reach(year: Year, at: datetime, code: str, share: str) -> None:
    """A count has come so far; one that has reached its number is asked to be completed."""
    row = year.row(code)
    if row.stage != Stage.IN_PROGRESS or row.value is None or derives_from_sites(row):
        return
    value = max(row.current_value or Decimal(0), whole(row, row.value * Decimal(share)))
    reporting.report_progress(row, actor=year.clerk(row), at=at, value=value, narrative="本月累计完成数，详见台账。")
    if value >= row.value:
        ask_completion(year, at + timedelta(hours=2), code, False)


@act
def break_into_sites(year: Year, at: datetime, code: str) -> None:
    """The unit names its sites, and most are finished over the summer."""
    row = year.row(code)
    count = int(row.value or 0)
    names = [f"示例·第{number}学校（{'新建' if number % 3 else '改建'}）" for number in range(1, count + 1)]
    rows = [{"name": name, "department": year.random.choice(year.counties)} for name in names]
    reporting.put_sites(row, rows, actor=year.clerk(row), at=at)
    done = min(count, max(1, count * SITES_DONE // 24))
    for name in year.random.sample(names, done):
        day = date(year.report.year, 6, 1) + timedelta(days=year.random.randrange(130))
        year.diary.on(day, "finish_site", code, name)


@act
def finish_site(year: Year, at: datetime, code: str, name: str) -> None:
    site = Site.objects.select_related("commitment__lead").get(commitment__code=code, name=name)
    actor = year.clerk(site.commitment)
    reporting.update_site(site, actor=actor, at=at, stage=Site.Stage.COMPLETED, note="已竣工验收")


# Completing


@act
def ask_completion(year: Year, at: datetime, code: str, is_returned: bool) -> None:
    """The unit asks, its head releases, the review follows within the week."""
    if asked := _ask(year, at, code):
        day = localdate(at)
        year.diary.after(day, 1, "release", code, asked.pk)
        year.diary.after(day, year.random.randrange(2, 6), "return_it" if is_returned else "complete", code, asked.pk)


@act
def ask_and_wait(year: Year, at: datetime, code: str, is_with_head: bool) -> None:
    """Asked in the last days: on the last day it still lies on the head's or the reviewer's desk."""
    asked = _ask(year, at, code)
    if asked and not is_with_head:
        year.diary.after(localdate(at), 1, "release", code, asked.pk)


def _ask(year: Year, at: datetime, code: str) -> Request | None:
    row, day = year.row(code), localdate(at)
    if row.stage != Stage.IN_PROGRESS:
        return None
    proof = Evidence(url=f"https://evidence.example.invalid/{code}", shows="竣工验收材料（演示）", dated_on=day)
    return requests.ask_completion(
        row, actor=year.clerk(row), at=at, completed_on=day, evidence=[proof], note="任务已完成，申请办结。"
    )


@act
def release(year: Year, at: datetime, code: str, pk: int) -> None:
    asked = year.request(pk)
    if asked.state == Request.State.WITH_HEAD:
        requests.release(asked, actor=year.head(asked.commitment), at=at)


@act
def return_it(year: Year, at: datetime, code: str, pk: int) -> None:
    """Something is missing; the unit mends it and asks again."""
    asked = year.request(pk)
    reason = year.random.choice(RETURN_REASONS)
    requests.send_back(asked, actor=year.reviewer(asked.commitment), at=at, reason=reason, checklist=CHECKED | {"form": False})
    year.diary.after(localdate(at), year.random.randrange(3, 8), "ask_completion", code, False)


@act
def complete(year: Year, at: datetime, code: str, pk: int) -> None:
    asked = year.request(pk)
    requests.complete(asked, actor=year.reviewer(asked.commitment), at=at, checklist=CHECKED)


# Deadlines


@act
def pull_forward(year: Year, at: datetime, code: str, deadline: str) -> None:
    row = year.row(code)
    if row.stage in {Stage.ASSIGNED, Stage.IN_PROGRESS}:
        reason = "市政府常务会议要求提前完成（演示）"
        deciding.set_deadline(row, actor=year.supervisor, at=at, deadline=date.fromisoformat(deadline), reason=reason)


@act
def ask_extension(year: Year, at: datetime, code: str, is_refused: bool) -> None:
    row, day = year.row(code), localdate(at)
    if row.stage != Stage.IN_PROGRESS or row.deadline < day:
        return
    past_year = row.deadline.month == 12
    new = date(row.deadline.year + 1, 1, 28) if past_year else row.deadline + timedelta(days=45)
    asked = requests.ask_extension(
        row,
        actor=year.clerk(row),
        at=at,
        new_deadline=new,
        reason_code=ReasonCode.RESOURCES,
        reason="用地手续办理时间长于预期（演示）。",
    )
    year.diary.after(day, 1, "release", code, asked.pk)
    year.diary.after(day, 4, "decide", code, asked.pk, is_refused)


@act
def decide(year: Year, at: datetime, code: str, pk: int, is_refused: bool) -> None:
    """The supervisor or the leader decides what waits."""
    asked = year.request(pk)
    if not asked.is_pending:
        return
    row = asked.commitment
    by = year.leader(row) if asked.state == Request.State.WITH_LEADER else year.reviewer(row)
    if is_refused:
        requests.send_back(asked, actor=by, at=at, reason="不影响总体进度，请按原时限完成。")
    else:
        requests.grant(asked, actor=by, at=at, decision="同意（演示）。")


@act
def propose_pause(year: Year, at: datetime, code: str, what: str) -> None:
    """A supervisor proposes to suspend or cancel; merging is his own step."""
    row = year.row(code)
    if row.stage != Stage.IN_PROGRESS:
        return
    if what == "merge":
        into = Commitment.objects.filter(report=year.report, section=row.section, stage=Stage.IN_PROGRESS)
        other = into.exclude(pk=row.pk).order_by("code").first()
        if other:
            deciding.merge(row, actor=year.supervisor, at=at, into=other, reason="与该事项内容重复（演示）。")
        return
    kind = Request.Kind.CANCELLATION if what == "cancel" else Request.Kind.SUSPENSION
    asked = requests.ask_pause(row, kind, actor=year.supervisor, at=at, reason="上级政策调整，暂缓实施（演示）。")
    year.diary.after(localdate(at), 3, "decide", code, asked.pk, False)
    if what == "resume":
        year.diary.after(localdate(at), 25, "resume", code)


@act
def resume(year: Year, at: datetime, code: str) -> None:
    row = year.row(code)
    if row.stage == Stage.SUSPENDED:
        deciding.resume(row, actor=year.leader(row), at=at, reason="条件已具备，恢复推进（演示）。")


# Urging


@act
def urge(year: Year, at: datetime) -> None:
    """The oldest overdue items are urged; the units answer two working days later."""
    day = localdate(at)
    late = list(Commitment.objects.filter(report=year.report).overdue(on=day).order_by("deadline", "code")[:6])
    if not late:
        return
    for note in urging.urge(late, actor=year.supervisor, at=at, demand="请说明原因并明确完成时间（演示）。"):
        year.diary.after(day, 2, "reply", note.pk)


@act
def reply(year: Year, at: datetime, pk: int) -> None:
    note = UrgingNote.objects.select_related("department").get(pk=pk)
    urging.reply(note, actor=year.clerk_of(note.department_id), at=at, text="已安排专人推进（演示）。")


def whole(row: Commitment, value: Any) -> Decimal:
    """Whole pieces where the unit counts pieces; one decimal where it is in 万 or 亿."""
    return value.quantize(Decimal("0.1")) if row.unit[:1] in "万亿" else value.to_integral_value()
