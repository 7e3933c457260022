"""From lines to passages: chapters, numbering, lead phrases, and whether a passage looks back or ahead."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from .lines import CHAPTER, ITEM, NAVIGATION, PROVENANCE, SUBCHAPTER, paragraphs
from .numerals import ordinal
from .segments import Span, strip
from .wording import any_of, listed

# What kind of chapter a heading opens, by the words in it.
_REVIEW_HEADS = listed(
    "回顾 工作总结 主要成绩 取得的成绩 工作成效 过去五年 过去一年 五年来 一年来 发展成就 完成情况 工作情况 主要成效 历史性成就 "
    "存在的问题 困难和问题 困难与问题 执行情况 奋斗历程"
)
_PLAN_HEADS = listed(
    "任务 安排 打算 部署 目标 要求 思路 重点工作 主要工作 实事 政府自身建设 自身建设 工作建议 举措 措施 规划 展望 愿景 蓝图 计划 "
    "今后五年 未来五年 下一步 下步 奋斗 全力做好 扎实做好 工程 项目"
)
_ANNEX_HEADS = listed(
    "名词解释 名词注释 名词术语 有关名词 有关说明 相关名词 注释 指标解释 用语说明 术语解释 附件 附录 相关报道 相关链接 "
    "相关阅读 附"
)

_FIVE_YEARS = re.compile(
    r"“(?P<quoted>十[一二三四五六七]?五)”|(?<!第)(?P<bare>十[一二三四五六七]五)(?![届条项个次])"
    r"|(?<!第)(?P<oldest>十五)(?=时期|规划|期间|期末|末|计划)"
)
"""A five-year plan by its short name; 十五届人大 and 十五条 are none."""
_NTH_PLAN = re.compile(r"第(十[一二三四五六七]?)个五年规划")
_FIVE_YEAR_ENDS = {"十五": 2005, "十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
_LEAD_VERB = re.compile(
    r"(?:狠抓|大力|全力|力促|着力|切实|持续|深化|强化|加快|推动|推进|优化|提升|提高|繁荣|确保|全面|积极|加大"
    r"|统筹|坚持|加强|完善|扎实|深入|改善|促进|发展)"
)
_TELLS = re.compile(
    r"过去的|回顾|同比|比上年|较上年|累计|预计|已经?(?:完成|建成|达|实现)|[^，。为除]了(?!解|然)|我们(?:坚持|着力|深入)"
)
"""Signs that the year named beside them is over."""
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")

_OF_GOVERNMENT = re.compile(
    any_of(
        listed(
            "全市 全省 全县 全区 我市 我县 我省 我区 政府 人民 代表 报告 规上 亿元 万元 民生 推进 推动 加强 增长 建设 发展 项目 "
            "改革 新建 改造 就业 "
            "城镇 乡镇 农村 社区 居民 产业 企业 工程 医院 学校 幼儿园 公路 旅游 投资 财政 养老 粮食 生态 污水 "
            "小区 实施 提升 力争 确保 群众"
        )
    )
)


class Mood(Enum):
    """Which way a passage looks."""

    PLAN = "plan"
    REVIEW = "review"
    UNKNOWN = "unknown"
    ANNEX = "annex"


@dataclass(frozen=True)
class Passage:
    """A paragraph with what stands above it.

    `led` says that it begins with a lead phrase, `inner_leads` that further ones stand inside: a chapter of one long paragraph.

    `section` is 目标, the numeral of the innermost numbered chapter of the programme, or a heading; `theme` the lead phrase;
    `horizon` the last year of the aims it belongs to, None for the report's own year.
    """

    span: Span
    mood: Mood
    section: str
    theme: str
    horizon: int | None
    heading: bool = False
    chapter: str = ""
    led: bool = False
    inner_leads: bool = False


def _both(head: str) -> bool:
    """Whether a heading opens a review and a plan at once: 2022年工作总结和2023年工作安排."""
    last = re.split(r"[和与及、]|以及", head)[-1]
    return any(word in last for word in _PLAN_HEADS) and not any(word in last for word in _REVIEW_HEADS)


def five_year_end(words: str) -> int | None:
    """十四五 -> 2025, where the words name a five-year plan."""
    match = _FIVE_YEARS.search(words)
    if match is None:
        nth = _NTH_PLAN.search(words)
        return 1955 + 5 * (ordinal(nth[1]) or 0) if nth else None
    return _FIVE_YEAR_ENDS.get(match["quoted"] or match["bare"] or match["oldest"])


def report_year(twin: str) -> int | None:
    """The year the report plans for, as far as headings, title or source line tell."""
    votes: Counter[int] = Counter()
    for number, span in enumerate(paragraphs(twin)):
        line = span.of(twin)
        years = [int(match[1]) for match in re.finditer(r"(?<![\d到至-])(20\d\d)年(?![前底末])", line[:60])]
        if not years:
            if number == 0 and PROVENANCE.match(line) and (found := re.findall(r"(?<!\d)(20\d\d)(?!\d)", line)):
                votes[int(found[-1])] += 3
            continue
        if len(line) <= 45 and any(word in line for word in _PLAN_HEADS) and not any(word in line for word in _REVIEW_HEADS):
            votes[max(years)] += 6
        elif len(line) <= 45 and "政府工作报告" in line:
            votes[years[0]] += 4
        elif number < 12 and re.match(r"-*20\d\d年\d+", line):
            votes[years[0]] += 2
    if not votes:
        for match in re.finditer(
            r"(?<![\d到至比较])(20\d\d)年(?:度)?(?:，|经济社会发展|政府工作|工作|我们|全市|全县|全省|将|要|主要|重点|[^。，]{0,12}实事)",
            twin,
        ):
            around = re.split(r"[。；\n]", twin[max(0, match.start() - 60) : match.start()])[-1]
            told = _TELLS.search(around + re.split(r"[。；\n]", twin[match.start() : match.end() + 80])[0])
            votes[int(match[1]) + (1 if told else 0)] += 2 if "实事" in match[0] else 1
    if not votes:
        return None
    best = max(votes.values())
    return max(year for year, count in votes.items() if count == best)


def report_signs(text: str) -> int:
    """How many words of government work the text has: enough of them make even a text without promise a report."""
    return len(_OF_GOVERNMENT.findall(text))


def passages(twin: str, year: int | None) -> Iterator[Passage]:
    """Every paragraph in order, headings included (marked), with its chapter's mood."""
    state = _State(year, len(twin))
    found = [passage for span in paragraphs(twin) for passage in state.read(twin, span)]
    bodies = Counter((passage.chapter, passage.section) for passage in found if passage.led)
    for passage in found:
        sole = passage.led and bodies[passage.chapter, passage.section] == 1
        yield replace(passage, inner_leads=sole)


