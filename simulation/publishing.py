"""What supervisors let out in the demonstration: a bulletin a month, with what the units say beside it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from board import bulletins
from board.models import Bulletin, BulletinItem
from commitments import deadlines
from commitments.models import ReasonCode

from .acts import act

if TYPE_CHECKING:
    from .year import Year

# reason code, the reason for the bulletin, what the unit says to everybody
EXPLANATIONS = [
    (
        ReasonCode.RESOURCES,
        "用地手续办理时间长于预期（演示）。",
        "用地手续已补齐，施工单位已全部进场，将倒排工期抓紧推进（演示）。",
    ),
    (
        ReasonCode.PREPARATION,
        "前期勘察设计滞后（演示）。",
        "设计方案已重新审定，后续工序交叉进行，力争把耽误的时间追回来（演示）。",
    ),
    (ReasonCode.COORDINATION, "与相邻工程交叉，协调用时较多（演示）。", "已与相关单位建立每周会商，管线迁改本月内完成（演示）。"),
]


@act
def draft_bulletin(year: Year, at: datetime) -> None:
    """In the first days of a month, on the month before; the units explain, then it is released."""
    day = localdate(at)
    made = bulletins.draft(year.report, data_on=deadlines.last_month_end(day), actor=year.supervisor, at=at)
    year.diary.after(day, 2, "explain_bulletin", made.pk)
    year.diary.after(day, 3, "release_bulletin", made.pk)


@act
def explain_bulletin(year: Year, at: datetime, pk: int) -> None:
    """Two units in three say why, and how they go on."""
    items = BulletinItem.objects.filter(bulletin=pk).select_related("bulletin", "commitment__lead", "department")
    for number, item in enumerate(items):
        if number % 3 == 1:
            continue
        code, reason, reply = EXPLANATIONS[number // 3 % len(EXPLANATIONS)]
        bulletins.explain(item, actor=year.clerk_of(item.department_id), at=at, reason_code=code, reason_text=reason, reply=reply)


@act
def release_bulletin(year: Year, at: datetime, pk: int) -> None:
    made = Bulletin.objects.get(pk=pk)
    bulletins.release(made, actor=year.supervisor, at=at, version=made.version)
