"""From the cells of a row to the fields of a work order: which column holds what, and what each value means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.models import Department
from hotline.models import ColumnMapping, WorkOrder
from hotline.workflow.callers import LENGTHS, CallerData
from hotline.workflow.taking import TEXT_MAX

FIELDS: dict[str, Any] = {
    "source_number": gettext_lazy("number there"),
    "text": gettext_lazy("what was said"),
    "received_at": gettext_lazy("received"),
    "nature": gettext_lazy("nature"),
    "channel": gettext_lazy("channel"),
    "county": gettext_lazy("county"),
    "unit_there": gettext_lazy("unit in charge"),
    "township": gettext_lazy("township"),
    "place": gettext_lazy("place"),
    "caller_name": gettext_lazy("what to call the caller"),
    "caller_phone": gettext_lazy("phone of the caller"),
    "caller_address": gettext_lazy("address of the caller"),
}
NEEDED = ("source_number", "text", "received_at")

# What other platforms call it.
HEADINGS = {
    "source_number": ("工单编号", "工单号", "编号", "受理编号", "受理单号", "流水号", "案件编号", "诉求编号", "number"),
    "text": ("诉求内容", "问题描述", "工单内容", "反映内容", "受理内容", "内容", "描述", "诉求描述", "text"),
    "received_at": ("来电时间", "受理时间", "登记时间", "诉求时间", "创建时间", "时间", "received"),
    "nature": ("诉求类型", "工单类型", "业务类型", "诉求性质", "类型", "nature"),
    "channel": ("受理渠道", "来源渠道", "诉求渠道", "渠道", "工单来源", "来源", "channel"),
    "county": ("所属区县", "区县", "县市区", "事发区县", "所属县区", "县区", "行政区划", "county"),
    "unit_there": ("承办单位", "主办单位", "办理单位", "处理单位", "责任单位", "承办部门", "主办部门", "处办单位", "unit"),
    "township": ("乡镇街道", "所属街道", "街道", "乡镇", "镇街", "township"),
    "place": ("事发地址", "详细地址", "事发地点", "地点", "地址", "位置", "place"),
    "caller_name": ("来电人", "诉求人", "姓名", "联系人", "市民姓名"),
    "caller_phone": ("来电号码", "联系电话", "电话", "手机", "主叫号码"),
    "caller_address": ("联系地址", "家庭住址", "住址"),
}


@dataclass(frozen=True)
class Choices:
    """The codes of a field with their labels, and the words other platforms use for them."""

    codes: Mapping[str, Any]
    words: Mapping[str, str]
    fallback: str  # what an unknown word is taken for


NATURES = Choices(
    dict(WorkOrder.Nature.choices),
    {
        "咨询": "enquiry", "求助": "request", "建议": "suggestion", "投诉": "complaint",
        "举报": "report", "表扬": "praise", "感谢": "praise",
    },
    WorkOrder.Nature.REQUEST,
)  # fmt: skip
CHANNELS = Choices(
    dict(WorkOrder.Channel.choices),
    {
        "电话": "phone", "12345": "phone", "热线": "phone", "app": "app", "客户端": "app", "我的聊城": "app",
        "网站": "web", "网页": "web", "邮箱": "web", "微信": "wechat", "公众号": "wechat", "网格": "grid",
        "问政": "television", "一问到底": "television", "提案": "deputies", "督查": "supervision",
    },
    WorkOrder.Channel.OTHER,
)  # fmt: skip
MOMENT = re.compile(
    r"^(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
    r"(?:[ T]*(?P<H>\d{1,2})[:时](?P<M>\d{1,2})(?:分|:(?P<S>\d{1,2}))?(?:\.\d+)?秒?)?$"
)
EXCEL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no zone; it is read as local time


@dataclass
class Parsed:
    """A row as it would be taken in; `problems` keep it out, `notes` tell what was understood generously.

    `told` are the fields the file has a column for: an order known already keeps what it has of the others.
    """

    number: int
    told: Collection[str] = ()
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def guess(headings: list[str], remembered: Mapping[str, str] | None = None, seen: Collection[str] = ()) -> dict[str, str]:
    """field → heading: each as `remembered` from the last import where its column is there, else by name.

    A column `seen` in the last file and given to no field then is left alone now: that was a choice.
    """
    plain = {_plain(heading): heading for heading in reversed(headings) if heading}
    there = {heading: heading for heading in headings} | plain
    kept = {name: there.get(heading) or there.get(_plain(heading)) for name, heading in (remembered or {}).items()}
    found = {name: heading for name, heading in kept.items() if heading}
    given, left = set((remembered or {}).values()), set(map(_plain, seen))
    for name, aliases in HEADINGS.items():
        if name in found:
            continue
        for alias in aliases:
            heading = plain.get(alias)
            if heading and heading not in found.values() and not (_plain(heading) in left and heading not in given):
                found[name] = heading
                break
    return found


def remember(source: str, chosen: Mapping[str, str], headings: list[str]) -> None:
    """Keep what was chosen for the next file of `source`, with the columns there were to choose from."""
    kept = {"columns": dict(chosen), "headings": [heading for heading in headings if heading]}
    ColumnMapping.objects.update_or_create(source=source, defaults=kept)


def missing(columns: Mapping[str, str], headings: list[str]) -> str:
    """A sentence naming what is not there: a column mapped but absent, or a field without a column; "" where all is well."""
    for heading in columns.values():
        if heading not in headings:
            return _("There is no column “%(heading)s”.") % {"heading": heading}
    lacking = [str(FIELDS[name]) for name in NEEDED if name not in columns]
    return _("No column is named for: %(fields)s.") % {"fields": _(", ").join(lacking)} if lacking else ""


class Reader:
    """Reads rows by a mapping. `units` are the city's, loaded once; `until` is the instant no call lies behind."""

    def __init__(self, columns: Mapping[str, str], headings: list[str], *, until: datetime) -> None:
        self.places = {name: headings.index(heading) for name, heading in columns.items()}
        self.until = until
        self.units: dict[str, Department] = {}
        for unit in Department.objects.all():
            for name in (unit.code, unit.name, unit.short_name, *unit.aliases):
                self.units[name] = unit

    def read(self, number: int, cells: list[Any]) -> Parsed | None:
        """The row, or None where it is empty."""
        if not any(cell not in (None, "") for cell in cells):
            return None
        row = Parsed(number, self.places.keys())
        cell = {name: cells[at] if at < len(cells) else None for name, at in self.places.items()}
        self._number(row, _text(cell["source_number"]))
        self._words(row, cell["text"])
        self._received(row, cell["received_at"])
        row.values["nature"] = self._known(row, NATURES, _text(cell.get("nature")), WorkOrder.Nature.REQUEST)
        row.values["channel"] = self._known(row, CHANNELS, _text(cell.get("channel")), WorkOrder.Channel.PHONE)
        self._county(row, _text(cell.get("county")))
        self._unit(row, _text(cell.get("unit_there")))
        for name, longest in (("township", 60), ("place", 120)):
            value = _text(cell.get(name))
            if len(value) > longest:
                row.notes.append(_("%(field)s was cut to %(count)s characters") % {"field": FIELDS[name], "count": longest})
            row.values[name] = value[:longest]
        about = {name: _text(cell.get(f"caller_{name}"))[:most] for name, most in LENGTHS.items()}
        row.values["caller"] = CallerData(**about)
        return row

    def _number(self, row: Parsed, value: str) -> None:
        if not value:
            row.problems.append(_("the number is missing"))
        elif len(value) > 60:
            row.problems.append(_("the number is longer than 60 characters"))
        row.values["source_number"] = value[:60]

    def _words(self, row: Parsed, value: Any) -> None:
        text = str(value).strip() if value is not None else ""
        if not text:
            row.problems.append(_("what was said is missing"))
        elif len(text) > TEXT_MAX:
            row.problems.append(
                _("what was said has %(count)s characters, more than %(most)s") % {"count": len(text), "most": TEXT_MAX}
            )
        row.values["text"] = text[:TEXT_MAX].replace("\0", "")

    def _received(self, row: Parsed, value: Any) -> None:
        moment = read_moment(value)
        if moment is None:
            row.problems.append(_("“%(value)s” is no time of a call") % {"value": _text(value)[:40]})
        elif moment > self.until:
            row.problems.append(_("the call lies in the future: %(value)s") % {"value": _text(value)[:40]})
        row.values["received_at"] = moment

    def _county(self, row: Parsed, value: str) -> None:
        row.values["county"] = None
        if not value:
            return
        unit = self.units.get(value)
        if unit is None or not unit.is_local:
            row.problems.append(_("%(name)s is no county or zone of the city") % {"name": value[:40]})
        else:
            row.values["county"] = unit

    def _unit(self, row: Parsed, value: str) -> None:
        """Who handles it there; of several named the first, who leads."""
        names = [name for name in re.split(r"[、，,;；/|]", value) if name.strip()]
        units = [self.units.get(name.strip()) for name in names]
        row.values["unit_there"] = units[0] if units else None
        if unknown := [name.strip() for name, unit in zip(names, units, strict=True) if unit is None]:
            row.problems.append(_("%(name)s is no unit of the city") % {"name": unknown[0][:40]})
        elif len(units) > 1:
            row.notes.append(_("several units are named, taken as “%(taken)s”") % {"taken": units[0]})

    @staticmethod
    def _known(row: Parsed, choices: Choices, value: str, default: str) -> str:
        """The choice whose code or usual word `value` holds; else the fallback, with a note."""
        plain = value.lower()
        if not plain or plain in choices.codes:
            return plain or default
        for word, code in choices.words.items():
            if word in plain:
                return code
        label = choices.codes[choices.fallback]
        row.notes.append(_("“%(value)s” is not known, taken as “%(taken)s”") % {"value": value[:30], "taken": label})
        return choices.fallback


def read_moment(value: Any) -> datetime | None:
    """A time of the local clock as spreadsheets and exports write it; None where it is none."""
    try:
        match value:
            case datetime():
                return value if value.tzinfo else make_aware(value, get_current_timezone())
            case date():
                return make_aware(datetime(value.year, value.month, value.day), get_current_timezone())  # noqa: DTZ001
            case int() | float() if 20_000 < value < 80_000:
                return make_aware(EXCEL_START + timedelta(days=float(value)), get_current_timezone())
            case str() if found := MOMENT.match(value.strip()):
                parts = {name: int(part or 0) for name, part in found.groupdict().items()}
                local = datetime(parts["y"], parts["m"], parts["d"], parts["H"], parts["M"], parts["S"])  # noqa: DTZ001
                return make_aware(local, get_current_timezone())
    except (ValueError, OverflowError):
        return None
    return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a number kept as 7.0 by the spreadsheet is 7
    return " ".join(str(value).replace("\0", "").split())


def _plain(heading: str) -> str:
    return re.sub(r"[\s（(].*$|[*：:]", "", heading.strip()).lower()
