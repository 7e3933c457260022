"""Numbers with their unit and comparator, found in the twin of a text (see `shadow`).

Only what the characters say is decided here; whether a quantity is a target or merely describes something is decided in
`quantified`.
"""

import re
from dataclasses import dataclass, replace

from .numerals import ARABIC, CHINESE, arabic, chinese
from .wording import any_of, listed

_UNITS = listed(
    "个百分点 百分点 个基点 微克/立方米 微克每立方米 毫克/升 毫克/立方米 吨标准煤 吨标煤 标准煤 千瓦时 平方公里 平方千米 "
    "平方米 立方米 平米 公里 千米 海里 厘米 毫米 公顷 公斤 千克 美元 欧元 港元 日元 "
    "元/人 元/月 元/年 元/亩 元/吨 元/平方米 元/平方公里 元 "
    "工日 吨/日 吨/天 立方米/日 立方米/天 克/千克 毫克/千克 公斤/亩 斤/亩 课时 学时 个工作日 工作日 个小时 "
    "人次 户次 人口 车次 班次 列次 架次 场次 批次 项次 件次 艘次 辆次 例次 台套 台次 标台 标箱 标准箱 千伏安 千伏 "
    "m2 m3 km2 兆瓦时 兆瓦 吉瓦 千瓦 "
    "千兆 张床位 小时 分钟 个月 立方 名次 位次 TEU MWh kWh GWh GW MW KW kW kV KV PB TB EFlops EB km m³ m² ㎡ "
    "吨 斤 克 米 亩 升 度 方 人 户 家 个 所 座 条 项 件 处 栋 幢 套 间 台 辆 艘 架 部 张 盏 名 位 对 支 批 场 "
    "次 例 只 头只 头 羽 株 棵 本 册 "
    "篇 片 块 段 道 孔 眼 口 根 门 宗 笔 单 票 份 列 班 趟 床 岁 年 天 日 月 倍 番 成 类 种 朵 粒 箱 瓶 盘 顶 "
    "届 期 级 页 集 首 幅 枚 尾 匹 号 "
    "线 层 时 点 大 镇 乡 村 县 区 社区 街道 校 站"
)
_UNIT = re.compile(any_of(_UNITS))
_NUMBER = re.compile(rf"(?P<arabic>{ARABIC})|(?P<chinese>{CHINESE})")
_MORE = re.compile(r"[多余]")
_SCALE = re.compile(r"[十百千]?[万亿]+|千(?![瓦米克兆伏赫卡安])|百(?!分)")
_OTHER_UNIT = re.compile(r"（[套间户个所座处家台辆人名件项条张次]{1,3}）")  # 4万套（间）
_PERCENT = re.compile(r"%|‰")
_TO = re.compile(r"-{1,2}|至|到")
_UPPER = re.compile(ARABIC)
_AFTER = re.compile(
    r"(?:（含）)?(?:(?P<least>及以上|或以上|以上|之上)|(?P<most>及以内|以内|之内|及以下|或以下|以下"
    r"|之下|内(?=[，。；、）的]|$|完成|办[结理]|解决|实现))"
    r"|(?P<about>左右|上下))"
)
_BEFORE = re.compile(
    r"(?:(?P<least>不低于|不少于|不小于|不得低于|不得少于|不下|高于|大于|多于|至少(?:[一-龥]{2})?|突破|达到或超过|达到或好于"
    r"|达到或优于|优于|好于|超过|超出|超|逾|(?<![通经不越])过|≥|>=|>)"
    r"|(?P<most>不超过|不超出|不高于|不大于|不多于|不得超过|不得高于|不突破|低于|少于|小于|≤|<=|<)"
    r"|(?P<about>约为|大约|约|接近|近))(?:到|达|至|了|为)?$"
)
_FRACTION = re.compile(
    r"(?P<bottom>[二三四五六七八九十百千])分之(?P<top>[一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)"
    r"|(?P<half>一半|半数|过半(?![天年月夜小]))"
)
"""A share in words: 三分之二, 百分之八, 一半."""
_PEOPLE = re.compile(r"[^，。、；\d]{0,6}?(?:人口|群众|居民|农民|职工|[中小大]学生|游客|群体|对象|老人|妇女)")
"""Behind a bare 万: people, who are counted in 万人."""
_RATIO = re.compile(rf"{ARABIC}(?P<rest>(?:：{ARABIC}){{1,3}})")
_STAMP = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}(?![\d%])(?:[ T]*\d{1,2}：\d\d(?:：\d\d)?)?")
"""A day and an hour as a page prints them: 2024-03-01 15:04."""
_FAN = re.compile(r"翻(?:(?P<count>[一两二三]|\d)番|番)")
_ANY = re.compile(r"[\d零一二两三四五六七八九十百千半]|翻|过半")


@dataclass(frozen=True)
class Quantity:
    """One number as written. `start`–`end` covers number and unit, `last` also the comparator behind it.

    `value_max` is set for a range. `unit` holds 万 and 亿, for a ratio the rest of it. `comparator` is one of >=, <=, =, ~,
    range; `sign` holds the words that decided it, empty for a plain number.
    """

    start: int
    end: int
    last: int
    value: float
    value_max: float | None
    unit: str
    comparator: str
    sign: str
    is_chinese: bool

    def under(self, other: "Quantity") -> "Quantity":
        """The same number under the comparator of a neighbour that stands for both."""
        return replace(self, comparator=other.comparator, sign=other.sign)


