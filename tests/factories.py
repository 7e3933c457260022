"""What tests need made; nothing here reads a clock."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from commitments.models import Commitment, Report
from commitments.workflow import creating

_number = count(1)
TEXT = "一、目标。" + "新建学校24所。" * 400
MADE_AT = datetime(2021, 2, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def report(slug: str = "test-2021", year: int = 2021) -> Report:
    return Report.objects.get_or_create(slug=slug, defaults={"title": "测试报告", "year": year, "text": TEXT})[0]


def commitment(cast: Any, **fields: Any) -> Commitment:
    """A draft: a deliverable led by education until the year's end, unless `fields` say otherwise."""
    number = next(_number)
    start = 5 + (number % 390) * 8
    defaults: dict[str, Any] = {
        "report": report(),
        "code": f"2021-01-{number:04d}",
        "title": f"新建学校{number}",
        "quote": TEXT[start : start + 7],
        "start": start,
        "end": start + 7,
        "context": TEXT[start : start + 8],
        "section": "一",
        "kind": "deliverable",
        "lead": cast.education,
        "deadline": date(2021, 12, 31),
    }
    return creating.create(actor=None, at=MADE_AT, **defaults | fields)
