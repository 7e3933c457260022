"""What callers and the hotline do in the demonstration."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from commitments.models import Commitment, Stage
from departments.models import Department
from hotline import workflow as hotline
from hotline.models import Handling, Link, WorkOrder

from .acts import act
from .calls import ANSWER, CALLS, ELSEWHERE, REPLY, SUMMARIES

if TYPE_CHECKING:
    from .year import Year

KINDS = [Link.Kind.DELAY, Link.Kind.DELAY, Link.Kind.ASKS, Link.Kind.QUALITY]
CHANNELS = [WorkOrder.Channel.PHONE] * 6 + [WorkOrder.Channel.APP, WorkOrder.Channel.WECHAT]
NATURES = [WorkOrder.Nature.COMPLAINT, WorkOrder.Nature.REQUEST, WorkOrder.Nature.ENQUIRY]
LINKABLE = (Stage.IN_PROGRESS, Stage.ASSIGNED, Stage.COMPLETION_REQUESTED, Stage.COMPLETED)


@act
def call(year: Year, at: datetime, code: str) -> None:
    """Somebody calls; where it is about a promise the agent links it. Then it is answered at once or sent to a unit."""
    row = year.row(code) if code else None
    if row is None:
        text, unit, answer = year.random.choice(ELSEWHERE)
        order = _take_down(year, at, text)
        if unit:
            order = hotline.release_summary(order, actor=year.agent, at=at, summary=f"市民反映：{text}")
            _send(year, at, order, Department.objects.get(code=unit), answer)
        else:
            hotline.answer_directly(order, actor=year.agent, at=at, text=answer)
        return
    order = _take_down(year, at, year.random.choice(CALLS[row.category]))
    if row.stage in LINKABLE:
        order = _link(year, at, order, row, year.random.choice(KINDS))
    if row.lead and order.is_released and year.random.random() < 0.7:
        _send(year, at, order, row.lead, REPLY)
    else:
        hotline.answer_directly(order, actor=year.agent, at=at, text=ANSWER)


@act
def contest(year: Year, at: datetime) -> None:
    """Somebody calls about a completed item: it is not so."""
    done = Commitment.objects.filter(report=year.report, stage=Stage.COMPLETED, is_contested=False).order_by("code")
    if rows := list(done[:40]):
        row = year.random.choice(rows)
        order = _take_down(year, at, f"听说“{row.title}”已经完成，可我们这里还没弄好。")
        _link(year, at, order, row, Link.Kind.DISPUTE)


def _send(year: Year, at: datetime, order: WorkOrder, unit: Department, answer: str) -> None:
    hotline.dispatch(order, unit, actor=year.agent, at=at)
    year.diary.after(localdate(at), 1, "sign_order", order.pk, answer)


@act
def sign_order(year: Year, at: datetime, pk: int, answer: str) -> None:
    """The unit signs for it and, days later, replies; now and then it comes too late, or says first that it is not its own."""
    handling = _with_unit(pk)
    if not handling.is_designated and year.random.random() < 0.06:
        hotline.ask_return(handling, actor=year.clerk_of(handling.unit_id), at=at, reason="不属于我单位职责（演示）。")
        year.diary.after(localdate(at), 1, "uphold_order", pk, answer)
        return
    hotline.sign_for(handling, actor=year.clerk_of(handling.unit_id), at=at)
    year.diary.after(localdate(at), year.random.choice([1, 2, 2, 3, 4, 7]), "reply_order", pk, answer)


@act
def uphold_order(year: Year, at: datetime, pk: int, answer: str) -> None:
    hotline.uphold(_order(pk), actor=year.agent_lead, at=at, reason="经核实属你单位职责（演示）。")
    year.diary.after(localdate(at), 2, "reply_order", pk, answer)


@act
def reply_order(year: Year, at: datetime, pk: int, answer: str) -> None:
    handling = _with_unit(pk)
    hotline.reply(handling, actor=year.clerk_of(handling.unit_id), at=at, text=answer)
    year.diary.after(localdate(at), 1, "pass_order", pk, answer)


@act
def pass_order(year: Year, at: datetime, pk: int, answer: str) -> None:
    if year.random.random() < 0.08:
        hotline.send_back(_order(pk), actor=year.agent_lead, at=at, reason="未说明完成时间，请补充（演示）。")
        year.diary.after(localdate(at), 2, "reply_order", pk, answer)
        return
    hotline.pass_reply(_order(pk), actor=year.agent_lead, at=at)
    year.diary.after(localdate(at), 1, "ring_back", pk, answer)


@act
def ring_back(year: Year, at: datetime, pk: int, answer: str) -> None:
    """The agent asks the caller; who is neither helped nor satisfied is helped again."""
    dice = year.random.random()
    solved, satisfied = dice < 0.8, dice < 0.88
    order = hotline.call_back(_order(pk), actor=year.agent, at=at, reached=dice < 0.96, solved=solved, satisfied=satisfied)
    if order.callback == WorkOrder.Callback.NEITHER:
        hotline.redo(order, actor=year.agent, at=at, reason="来电人不满意，请重新办理（演示）。")
        year.diary.after(localdate(at), 1, "sign_order", pk, answer)
    elif solved:
        hotline.close(order, actor=year.agent, at=at, kind=WorkOrder.CloseKind.SOLVED)
    else:
        hotline.close(order, actor=year.agent, at=at, kind=WorkOrder.CloseKind.EXPLAINED, reason="已解释说明（演示）。")


def _order(pk: int) -> WorkOrder:
    return WorkOrder.objects.get(pk=pk)


def _with_unit(pk: int) -> Handling:
    return Handling.objects.select_related("order").get(order=pk, ended_at=None)


def _take_down(year: Year, at: datetime, text: str) -> WorkOrder:
    county = year.random.choice(year.counties)
    return hotline.take_down(
        actor=year.agent,
        at=at,
        text=f"{county.short_name}市民：{text}",
        county=county,
        channel=year.random.choice(CHANNELS),
        nature=year.random.choice(NATURES),
    )


def _link(year: Year, at: datetime, order: WorkOrder, row: Commitment, kind: str) -> WorkOrder:
    order = hotline.release_summary(order, actor=year.agent, at=at, summary=SUMMARIES[kind])
    link = hotline.link(order, row, actor=year.agent, at=at, kind=kind)
    decided = year.random.random()
    if kind == Link.Kind.DISPUTE or decided < 0.75:
        hotline.confirm(link, actor=year.agent_lead, at=at)
    elif decided > 0.95:
        hotline.reject(link, actor=year.agent_lead, at=at)
    return order
