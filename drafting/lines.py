"""Paragraphs out of lines: broken lines are joined, a report pasted on one line is cut at its chapter numbers."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from .segments import Span, strip
from .wording import any_of, listed

_CN = "一二三四五六七八九十"
CHAPTER = re.compile(rf"^(?:第(?P<part>[{_CN}]+)(?:部分|章|篇)|(?P<numeral>[{_CN}]{{1,3}})、)[ ]*(?P<title>.*)", re.S)
SUBCHAPTER = re.compile(rf"^（(?P<numeral>[{_CN}]{{1,3}})）[ ]*(?P<title>.*)", re.S)
BULLET = re.compile(r"[·•●■◆▪★☆▲►✓✔○□※]|[-*][ ]")
"""What begins a point of a list; a bulleted line does not go on in the next paragraph of the file."""
ITEM = re.compile(r"^(?:（\d{1,2}）|\d{1,2}[.、](?!\d)|[①-⑳])[ ]*(?P<title>.*)", re.S)
PROVENANCE = re.compile(r"#[ ]*source\b", re.I)
NAVIGATION = re.compile(
    r"^(?:下载|打印|全屏|收藏|分享|关闭|返回|返回顶部|上一篇|下一篇|首页"
    r"|【?字号.*|加大|还原|减小|】|大|中|小|[-— ]*第?\s*\d{1,3}\s*页?[-— ]*"
    r"|\d{1,3}\s*/\s*\d{1,3}|(?:作者|记者|供稿|编辑|索引号).{0,40}(?:来源|发布|发文|时间).*|来源[：:].*|时间[：:].*|发布时间.*|责任编辑.*|编辑[：:].*|浏览次数.*|当前位置.*"
    r"|扫一扫.*|版权所有.*)$"
)
"""Lines of a web page around the text: buttons, page numbers, where and when it was published."""

_LATIN_PAIR = re.compile(r"[A-Za-z]{2}")
_TERMINAL = "。！？；：”）…"
_OPEN_END = "的、，和与及从由达至到为比近约超（“"
_GOES_ON = "是为的，。、；：）”%"
_FOR_WHOM = re.compile(r"为[^，。]{0,12}(?:\d|提供|开展|安装|配备|发放|建)")
"""Begins a line of a list (为456户老人安装…), where a bare 为 goes on with the sentence before."""
_UNFOLD_FROM = 1500  # characters: no paragraph of a report is longer, a whole report on one line is
_INNER_BREAK = re.compile(
    rf"(?<=[。！？；：）”])[ ]*(?=(?:[{_CN}]{{1,3}}、|（[{_CN}]{{1,3}}）|第[{_CN}]{{1,2}}部分|附件[\d：:一二]|名词解释))"
    rf"|[ ]+(?=(?:[{_CN}]{{1,3}}、|（[{_CN}]{{1,3}}）|第[{_CN}]{{1,2}}部分|附件|名词解释))"
)
_HEAD_WORDS = any_of(
    listed(
        "回顾 工作总结 主要任务 重点任务 目标任务 工作任务 工作安排 工作部署 总体要求 主要目标 重点工作 工作打算 总体思路 "
        "安排建议 自身建设"
    )
)
_INNER_HEAD = re.compile(
    rf"^(?:[{_CN}]{{1,3}}、|第[{_CN}]{{1,2}}部分)[^。，；]{{0,36}}?(?:{_HEAD_WORDS})(?![的和与及、，。])"
    rf"|^(?:附件\d?|名词解释|附录)"
)
_STANDS_ALONE = re.compile(rf"^(?:附件|附录|名词解释|各位代表|-{{2,}}|.{{0,24}}(?:{_HEAD_WORDS})$)")
_SPACED_HEAD = re.compile(rf"^(?:[{_CN}]{{1,3}}、|（[{_CN}]{{1,3}}）|第[{_CN}]{{1,2}}部分)[^。；\n]{{2,60}}?[ ]+(?=[^ ])")


@dataclass(frozen=True)
class Folded:
    """The twin with one line per paragraph and without the blanks and line breaks inside words.

    `origin[n]` is the place in the text of the n-th character.
    """

    twin: str
    origin: list[int]

    def place(self, span: Span) -> tuple[int, int]:
        """The offsets in the text of a span of the folded twin."""
        return self.origin[span.start], self.origin[span.end - 1] + 1


def fold(twin: str) -> Folded:
    """Joins and cuts lines to paragraphs, and drops the blanks that stand between Chinese characters or figures."""
    chars: list[str] = []
    origin: list[int] = []
    for paragraph in _paragraphs(twin):
        for at in range(paragraph.start, paragraph.end):
            char = twin[at]
            if char in " \n" and not _separates(twin, at):
                continue
            chars.append(" " if char == "\n" else char)
            origin.append(at)
        chars.append("\n")
        origin.append(paragraph.end)
    return Folded("".join(chars), origin)


def _separates(twin: str, at: int) -> bool:
    """Whether the blank or line break at `at` stands between two words of Latin letters, or a blank between two figures."""
    around = twin[at - 1 : at] + twin[at + 1 : at + 2]
    return bool(_LATIN_PAIR.fullmatch(around)) or (twin[at] == " " and around.isdigit() and len(around) == 2)


def paragraphs(folded: str) -> list[Span]:
    """The paragraphs of a folded twin."""
    return _lines(folded)


def _paragraphs(twin: str) -> list[Span]:
    spans: list[Span] = []
    lines = _lines(twin)
    width = _wrapped_at(lines, twin)
    last: Span | None = None  # the last line of the paragraph that may go on
    for line in lines:
        apart = last is not None and twin.count("\n", last.end, line.start) > 1
        if last is not None and _continues(last.of(twin), line.of(twin), width, apart):
            spans[-1] = Span(spans[-1].start, line.end)
        else:
            spans.append(line)
        last = line
    return [piece for span in spans for piece in _unfolded(twin, span)]


def _lines(twin: str) -> list[Span]:
    spans, position = [], 0
    for line in twin.split("\n"):
        span = strip(twin, position, position + len(line))
        position += len(line) + 1
        if span.end > span.start:
            spans.append(span)
    return spans


def _wrapped_at(lines: list[Span], twin: str) -> int:
    """The width at which the file breaks its lines, 0 where a line is a paragraph."""
    widths = Counter(line.end - line.start for line in lines)
    if len(lines) < 8:
        return 0
    width = max(widths, key=lambda size: (widths[size] + widths[size - 1] + widths[size + 1], size))
    near = sum(widths[size] for size in (width - 2, width - 1, width, width + 1))
    open_ended = sum(1 for line in lines if abs(line.end - line.start - width) <= 2 and twin[line.end - 1] not in _TERMINAL)
    running = sum(1 for line in lines if re.search(r"[，。、；]", twin[line.start : line.end]))  # the lines of a list hold none
    wrapped = near >= 0.5 * len(lines) and open_ended >= 0.6 * near and running >= 0.5 * len(lines)
    return width if width >= 15 and wrapped else 0


def numbered(line: str) -> bool:
    """Whether a line begins with the number of a chapter or of an item."""
    return bool(CHAPTER.match(line) or SUBCHAPTER.match(line) or ITEM.match(line))


def _continues(line: str, following: str, width: int, apart: bool) -> bool:
    """Whether `following` goes on with the sentence that `line` left open. `apart`: an empty line stands between them."""
    if PROVENANCE.match(line) or NAVIGATION.match(line):
        return bool(re.fullmatch(r"\d+(?:\.\d+)?", line)) and not numbered(following) and following[0] not in "第（"
    if NAVIGATION.match(following):
        return bool(re.fullmatch(r"\d+(?:\.\d+)?", following) and re.search(r"[A-Za-z]$", line))
    if width and len(line) >= width - 2:
        return not (
            BULLET.match(following) or (line[-1] in "。！？；" and (numbered(following) or _STANDS_ALONE.match(following)))
        )
    if line[-1] in _TERMINAL or numbered(following) or following.startswith(("各位代表", "——", "--")) or BULLET.match(following):
        return False
    if following[0] in _GOES_ON and not _FOR_WHOM.match(following):
        return True
    if line[-1] in _OPEN_END:
        return True
    if apart:
        return False
    if re.search(r"[A-Za-z0-9.]$", line) and len(line) > 30:
        return True
    return len(line) > 45 and not numbered(line)


def _unfolded(twin: str, span: Span) -> list[Span]:
    """A report on a single line, cut before its chapter numbers and behind their headings."""
    if span.end - span.start < _UNFOLD_FROM:
        return [span]
    cuts = [span.start, *(match.end() for match in _INNER_BREAK.finditer(twin, span.start, span.end)), span.end]
    pieces = []
    for start, end in pairwise(cuts):
        head = _SPACED_HEAD.match(twin[start:end]) or _INNER_HEAD.match(twin[start:end])
        middle = start + head.end() if head else start
        pieces += [strip(twin, start, middle), strip(twin, middle, end)]
    return [piece for piece in pieces if piece.end > piece.start]
