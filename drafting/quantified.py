"""Targets: the numbers of a clause that can be measured at the deadline, each with the words that state it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import quantities
from .quantities import Quantity
from .segments import Protected, Span, strip

# Units that mostly date, order or size something.
_ORDERING_UNITS = {
    "年",
    "月",
    "日",
    "号",
    "届",
    "级",
    "期",
    "岁",
    "时",
    "层",
    "线",
    "大",
    "点",
    "千伏",
    "kV",
    "KV",
    "校",
    "站",
    "村",
    "镇",
    "乡",
    "县",
    "区",
    "度",
    "方",
    "班",
    "眼",
}
_SIZING_UNITS = {
    "米",
    "厘米",
    "毫米",
    "千米",
    "吨",
    "千瓦",
    "兆瓦",
    "MW",
    "KW",
    "kW",
    "平方米",
    "公斤",
    "升",
    "千兆",
    "千伏安",
    "张",
    "床",
    "岁",
    "度",
    "万吨",
    "万千瓦",
    "小时",
    "分钟",
    "天",
    "个月",
    "公里",
    "立方米",
    "元",
    "亩",
}
_TIME_UNITS = {"小时", "分钟", "天", "工作日", "个工作日", "个月", "个小时", "日", "年", "岁"}
_MEASURING = re.compile(
    r"(?:达到?|达|至|到|为|在|超过?|突破|不低于|不少于|不超过|控制|稳定|保持|压缩|压减|缩短|减少|降低|延长|下降"
    r"|提高|提升|增加|年限|寿命|天数|时长|时间|超)(?:了|至|到|在|为)?[约超近]?[ \n]?$"
)
_CONCRETE_UNITS = set("座所条家处栋幢套台辆艘架亩户名只头株盏对支个") | {
    "公里",
    "亿元",
    "万元",
    "倍",
    "番",
    "成",
    "平方公里",
    "人",
    "万人",
    "万亩",
}
_CONCRETE_NOUN = re.compile(
    r"(?:园区|基地|中心|平台|项目|泊位|机场|水库|电站|学校|医院|公园|广场|企业|车站|枢纽|码头|工厂|场馆|小区"
    r"|社区|片区|产业园|高速|铁路|公路|大桥|桥梁|幼儿园|中小学|敬老院|示范区|先行区|开发区|实验室|研究院|线路"
    r"|航线|停车场|污水处理厂|垃圾|厂|馆|院|站|桥|路)"
)
_BUILD_VERB = re.compile(
    r"(?:建成|新建|建设|改建|扩建|改扩建|新改建|开工|启动|引进|完成|投用|打通|新增|创建|落地|培育|竣工|改造|开通"
    r"|设立|组建|成立|建好|争创|投产|实施)[^，、]{0,4}$"
)
_LIST_NOUN = re.compile(
    r"^[^，。、]{0,6}?(?:方面|环节|维度|原则|统筹|关键|文章|战役|坚持|必须|要求|关系|转变|突破口|抓手|着力点"
    r"|体系|支柱|主攻|方向|战略|红线|底线|字|阶段|时代|世界|百年|一流|目标|大局|结合)"
)
_ABSTRACT_LIST = re.compile(r"^[^，。、]{0,8}?(?:方面|环节|维度|原则|重点领域|关键领域|领域)(?:的)?(?:工作|任务|改革|$|[，、和])")
_DESCRIBES_AHEAD = re.compile(
    r"(?:第|年产|日产|年处理|日处理|日供水?|年供|年加工|年出栏|年产能|存栏|单体|单机|总?装机(?:容量|规模)?(?:为"
    r"|达)?|总投资(?:额)?(?:约|达|为|超)?|概算|注册资本|辐射|每|至今|近期|建国|成立|建党|建军|不足|距离?|"
    r"北纬|东经|直径|跨度|满|未满|年满|[A-Za-z])[约近超]?[ \n]?$"
)
_LOCATIVE = re.compile(r"^(?:在|于|对|从|由)")
_TAIL = re.compile(r"^(?:大关|关口|台阶|的?目标(?:任务)?|的?标准|的?水平|（[^（）]{0,30}）)?$")
_CONNECTOR = re.compile(r"[ \n]{0,2}(?:、|，|和|及|与|或|以及|并且|并|同时|且)[ \n]{0,2}")
_FRAMING = re.compile(
    r"^(?:围绕|按照|根据|立足|借助|抢抓|抓住|面对|随着|对照|聚焦|瞄准|紧扣|锚定|坚持|依托|依照|遵循|针对|面向|顺应|鉴于|按)"
)
_FORECAST = re.compile(r"预计|预测|有望|预估")
_LEADING = re.compile(
    r"^(?:同时|并且|并|而且|以及|及其?|且|也|还要?|再|另外|另|其中|此外|特别是|尤其是|从而|进而|主要包括|主要是?"
    r"|包括|[一二三四五六七八九十]是(?!否)|首先|其次|我们(?:将|要)|政府将|即|要(?!求)|将(?=新|建|改|实|完|投|开"
    r"|推|继|在|进|全)|"
    r"年度目标是?|全力(?=推进|以赴推进|实施|完成|抓好)|（\d{1,2}）|\d{1,2}[.．、](?!\d)|[①-⑳]|[-—·•●■◆▪*]+|着力"
    r"|大力|扎实|切实|积极|深入|统筹|稳步|有序|高质量|高标准|加紧|-)[ \n，]*"
)
_SHARED = re.compile(r"[ \n]{0,2}(?:、|和|及|与|，|以及|-)[ \n]{0,2}$")


@dataclass(frozen=True)
class Target:
    """One measurable number. `span` is the quote, `clause` the clause it was found in.

    `rule` names what decided it; `siblings` counts the numbers that share its names.
    """

    span: Span
    quantity: Quantity
    clause: Span
    rule: str
    siblings: int = 1


@dataclass(frozen=True)
class Passed:
    """A number that was left out, and why."""

    quantity: Quantity
    reason: str


def read(twin: str, clause: Span, protected: Protected) -> tuple[list[Target], list[Passed]]:
    """The targets of one clause, and its other numbers with the reason they are none."""
    found = quantities.find(twin, clause.start, clause.end)
    passed: list[Passed] = []
    usable: list[Quantity] = []
    for quantity in found:
        reason = _excluded(twin, clause, quantity, protected)
        if reason:
            passed.append(Passed(quantity, reason))
        else:
            usable.append(quantity)
    if not usable:
        return [], passed
    words = clause.of(twin)
    if _FORECAST.search(words):
        return [], passed + [Passed(quantity, "forecast") for quantity in usable]
    if _FRAMING.match(re.sub(r"^(?:要|并|更好|进一步)", "", words)) and not _ends_in_number(twin, clause, usable[-1]):
        return [], passed + [Passed(quantity, "frame") for quantity in usable]
    targets: list[Target] = []
    for piece, members in _pieces(twin, clause, usable, found):
        heads, others = _heads(twin, piece, members)
        passed += [Passed(quantity, "describes") for quantity in others]
        targets += _targets(twin, clause, piece, heads)
    return targets, passed


def _ends_in_number(twin: str, clause: Span, quantity: Quantity) -> bool:
    return bool(_TAIL.match(twin[quantity.last : clause.end]))


def _excluded(twin: str, clause: Span, quantity: Quantity, protected: Protected) -> str:
    """Why a number cannot be a target whatever stands around it; empty where it can."""
    held = protected.around(quantity.start)
    if held is not None and held[0] >= clause.start - 1:
        return "name" if held[2] in "“《‘" else "bracket"
    before, after = twin[clause.start : quantity.start], twin[quantity.last : clause.end]
    unit = quantity.unit
    if _DESCRIBES_AHEAD.search(before):
        return "describes"
    if quantity.unit.startswith("：") or unit == "番":
        return ""
    if quantity.is_chinese:
        return _chinese_excluded(before, after, quantity)
    if unit == "" or unit == "大":
        return "" if _bare_level(before, after, quantity) else ("year" if 1900 < quantity.value < 2100 else "bare number")
    if unit in _TIME_UNITS:
        measured = _MEASURING.search(before) or quantity.comparator in ("<=", ">=")
        if unit == "年" and not re.search(r"年限|寿命", before):
            return "date"
        if unit in ("日",) or not measured:
            return "date" if unit in ("日", "年") else "describes"
        return ""
    if unit in _ORDERING_UNITS or unit.endswith("级"):
        return "order or size"
    if re.match(r"级(?!以上|医|学|标|示)|级[^，、]{0,2}(?:以上)?", after) or re.match(r"(?:行动|周年|强(?!化))", after):
        return "order or size"
    if _ABSTRACT_LIST.match(after) and unit in ("个", "项", "条", "件", "种", "类"):
        return "size of a list"
    if re.search(r"(?:从|由)[^，、]{0,14}$", before) and re.match(
        r"[^，、]{0,4}(?:提高|提升|增加?|扩大|降|减|缩|压|上升|拓展|上调|调整|提至|到|至|增至)", after
    ):
        return "where it starts from"
    if re.search(r"全[市省县区州国旗盟]$", before) and re.match(r"(?:县|市|区|州|盟|旗|乡镇|街道|地级)", after):
        return "describes"
    return ""


def _chinese_excluded(before: str, after: str, quantity: Quantity) -> str:
    """Chinese numerals mostly order, name or idiomatise; a target needs a unit, a verb of making and a thing."""
    if quantity.unit in ("倍", "番", "成") and quantity.value >= 1:
        return (
            ""
            if re.search(r"(?:提高|增长|增加|翻|扩大|提升|达到|超过|达|以上|占|占比|降低|减少)[^，、]{0,4}$", before)
            else "name"
        )
    if re.search(
        r"(?:每个?[^，、]{0,14}|各[^，、]{0,12})(?:形成|建成|建设|打造|培育|创建|新建|至少|有|建好|建有|发展"
        r"|实施|设立|建立|引进|落地)[^，、]{0,6}$|各$",
        before,
    ) and quantity.unit in ("个", "所", "家", "座", "处", "条", "项"):
        return ""
    if quantity.unit not in _CONCRETE_UNITS or quantity.value < 1:
        return "name"
    if quantity.unit == "个" and not _CONCRETE_NOUN.search(after[:18]):
        return "name"
    if quantity.value == 1:
        return (
            "name"
            if quantity.unit == "个" or not re.search(r"(?:新建|建成|建设|改建|扩建|改造|开工建设|新增|引进)$", before)
            else ""
        )
    if not (_BUILD_VERB.search(before) or (re.search(r"[^，、]{2,}$", before) and _TAIL.match(after))) and quantity.unit == "个":
        return "" if re.search(r"(?:开工|建设|建成|新建|启动|改造)", before) else "name"
    if not (_BUILD_VERB.search(before) or _TAIL.match(after)):
        return "name"
    return ""


def _bare_level(before: str, after: str, quantity: Quantity) -> bool:
    """A number without unit that is a level: 收入之比下降到3.08."""
    if 1900 <= quantity.value <= 2100 or re.match(r"[年月日号级届、路型版]|[A-Za-z]", after):
        return False
    return bool(_TAIL.match(after) and re.search(r"(?:到|达|至|为|在|达到|比|超过|低于|高于|突破|以内|控制在)[ ]?$", before))


def _pieces(twin: str, clause: Span, usable: list[Quantity], found: list[Quantity]) -> Iterator[tuple[Span, list[Quantity]]]:
    """The clause cut behind each number after which a new thing begins: 新增A 3户 | B 10户."""
    start, members = clause.start, []
    for index, quantity in enumerate(usable):
        members.append(quantity)
        following = usable[index + 1] if index + 1 < len(usable) else None
        cut = _cut(twin, quantity, following, clause.end)
        if cut is None:
            continue
        yield strip(twin, start, cut[0]), members
        start, members = cut[1], []
    if members:
        yield strip(twin, start, clause.end), members


def _cut(twin: str, quantity: Quantity, following: Quantity | None, end: int) -> tuple[int, int] | None:
    """Where the piece of `quantity` ends and the next begins; None where they belong together."""
    link = _CONNECTOR.match(twin, quantity.last, end)
    if link is not None:
        if following is not None and following.start <= link.end() + 1:
            return None if _shares(twin, quantity, following) else (quantity.last, link.end())
        if following is None:
            rest = twin[link.end() : end]
            return None if link[0].strip() in ("和", "与", "及", "或") and len(rest) < 2 else (quantity.last, end)
        return quantity.last, link.end()
    if following is None:
        return None
    between = twin[quantity.last : following.start]
    links = list(re.finditer(r"、|和|及|与|并", between))
    if links and links[-1].end() >= len(between) - 1 and re.search(r"[^、和及与并]", between[: links[-1].start()]):
        at = quantity.last + links[-1].start()
        return at, at + len(links[-1][0])  # 完成1个区级、3个街道和60个…
    split = re.search(
        r"(?:，|、|并|和|及)(?=[^，、]{0,12}(?:新建|改造|建设|增长|达到|提高|改建|完成|下降|新增|实现|建成|培育|安装))", between
    )
    if split:
        return quantity.last + split.start(), quantity.last + split.end()
    return None


def _shares(twin: str, first: Quantity, second: Quantity) -> bool:
    """Whether two numbers side by side share their names: 8%和9%, 400套、2.2万平方米."""
    return (
        not re.match(r"[^、，和及]{2,}", re.sub(r"^(?:以上|左右|以内|以下)", "", twin[second.last : second.last + 8]))
        or first.unit == second.unit
    )


def _heads(twin: str, piece: Span, members: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Which numbers of a piece are measured, and which describe."""
    if len(members) == 1:
        return members, []
    last = members[-1]
    if _TAIL.match(twin[last.last : piece.end]):
        run = [last]
        for quantity in reversed(members[:-1]):
            if _SHARED.fullmatch(twin[quantity.last : run[0].start]) or re.fullmatch(
                r"[ \n]{0,2}(?:、|和|，|及|与)[ \n]{0,2}(?:约|近|超过?|不低于|不少于)?", twin[quantity.last : run[0].start]
            ):
                run.insert(0, quantity)
            else:
                break
        return run, [quantity for quantity in members if quantity not in run]
    counted = [quantity for quantity in members if quantity.unit not in _SIZING_UNITS] or members
    return [counted[0]], [quantity for quantity in members if quantity is not counted[0]]