def find(twin: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """All quantities of `twin[start:end]`, left to right, not overlapping. Bare numbers have an empty unit."""
    end = len(twin) if end is None else end
    found: list[Quantity] = []
    position = start
    while hit := _ANY.search(twin, position, end):
        quantity, position = _read(twin, hit.start(), start, end)
        if quantity is not None:
            found.append(quantity)
    return found


def _read(twin: str, at: int, floor: int, end: int) -> tuple[Quantity | None, int]:
    """The quantity that begins at `at`, and where to go on."""
    if match := _FAN.match(twin, at, end):
        count = match["count"] or "一"
        times = int(count) if count.isdigit() else chinese(count) or 1
        return _judged(twin, floor, end, at, match.end(), times, None, "番", not count.isdigit()), match.end()
    if match := _STAMP.match(twin, at, end):
        return None, match.end()
    if match := _FRACTION.match(twin, at, end):
        return _share(twin, floor, end, match), match.end()
    if match := _RATIO.match(twin, at, end):
        return _judged(
            twin, floor, end, at, match.end(), arabic(match[0].split("：")[0]), None, match["rest"], False
        ), match.end()
    match = _NUMBER.match(twin, at, end)
    if match is None:
        return None, at + 1
    if match["arabic"] and re.match(r"[A-Za-z]", twin[at - 1 : at]) and at > floor:  # PM2.5, G219, A4
        return None, match.end()
    read = arabic(match["arabic"]) if match["arabic"] else chinese(match["chinese"])
    if read is None:
        return None, at + 1
    value: float = read
    unit, stop, more = _unit(twin, match.end(), end)
    second = _second(twin, match.end(), stop, unit, value, end) if match["arabic"] else None
    if second is not None:
        return _judged(twin, floor, end, at, second[2], value, second[0], second[1], False), second[2]
    quantity = _judged(twin, floor, end, at, stop, value, None, unit, match["arabic"] is None)
    if more and quantity.comparator == "=":
        quantity = replace(quantity, comparator=">=", sign=more)
    return quantity, max(stop, at + 1)


def _share(twin: str, floor: int, end: int, match: re.Match[str]) -> Quantity | None:
    """A share in words as a percentage: 三分之二 -> 66.67 %; a thousandth keeps its sign."""
    if match["half"]:
        quantity = _judged(twin, floor, end, match.start(), match.end(), 50, None, "%", True)
        return replace(quantity, comparator=">=", sign="过") if match["half"] == "过半" else quantity
    top, bottom = chinese(match["top"]), chinese(match["bottom"])
    if top is None or not bottom:
        return None
    exact = top if bottom in (100, 1000) else round(100 * top / bottom, 2)
    value = int(exact) if float(exact).is_integer() else exact
    return _judged(twin, floor, end, match.start(), match.end(), value, None, "‰" if bottom == 1000 else "%", True)


def _unit(twin: str, at: int, end: int) -> tuple[str, int, str]:
    """Unit, end and the 多 or 余 of `300多万亩`, from behind the digits."""
    more = scale = ""
    stop = at
    for pattern, name in ((_MORE, "more"), (_SCALE, "scale"), (_MORE, "more")):
        match = pattern.match(twin, stop, end)
        if match is None or (name == "more" and more):
            continue
        stop = match.end()
        if name == "more":
            more = match[0]
        else:
            scale = match[0]
    unit = _PERCENT.match(twin, stop, end) or _UNIT.match(twin, stop, end)
    if unit is None:
        return scale + ("人" if scale and _PEOPLE.match(twin, stop, end) else ""), stop, more
    word = {"人口": "人", "张床位": "张"}.get(unit[0], unit[0])
    return scale + word, unit.start() + len(word), more


def _second(twin: str, digits_end: int, stop: int, unit: str, first: float, end: int) -> tuple[float, str, int] | None:
    """The upper end, unit and stop of `5-6亿元`, `4.5%-5%`; None where the hyphen joins something else."""
    for at in (digits_end, stop):
        link = _TO.match(twin, at, end)
        number = _UPPER.match(twin, link.end(), end) if link else None
        if number is None:
            continue
        upper = arabic(number[0])
        second_unit, second_stop, _ = _unit(twin, number.end(), end)
        if not second_unit or upper <= first or (at == stop and unit and unit.lstrip("万亿") != second_unit.lstrip("万亿")):
            continue
        return upper, second_unit, second_stop
    return None


def _judged(
    twin: str, floor: int, end: int, start: int, stop: int, value: float, upper: float | None, unit: str, is_chinese: bool
) -> Quantity:
    """The quantity with the comparator its surroundings give it."""
    behind = _OTHER_UNIT.match(twin, stop, end)
    closed = behind.end() if behind else stop
    after = _AFTER.match(twin, closed, end)
    before = _BEFORE.search(twin, max(floor, start - 8), start)
    comparator, sign = "=", ""
    for match in (after, before):
        if match is not None and comparator == "=":
            comparator = ">=" if match["least"] else "<=" if match["most"] else "~"
            sign = match["least"] or match["most"] or match["about"]
    if upper is not None:
        comparator, sign = "range", twin[start:stop]
    return Quantity(start, stop, after.end() if after else closed, value, upper, unit, comparator, sign, is_chinese)