def is_lead(sentence: str) -> bool:
    """Whether a sentence inside a paragraph is a lead phrase: 狠抓重大交通项目。"""
    return bool(4 <= len(sentence) <= 14 and not re.search(r"[，：、\d]", sentence) and _LEAD_VERB.match(sentence))


class _State:
    """Where in the report the reader stands."""

    def __init__(self, year: int | None, length: int) -> None:
        self.year, self.length = year, length
        self.mood = Mood.UNKNOWN
        self.horizon: int | None = None
        self.chapter = self.section = self.theme = ""
        self.in_programme = False

    def read(self, twin: str, span: Span) -> Iterator[Passage]:
        line = span.of(twin)
        if self.mood is Mood.ANNEX or PROVENANCE.match(line) or NAVIGATION.match(line):
            yield self._passage(span, heading=True)
            return
        if self._annex(line, span):
            self.mood = Mood.ANNEX
            yield self._passage(span, heading=True)
            return
        chapter = CHAPTER.match(line)
        title = line[chapter.start("title") :] if chapter else line
        head = re.split(r"[。！？]", title, maxsplit=1)[0]
        if chapter and self._numbered_task(line, head):
            self.section, self.theme = chapter["numeral"] or chapter["part"], ""
            yield self._passage(strip(twin, span.start + chapter.start("title"), span.end))
            return
        if (chapter and len(head) <= 60) or (not chapter and self._unnumbered_heading(line)):
            self._open_chapter(head, chapter)
            body = strip(twin, span.start + len(line) - len(title) + len(head), span.end)
            yield self._passage(Span(span.start, body.start), heading=True)
            if body.end > body.start:
                yield self._passage(body)
            return
        if sub := SUBCHAPTER.match(line):
            yield from self._subchapter(twin, span, sub)
            return
        theme = self._lead(line)
        yield replace(self._passage(span), theme=theme or self.theme, led=bool(theme))

    def _passage(self, span: Span, heading: bool = False) -> Passage:
        return Passage(span, self.mood, self.section, self.theme, self.horizon, heading, self.chapter)

    def _annex(self, line: str, span: Span) -> bool:
        bare = re.sub(r"[ \d：:（）【】\[\]一二三四五六七八九十、.]", "", line)
        return (
            len(bare) <= 12
            and span.start > 0.4 * self.length
            and any(bare == word or (bare.startswith(word) and len(bare) <= len(word) + 4) for word in _ANNEX_HEADS)
        )

    @staticmethod
    def _numbered_task(line: str, head: str) -> bool:
        """Whether a numbered line is a sentence of a list (六、新建A 6个；建设B 30家。) rather than the heading of a chapter."""
        whole = line.endswith(("。", "；")) and line.rstrip("。；").endswith(head)
        return "；" in head or (whole and bool(re.search(r"\d(?!\d*年)", head)))

    def _unnumbered_heading(self, line: str) -> bool:
        """A short line that names what comes: 2026年重点工作, 加强政府自身建设."""
        if len(line) > 32 or re.search(r"[。，；！？：]|完成|办好了", line) or SUBCHAPTER.match(line) or ITEM.match(line):
            return False
        return bool(
            re.search(
                r"回顾|总结$|工作安排|重点工作|主要工作$|重点任务|主要任务|目标任务|总体要求|主要目标|工作打算|工作部署"
                r"|(?:重点|发展|奋斗|预期)目标$"
                r"|自身建设$|工作建议|安排建议|工作思路|实事(?:项目)?$",
                line,
            )
        )

    def _open_chapter(self, head: str, chapter: re.Match[str] | None) -> None:
        mood = self._mood_of(head)
        frame = bool(re.search(r"总体要求|目标|任务|安排|部署|思路|回顾|总结|重点工作|打算|要求|形势|建议", head))
        if mood is Mood.UNKNOWN and self.mood in (Mood.PLAN, Mood.REVIEW) and not frame:
            mood = self.mood  # 三、着力发展工业 after 二、2020年工作安排
        self.mood = mood
        self.horizon = self._horizon_of(head)
        self.chapter = head
        self.theme = ""
        numeral = (chapter["numeral"] or chapter["part"]) if chapter else None
        if frame or not numeral:
            self.section = "目标" if mood is not Mood.REVIEW and frame else head[:24]
        else:
            self.section, self.theme = numeral, re.sub(r"^20\d\d年", "", re.split(r"[，；]", head)[0])[:24]
        self.in_programme = False

    def _mood_of(self, head: str) -> Mood:
        review = any(word in head for word in _REVIEW_HEADS)
        plan = any(word in head for word in _PLAN_HEADS)
        years = [int(year) for year in _YEAR.findall(head)]
        if review and plan and _both(head):
            return Mood.UNKNOWN
        if review and not (years and self.year and min(years) >= self.year and plan and "回顾" not in head):
            return Mood.REVIEW
        if plan:
            return Mood.REVIEW if years and self.year and max(years) < self.year and "工作" in head else Mood.PLAN
        if years and self.year:
            return Mood.PLAN if max(years) >= self.year else Mood.REVIEW
        return Mood.UNKNOWN

    def _horizon_of(self, head: str) -> int | None:
        years = [int(year) for year in _YEAR.findall(head)]
        if self.year and self.year in years:
            return None
        if end := five_year_end(head):
            return end if self.year is None or end >= self.year else None
        if self.year and re.search(r"(?:今后|未来|下一个|新)五年|今后一个时期", head):
            return self.year + 4
        return None

    def _subchapter(self, twin: str, span: Span, sub: re.Match[str]) -> Iterator[Passage]:
        title = sub["title"]
        head = re.split(r"[。！？]", title, maxsplit=1)[0]
        if ordinal(sub["numeral"]) == 1:
            self.in_programme = True
        self.section = sub["numeral"] if self.mood is not Mood.REVIEW else self.section
        has_body = len(head) < len(title.rstrip("。"))
        if len(head) > 90:  # no heading: the numbered item is itself the text
            self.theme = ""
            yield self._passage(strip(twin, span.start + sub.start("title"), span.end))
            return
        self.theme = re.split(r"[，；]", head)[0][:24]
        body = strip(twin, span.start + sub.start("title") + (len(head) if has_body else 0), span.end)
        yield self._passage(Span(span.start, body.start if has_body else span.end), heading=True)
        if has_body:
            yield self._passage(body)

    def _lead(self, line: str) -> str:
        """The lead phrase of a paragraph: 大力推动城市更新。坚持…"""
        head = re.split(r"[。：]", line, maxsplit=1)[0]
        if (
            len(head) < len(line) - 6
            and 4 <= len(head) <= 26
            and not re.search(r"\d[^”]*$", head)
            and not re.search(r"各位代表|今年是|之年$", head)
        ):
            if match := re.search(r"([^，]{0,10}(?:预期目标|主要目标|奋斗目标))[^，]{0,4}(?:是|为)?$", head):
                return re.sub(r"^.*?(?=主要|高质量)", "", match[1])[:24]
            return head if "，" not in head or len(head) <= 20 else ""
        match = re.search(r"((?:高质量发展)?主要(?:预期)?目标)(?:建议)?(?:是|为)：", line[:120])
        return match[1] if match else ""
