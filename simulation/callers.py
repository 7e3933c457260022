"""What callers and the hotline do in the demonstration."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from commitments.models import Commitment, Stage
from hotline import workflow as hotline
from hotline.models import Link, WorkOrder

from .acts import act
from .calls import CALLS, ELSEWHERE, SUMMARIES

if TYPE_CHECKING:
    from .year import Year

KINDS = [Link.Kind.DELAY, Link.Kind.DELAY, Link.Kind.ASKS, Link.Kind.QUALITY]
CHANNELS = [WorkOrder.Channel.PHONE] * 6 + [WorkOrder.Channel.APP, WorkOrder.Channel.WECHAT]
NATURES = [WorkOrder.Nature.COMPLAINT, WorkOrder.Nature.REQUEST, WorkOrder.Nature.ENQUIRY]
LINKABLE = (Stage.IN_PROGRESS, Stage.ASSIGNED, Stage.COMPLETION_REQUESTED, Stage.COMPLETED)


@act
def call(year: Year, at: datetime, code: str) -> None:
    """Somebody calls; where it is about a promise the agent links it."""
    row = year.row(code) if code else None
    order = _take_down(year, at, year.random.choice(CALLS[row.category] if row else ELSEWHERE))
    if row and row.stage in LINKABLE:
        _link(year, at, order, row, year.random.choice(KINDS))


@act
def contest(year: Year, at: datetime) -> None:
    """Somebody calls about a completed item: it is not so."""
    done = Commitment.objects.filter(report=year.report, stage=Stage.COMPLETED, is_contested=False).order_by("code")
    if rows := list(done[:40]):
        row = year.random.choice(rows)
        order = _take_down(year, at, f"听说“{row.title}”已经完成，可我们这里还没弄好。")
        _link(year, at, order, row, Link.Kind.DISPUTE)


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


def _link(year: Year, at: datetime, order: WorkOrder, row: Commitment, kind: str) -> None:
    hotline.release_summary(order, actor=year.agent, at=at, summary=SUMMARIES[kind])
    link = hotline.link(order, row, actor=year.agent, at=at, kind=kind)
    decided = year.random.random()
    if kind == Link.Kind.DISPUTE or decided < 0.75:
        hotline.confirm(link, actor=year.agent_lead, at=at)
    elif decided > 0.95:
        hotline.reject(link, actor=year.agent_lead, at=at)
