"""The day by which a promise is to be kept, from the words of its clause or its sentence."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .layout import Passage, five_year_end
from .numerals import chinese
from .segments import Span
from .wording import listed

# The first day of the lunar year; a promise "before the Spring Festival" ends on its eve.
_NEW_YEARS = listed(
    "205 124 212 201 122 209 129 218 207 126 214 203 123 210 131 219 208 128 216 205 "
    "125 212 201 122 210 129 217 206 126 213 203 123 211 131 219 208"
)
_SPRING = {2000 + number: (int(day[0]), int(day[1:])) for number, day in enumerate(_NEW_YEARS)}
_MID_AUTUMN = {
    2019: (9, 13),
    2020: (10, 1),
    2021: (9, 21),
    2022: (9, 10),
    2023: (9, 29),
    2024: (9, 17),
    2025: (10, 6),
    2026: (9, 25),
    2027: (9, 15),
}
_BEFORE_DAY = {
    "元旦": (12, 31),
    "五一": (4, 30),
    "劳动节": (4, 30),
    "六一": (5, 31),
    "七一": (6, 30),
    "八一": (7, 31),
    "十一": (9, 30),
    "国庆": (9, 30),
    "汛": (5, 31),
    "主汛": (6, 30),
    "开学": (8, 31),
    "秋季开学": (8, 31),
    "春季开学": (2, 28),
    "采暖季": (11, 14),
    "供暖": (11, 14),
    "入冬": (11, 14),
}
_CN = r"[一二三四五六七八九十]"
_YEAR_WORDS = {"今年": 0, "本年": 0, "当年": 0, "明年": 1, "后年": 2}
_PATTERN = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年(?P<range>-|至)?|(?P<cnyear>二[零〇][零〇一二三四五六七八九]{2})年"
    r"|(?P<yearword>今年|明年|后年|本年度?))?(?:度)?[ ]*"
    rf"(?:(?P<month>1[0-2]|[1-9]|{_CN}{{1,2}})月(?P<day>\d{{1,2}})?(?P<part>日|底|末|上旬|中旬|下旬|份)?"
    rf"|(?:第)?(?P<quarter>[一二三四1-4])季度(?:末|底)?|(?P<half>上半年|下半年|年中)|(?P<season>[春夏秋冬]季)"
    rf"|(?P<yearend>年底|年末|年内)|(?P<feast>春节|元旦|五一|“五一”|劳动节|六一|七一|“七一”|八一|国庆节?|“十一”"
    rf"|中秋节?|主?汛期?|秋季开学|春季开学|开学|采暖季|供暖期?|入冬)(?:期间|来临)?)?"
    r"(?P<before>之前|以前|前)?"
)
_FIVE = re.compile(r"(?:到|至)?“十[一二三四五六]?五”(?:规划)?(?:期间|时期|期内|期末|末|内|规划期)")
_SPAN = re.compile(
    rf"(?:力争|争取|计划)?(?:用|在|通过|经过|未来|今后)?(?P<low>\d|{_CN}|两)(?:-|至|到)?(?P<high>\d|{_CN}"
    rf"|两)?年(?:的?努力|时间|内|之内|左右的时间)(?!行动)?"
    rf"|用(?:1|一)(?:-|至|到)?(?P<two>2|两)年(?=，|$)"
    rf"|(?P<bare>[两三四五])年(?=达到|完成|实现|建成)|(?P<coming>未来|今后)(?P<years>[三五])年"
)
_NOT_A_DEADLINE_BEFORE = re.compile(r"(?:比|较|从|自|由|于|以|在|相比|超|达到|第十[一二三四五]个)$")
_NOT_A_DEADLINE_AFTER = re.compile(
    r"^(?:以来|以后|起|开始|行动|建成的|的基础|水平|相比|国家|度?[“《]|版|增长|同期|底?数|级|第[一二三四]季度)"
)

_THIS_YEAR = re.compile(r"[今当本]年|全年|年内|年底前|月底前|季度|半年")

_ENDS = re.compile(
    r"^(?:力争|争取|确保|计划|将|要|全部|全面|均|都|同步|陆续|基本|正式|实现|项目|工程|主体)*"
    r"(?:(?:建成|完工|竣工|落成|封顶|交付|投用|投入(?:使用|运营|运行|生产)|投产|达产|投运|通车|开通|启用|使用|运营|营业|开业"
    r"|开园|开馆|开诊|招生|验收|完成|建设|改造|任务)[并和、]?)+$"
)
"""Nothing but the end of what the clause before named: 全部建成并投入使用."""
_STARTS = re.compile("开工|动工|启动|奠基|开建")


@dataclass(frozen=True)
class Deadline:
    """A day, the words that give it (empty where they only name the report's year) and where they stand."""

    on: date
    words: str
    start: int
    end: int


def find(twin: str, start: int, end: int, year: int) -> list[Deadline]:
    """Every deadline named in `twin[start:end]`, in order; `year` is the report's."""
    found: list[Deadline] = []
    part = twin[start:end]
    for pattern in (_FIVE, _SPAN):
        for match in pattern.finditer(part):
            on = _of_plan(match[0]) if pattern is _FIVE else _of_span(match, year)
            if on is not None:
                found.append(Deadline(on, match[0], start + match.start(), start + match.end()))
    for match in _PATTERN.finditer(part):
        if not match[0].strip() or any(item.start <= start + match.start() < item.end for item in found):
            continue
        if _NOT_A_DEADLINE_BEFORE.search(part[: match.start()]) or _NOT_A_DEADLINE_AFTER.search(part[match.end() :]):
            continue
        if part[: match.start()].endswith("《") or match["range"] or (match["month"] and part[: match.start()].endswith("“")):
            continue
        on = _of_calendar(match, year)
        if on is not None and on.year >= year:
            words = "" if re.fullmatch(rf"今年|本年度?|{year}年度?", match[0].strip()) else match[0].strip()
            found.append(Deadline(on, words, start + match.start(), start + match.end()))
    return sorted(found, key=lambda item: item.start)


def _of_plan(words: str) -> date | None:
    end = five_year_end(words)
    return date(end, 12, 31) if end else None


def _number(words: str) -> int:
    return int(words) if words.isdigit() else int(chinese(words) or 0)


def _of_span(match: re.Match[str], year: int) -> date | None:
    words = match["high"] or match["low"] or match["bare"] or match["years"] or match["two"]
    count = _number(words)
    return date(year + count - 1, 12, 31) if 1 < count <= 15 else None


def _of_calendar(match: re.Match[str], report_year: int) -> date | None:
    """The last day of what the words name; None where they name no time or only the report's year at large."""
    year, named = report_year, False
    if match["year"]:
        year, named = int(match["year"]), True
    elif match["cnyear"]:
        digits = "".join(str(_number(char)) if char not in "零〇" else "0" for char in match["cnyear"])
        year, named = int(digits), True
    elif match["yearword"]:
        year += _YEAR_WORDS.get(match["yearword"].rstrip("度"), 0)
        named = True
    if match["month"]:
        return _in_month(match, year)
    if match["quarter"]:
        return _month_end(year, 3 * _number(match["quarter"]))
    if match["half"]:
        return date(year, 12, 31) if match["half"] == "下半年" else date(year, 6, 30)
    if match["yearend"]:
        return date(year, 12, 31)
    if match["feast"]:
        return _before_feast(match["feast"].strip("“”"), year) if match["before"] else None
    if match["season"]:
        return None
    return date(year, 12, 31) if named else None


def _in_month(match: re.Match[str], year: int) -> date | None:
    month = _number(match["month"])
    if not 1 <= month <= 12:
        return None
    day = match["day"]
    if day:
        if match["part"] != "日" or not 1 <= int(day) <= calendar.monthrange(year, month)[1]:
            return None
        return date(year, month, int(day))
    if match["part"] in ("上旬", "中旬"):
        return date(year, month, 10 if match["part"] == "上旬" else 20)
    if match["before"] and match["part"] not in ("底", "末", "下旬"):
        return _month_end(year - 1, 12) if month == 1 else _month_end(year, month - 1)
    return _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _before_feast(feast: str, year: int) -> date | None:
    if feast == "春节":
        return _eve(_SPRING.get(year), year)
    if feast.startswith("中秋"):
        return _eve(_MID_AUTUMN.get(year), year)
    for name, (month, day) in _BEFORE_DAY.items():
        if feast.startswith(name):
            return date(year, month, day)
    return None


def _eve(day: tuple[int, int] | None, year: int) -> date | None:
    return date.fromordinal(date(year, *day).toordinal() - 1) if day else None


def handed_on(twin: str, sentence: Span, clause: Span, named: Sequence[Deadline], year: int) -> Deadline | None:
    """The deadline that a clause hands on to the rest of its sentence.

    到2025年，A达到…，B达到…: one that is a clause of its own or opens the sentence with a year, or any clause with a later one.
    9月底前完成A，新建B: not.
    """
    if not named:
        return None
    due = named[-1]
    if due.words.endswith("日"):
        return None  # 2月26日，…会议上: when it was said
    opens = due.start - sentence.start <= 2 or (due.on.year > year and due.start - clause.start <= 3)
    return due if alone(twin, clause, due) or (opens and due.on.month == 12) else None


def alone(twin: str, clause: Span, due: Deadline) -> bool:
    """Whether a clause does nothing but name a day: 力争到2025年，."""
    return len(re.sub(r"[到在至争取力确保，]", "", twin[clause.start : due.start] + twin[due.end : clause.end])) < 2


def ends(twin: str, clause: Span, due: Deadline) -> bool:
    """Whether a clause only says by when the clause before is done: 新建A 3座，9月底前投入使用."""
    return bool(_ENDS.search(twin[clause.start : due.start] + twin[due.end : clause.end]))


def may_end(title: str) -> bool:
    """Whether a promise waits for an end at all: 开工建设A，2027年6月建成 promises its beginning."""
    return not _STARTS.match(title)


class Aims:
    """The later year that a passage of aims names once for all that follows: 发展目标。到2025年，A达到…。B超过….

    It holds up to the next full stop, for its paragraph where nothing was promised before it, and for its section where that is
    one of aims. A sentence with words of the report's own year ends it.
    """

    def __init__(self) -> None:
        self._due: Deadline | None = None
        self._passage: Passage | None = None
        self._reach = 0
        self._over = False

    def open(self, due: Deadline, passage: Passage, sentence: Span, *, first: bool, over: bool = False) -> None:
        """A clause of its own has named the year; `first` says that the paragraph has no draft before it.

        `over`: the sentence set the years over all that follows in its section (今后五年的目标是).
        """
        self._over = over or (self._over and passage is self._passage)
        self._due, self._passage = due, passage
        self._reach = passage.span.end if first else sentence.end

    def at(self, passage: Passage, sentence: Span, twin: str) -> Deadline | None:
        """What the sentence inherits; asked once for each sentence, in order."""
        if self._due is None or self._passage is None:
            return None
        if twin[self._reach : self._reach + 1] == "；":
            self._reach = sentence.end
        chapter = (self._passage.chapter, self._passage.section)
        aims = (self._over or "目标" in self._passage.theme) and (passage.chapter, passage.section) == chapter
        if (sentence.end <= self._reach or aims) and not _THIS_YEAR.search(sentence.of(twin)):
            return self._due
        self._due = None
        return None
