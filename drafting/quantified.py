"""Targets: the numbers of a clause that can be measured at the deadline, each with the words that state it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from . import quantities, sifting, things
from .quantities import Quantity
from .segments import Protected, Span, strip
from .sifting import TAIL
from .wording import listed

# A number of these that stands before its noun mostly sizes it, where another number counts.
_SIZING_UNITS = frozenset(
    listed(
        "米 厘米 毫米 千米 吨 千瓦 兆瓦 MW KW kW 平方米 公斤 升 千兆 "
        " 千伏安 张 床 岁 万吨 万千瓦 小时 分钟 天 个月 公里 立方米 元 万元 亿元 亩 人 名"
    )
)
_CONNECTOR = re.compile(r"(?:、|，|和|及|与|或|以及|并且|并|同时|且)")
_PLACES_BETWEEN = re.compile(r"(?:贫困|示范|重点)?(?:片区|小区|乡镇|街道|社区|村|县|区|点位)(?:共|计)?")
_THINGS_BETWEEN = re.compile(r"(?P<thing>项目|工程|线路|道路|公路|小区|泊位)(?:共|计|、)?")
"""Between two measures of one thing: 3个|项目|307公里."""
_BETWEEN_SHARED = re.compile(r"(?:、|，|和|及|与|以及)?(?:约|近|超过?|不低于|不少于)?")
_NEW_PREDICATE = re.compile(
    r"(?:，|、|并|和|及)(?=[^，、]{0,12}(?:新建|改造|建设|增长|达到|提高|改建|完成|下降|新增|实现|建成|培育|安装"
    r"|累计|总数|总量|力争))"
    r"|、(?=(?:培训|组织|发放|打造|提供|开展|创建|引进|整治|修复|治理|更新|更换|开通|举办|推广|招聘|救助|资助))"
)
_FRAMING = re.compile(
    r"(?:要|并|更好|进一步)?"
    r"(?:(?:围绕|按照|根据|立足|借助|抢抓|抓住|面对|随着|对照|聚焦|瞄准|紧扣|锚定|依托|依照|遵循|针对|面向"
    r"|顺应|鉴于|按)(?![^，]*(?:建设|新建|布局|发放|提供|招募|培训|引进)[^，]{0,3}\d)|以[^，]*为[^，]{2,}$)"
)
_MODIFIER = re.compile(r"[^，、]{0,14}[级类型]")
_FORECAST = re.compile(r"预计|预测|有望|预估")
_SCOPE = re.compile(r"(?:加快|大力|重点|持续|着力)*(?:做大做强|做强做大|做强做优|壮大|发展|深化|巩固|聚焦|依托|发挥)[^\d]*$")
_LEADING = re.compile(
    r"(?:同时|并且|并|而且|以及|及其?|且|也|还要?|再|另外|另|其中|此外|特别是|尤其是|从而|进而|即|主要包括|主要是"
    r"|主要(?=铺设|新建|建设|改造|实施|安装)"
    r"|包括|[一二三四五六七八九十]{1,3}是(?!否)|首先|其次"
    r"|(?:(?:今|明|20\d\d)年)?[一-龥]{2,4}[市县区省州](?=计划|将|拟|力争)|我们(?:将|要)|(?:我|全)[市省县区州](?:还|将|要)+|全[市省县区州旗](?=计划|拟)|[今明]年(?=将)|(?:未来|今后)[三五]年[一-龥]{2,4}[市县区](?=将)|政府将|要(?!求)|将(?=新建|新增|新开|建|改造|实施|实现"
    r"|完成|投|开|推进|继续|在|进一步|全)|年度目标是?|（\d{1,2}）"
    r"|\d{1,2}[.、](?!\d)|[①-⑳]|[-·•●■◆▪*]+"
    r"|(?:全力|着力|大力|扎实|切实|积极|深入|稳步|有序|统筹|高质量|高标准|加紧)"
    r"(?=推进|以赴推进|实施|开展|建设|打造|培育|引进|抓好|完成|新建|改造|争取)"
    r")[ \n，]*"
)
_PLACE = re.compile(
    r"在[^，、\d]{2,18}?(?:两侧|区域|范围内?|沿线|周边|地区|内|上|中|等地|街区|主干道)(?=新建|建设|安装|改造|设立|布设|新增|建成)"
    r"|在(?![建校册职岗])[^，\d]{4,40}?(?=(?:新建|建设|安装|改造|设立|布设|新增|建成)$)"
)
_NAMES_BEFORE = re.compile(
    r"(?P<names>(?:完成|开工建设|开工|启动|建成|新建|建设|实施|改造)[^等]{4,})(?:、|及|和|以及)(?P<own>(?:[^、及和等\d]{0,3}[区市县城])?)$"
)
_NAMES_BEHIND = re.compile(r"(?:、|和|及|以及)(?=[^，、和及\d]{3,}等(?:重[点大])?(?:项目|工程)$)")
_NEXT_LIST = re.compile(r"[^、，和及]{1,10}(?P<link>、|和|以?及)(?=[^，]{2,}等$)")
"""Between two numbers, the second of which counts a list of its own: A等5所|小学、B等|4所."""
_OWN_VERB = re.compile(r".*、(?=(?:力争|确保|争取|努力实现|实现|完成|新增|培育|引进|打造)[^、]*$)", re.S)
_SIZES = re.compile(r"(?:线路|道路|管网|工程)?(?:总|全)?(?:长度?|里程|面积|建筑面积)[约达为共]?")
"""The words before a number that only sizes what the clause before names."""
_SHARED_VERB = re.compile(r"(?:新增|新建|建设|建成|完成|改造|实施|新改建|竣工|开工|引进|培育|发放)+")


@dataclass(frozen=True)
class Target:
    """One measurable number. `span` is the quote, `clause` the clause it was found in.

    `rule` names what decided it; `names` and `more` are things without a
    number in the same list, before and behind: 完成A、B、5座水库加固; 开工三个泊位和C航道等项目.
    """

    span: Span
    quantity: Quantity
    clause: Span
    rule: str
    names: Span | None = None
    more: Span | None = None


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
        reason = sifting.excluded(twin, clause, quantity, protected)
        if reason:
            passed.append(Passed(quantity, reason))
        else:
            usable.append(quantity)
    if not usable:
        return [], passed
    words = clause.of(twin)
    if _FORECAST.search(words):
        return [], passed + [Passed(quantity, "forecast") for quantity in usable]
    if _FRAMING.match(words) and not _ends_in_number(twin, clause, usable[-1]):
        return [], passed + [Passed(quantity, "frame") for quantity in usable]
    targets: list[Target] = []
    scoped = False
    pieces = list(_pieces(twin, clause, usable))
    for index, (piece, members) in enumerate(pieces):
        heads, others = _heads(twin, piece, members)
        passed += [Passed(quantity, "describes") for quantity in others]
        scoped = _scopes(twin, piece, heads, scoped)
        if scoped:
            passed += [Passed(quantity, "scope") for quantity in heads]
            continue
        whole = _with_head_noun(twin, heads[-1], [piece for piece, _ in pieces[index:]])
        targets += _targets(twin, clause, whole, heads)
    return targets, passed


def of_the_thing_before(twin: str, target: Target, before: Span) -> Target:
    """The target with the clause before it in its quote, where it only sizes what that names: 实施A工程，总里程7公里."""
    sizes = target.span.start == target.clause.start and _SIZES.fullmatch(twin[target.span.start : target.quantity.start])
    if not sizes or not things.names_a_thing(before.of(twin)):
        return target
    return replace(target, span=Span(_quote_start(twin, before, before.end), target.span.end))


def _with_head_noun(twin: str, quantity: Quantity, pieces: list[Span]) -> Span:
    """The first piece, up to the end of a later one where it lacks the noun: 新建8个国家级、36个省级重点专科."""
    first, end = pieces[0], pieces[0].end
    for piece, following in pairwise(pieces):
        if not _MODIFIER.fullmatch(twin[quantity.last if piece is first else piece.start : piece.end]):
            break
        end = following.end
    return Span(first.start, end)


def _scopes(twin: str, piece: Span, heads: list[Quantity], before: bool) -> bool:
    """Whether the number says what an effort is about (壮大19个产业集群) rather than what will have been done."""
    if TAIL.match(twin[heads[-1].last : piece.end]):
        return False
    lead = twin[piece.start : heads[0].start].strip()
    return bool(_SCOPE.match(lead)) or (before and not lead)


def _ends_in_number(twin: str, clause: Span, quantity: Quantity) -> bool:
    return bool(TAIL.match(twin[quantity.last : clause.end]))


def _pieces(twin: str, clause: Span, usable: list[Quantity]) -> Iterator[tuple[Span, list[Quantity]]]:
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
            return None if _shares(twin, quantity, following, end) else (quantity.last, link.end())
        if following is None:
            rest = twin[link.end() : end]
            return None if link[0].strip() in ("和", "与", "及", "或") and len(rest) < 2 else (quantity.last, end)
        return quantity.last, link.end()
    if following is None:
        return None
    between = twin[quantity.last : following.start]
    links = list(re.finditer(r"、|和|及|与|并", between))
    if (
        links
        and re.fullmatch(r".?|最后|剩余|其余|另外", between[links[-1].end() :])
        and re.search(r"[^、和及与并]", between[: links[-1].start()])
    ):
        at = quantity.last + links[-1].start()
        return at, at + len(links[-1][0])  # 完成1个区级、3个街道和60个…
    if counted := _NEXT_LIST.match(between):
        return quantity.last + counted.start("link"), quantity.last + counted.end("link")
    split = _NEW_PREDICATE.search(between)
    if split:
        return quantity.last + split.start(), quantity.last + split.end()
    return None


def _shares(twin: str, first: Quantity, second: Quantity, end: int) -> bool:
    """Whether two numbers side by side share their names: 8%和9%, 400套、2.2万平方米."""
    return (
        not re.match(r"[^、，和及]{2,}", re.sub(r"^(?:以上|左右|以内|以下)", "", twin[second.last : min(end, second.last + 8)]))
        or first.unit == second.unit
    )


def _heads(twin: str, piece: Span, members: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Which numbers of a piece are measured, and which describe."""
    if len(members) == 1:
        return members, []
    last = members[-1]
    if TAIL.match(twin[last.last : piece.end]):
        run = [last]
        for quantity in reversed(members[:-1]):
            things_between = quantity.unit in ("个", "项", "条") and _THINGS_BETWEEN.fullmatch(twin, quantity.last, run[0].start)
            if things_between or _BETWEEN_SHARED.fullmatch(twin, quantity.last, run[0].start):
                run.insert(0, quantity)
            else:
                break
        return run, [quantity for quantity in members if quantity not in run]
    counted = [quantity for quantity in members if quantity.unit not in _SIZING_UNITS] or members
    if len(counted) > 1 and counted[0].unit == "个" and _PLACES_BETWEEN.fullmatch(twin, counted[0].last, counted[1].start):
        counted = counted[1:]  # 4个片区3200户征收任务
    return [counted[0]], [quantity for quantity in members if quantity is not counted[0]]