def _targets(twin: str, clause: Span, piece: Span, heads: list[Quantity]) -> Iterator[Target]:
    start = _quote_start(twin, piece, heads[0])
    if len(heads) == 1:
        quantity = heads[0]
        tail = twin[quantity.last : piece.end]
        if _TAIL.match(tail):
            yield Target(Span(start, quantity.last), quantity, clause, "number at the end")
        else:
            yield Target(strip(twin, start, piece.end), quantity, clause, "number before its object")
        return
    last = heads[-1]
    units = {quantity.unit for quantity in heads}
    for index, quantity in enumerate(heads):
        if last.sign and not quantity.sign and len(units) == 1 and last.comparator != "range":
            quantity = quantity.under(last)
        begin = start
        if index and len(units) > 1:
            begin = _object_start(twin, start, heads[0])
        yield Target(
            Span(begin, heads[index].last), quantity, clause, "shared names" if len(units) == 1 else "two measures", len(heads)
        )


def _object_start(twin: str, start: int, quantity: Quantity) -> int:
    verb = re.match(r"(?:新增|新建|建设|建成|完成|改造|实施|新改建|竣工|开工|引进|培育|发放)+", twin[start : quantity.start])
    return start + verb.end() if verb and start + verb.end() < quantity.start - 1 else start


def _quote_start(twin: str, piece: Span, quantity: Quantity) -> int:
    """The start of the quote: linking words, item numbers and a place that carries no number are left out."""
    start = piece.start
    while match := _LEADING.match(twin[start : quantity.start]):
        start += match.end()
    place = re.match(
        r"在[^，、\d]{2,18}?(?:两侧|区域|范围内?|沿线|周边|地区|内|上|中|等地|街区|主干道)(?=新建|建设|安装|改造"
        r"|设立|布设|新增|建成)",
        twin[start : quantity.start],
    )
    if place:
        start += place.end()
    return start if start < quantity.start or start == quantity.start else piece.start