def _targets(twin: str, clause: Span, piece: Span, heads: list[Quantity]) -> Iterator[Target]:
    start = _quote_start(twin, piece, heads[0].start)
    if len(heads) == 1:
        quantity = heads[0]
        if TAIL.match(twin[quantity.last : piece.end]):
            yield Target(Span(start, quantity.last), quantity, clause, "number at the end")
            return
        listed = _NAMES_BEFORE.match(twin[start : quantity.start])
        if listed and not things.names_a_thing(listed["names"]):
            listed = None  # 准能、神东、汇能5个电厂: the number counts the names
        begin = start + listed.start("own") if listed else start
        after = _NAMES_BEHIND.search(twin[quantity.last : piece.end])
        end = quantity.last + after.start() if after else piece.end
        names = Span(start, start + listed.end("names")) if listed else None
        more = Span(quantity.last + after.end(), piece.end) if after else None
        yield Target(strip(twin, begin, end), quantity, clause, "number before its object", names=names, more=more)
        return
    last = heads[-1]
    shared = len({quantity.unit for quantity in heads}) == 1 or "分别" in twin[piece.start : heads[0].start]
    for index, quantity in enumerate(heads):
        begin = start if shared or not index else _object_start(twin, start, heads[0])
        if shared and last.sign and not quantity.sign and last.comparator != "range":
            quantity = quantity.under(last)
        elif shared and index and heads[0].comparator in (">=", "<=") and not quantity.sign and heads[0].last == heads[0].end:
            quantity = quantity.under(heads[0])  # 分别超过55%和60%
        thing = _THINGS_BETWEEN.match(twin, quantity.last, last.start) if not shared else None
        end = thing.end("thing") if thing else quantity.last
        yield Target(Span(begin, end), quantity, clause, "shared names" if shared else "two measures")


def _object_start(twin: str, start: int, quantity: Quantity) -> int:
    verb = _SHARED_VERB.match(twin[start : quantity.start])
    return start + verb.end() if verb and start + verb.end() < quantity.start - 1 else start


def _quote_start(twin: str, piece: Span, number: int) -> int:
    """The start of the quote of the number at `number`, without linking words, item numbers and a place without number."""
    start = piece.start
    while match := _LEADING.match(twin[start:number]):
        start += match.end()
    if place := _PLACE.match(twin[start:number]):
        start += place.end()
    if own := _OWN_VERB.match(twin[start:number]):
        start += own.end()
    return start
