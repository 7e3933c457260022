"""Sentences and clauses of a text, as spans. Nothing is cut inside quotation marks, brackets or book titles."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_PROTECTED = re.compile(r"“[^“”\n]{0,60}”|《[^《》\n]{0,80}》|（[^（）\n]{0,90}）|‘[^‘’\n]{0,40}’")
_SENTENCE_END = re.compile(r"[。！？；\n]")
_CLAUSE_END = re.compile(r"[，：]|-{2,}|…+")
_NEXT_PREDICATE = re.compile(
    r"(?:、|以及|及|并)(?=(?:开工建设|建成|完成(?!率|情况|时限)|新建|新筹建|新设立|新改建|改建|扩建|安装|增设|整治提升|改造提升|打通|启动|拆除|举办|出台"
    r"|升级改造|鼓励|建设(?!用地|工程|项目|标准|单位|管理|资金|成果|成效|任务|水平|和|与|、))[^、，。；]{4})"
)
"""A mark after which a second predicate with its own verb begins: 建成A路、安装B路路灯."""
_OPENS_WITH_VERB = re.compile(
    r"(?:[一二三四五六七八九十]是)?(?:继续|全面|加快|年内)?"
    r"(?:推进|推动|争取|力争|支持|建成|完成|新建|改建|扩建|安装|增设|整治|改造|打通|启动|拆除|举办|出台|建设|开工|实施|提高|加强|开展|深入开展|拓宽|优化)"
)
_LONGEST_SENTENCE, _LONGEST_CLAUSE = 3000, 400  # characters; what is longer is no sentence and is cut to stay quick
_BLANK = " \n\u3000\t"


@dataclass(frozen=True)
class Span:
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class Protected:
    """The stretches in which punctuation does not end anything, and which of them are quotations or names."""

    def __init__(self, twin: str) -> None:
        self._spans = [(match.start(), match.end(), match[0][0]) for match in _PROTECTED.finditer(twin)]
        self._starts = [start for start, _, _ in self._spans]

    def around(self, position: int) -> tuple[int, int, str] | None:
        """The protected stretch that holds `position`, with its opening mark."""
        at = bisect_right(self._starts, position) - 1
        if at >= 0 and self._spans[at][0] <= position < self._spans[at][1]:
            return self._spans[at]
        return None


def strip(twin: str, start: int, end: int) -> Span:
    """The span without blanks at its ends."""
    while start < end and twin[start] in _BLANK:
        start += 1
    while end > start and twin[end - 1] in _BLANK:
        end -= 1
    return Span(start, end)


def _split(twin: str, span: Span, ends: re.Pattern[str], protected: Protected) -> list[Span]:
    parts, start = [], span.start
    for match in ends.finditer(twin, span.start, span.end):
        if match[0] != "\n" and protected.around(match.start()):
            continue
        if _inside_number(twin, match):
            continue
        part = strip(twin, start, match.start())
        if part.end > part.start:
            parts.append(part)
        start = match.end()
    part = strip(twin, start, span.end)
    if part.end > part.start:
        parts.append(part)
    return parts


def _inside_number(twin: str, match: re.Match[str]) -> bool:
    """A colon between digits belongs to a ratio or a time of day."""
    return (
        match[0] == "：" and twin[match.start() - 1 : match.start()].isdigit() and twin[match.end() : match.end() + 1].isdigit()
    )


def sentences(twin: str, span: Span, protected: Protected) -> list[Span]:
    """Sentences up to 。！？ or ；, without the mark."""
    return _shortened(twin, _split(twin, span, _SENTENCE_END, protected), _LONGEST_SENTENCE)


def _shortened(twin: str, parts: list[Span], longest: int) -> list[Span]:
    """Parts no longer than `longest`, cut behind a 、 where there is one."""
    short = []
    for part in parts:
        start = part.start
        while part.end - start > longest:
            stop = twin.rfind("、", start, start + longest) + 1 or start + longest
            short.append(strip(twin, start, stop))
            start = stop
        short.append(strip(twin, start, part.end))
    return [part for part in short if part.end > part.start]


def clauses(twin: str, sentence: Span, protected: Protected) -> list[Span]:
    """Clauses between commas, colons and dashes, and predicates with a verb of their own behind a 、 or 及."""
    parts = [piece for part in _split(twin, sentence, _CLAUSE_END, protected) for piece in _predicates(twin, part, protected)]
    return _shortened(twin, parts, _LONGEST_CLAUSE)


def _predicates(twin: str, clause: Span, protected: Protected) -> list[Span]:
    """The predicates of a clause; one where a number or an 等 counts the whole list (实施A改造、新建B等8个项目)."""
    if not _OPENS_WITH_VERB.match(twin, clause.start, clause.end):
        return [clause]
    pieces, start = [], clause.start
    for match in _NEXT_PREDICATE.finditer(twin, clause.start, clause.end):
        if match.start() - start < 6 or protected.around(match.start()):
            continue
        if re.search(r"等[^、，]{0,8}(?:项目|工程|任务|工作|活动)", twin[match.end() : clause.end]):
            continue
        pieces.append(strip(twin, start, match.start()))
        start = match.end()
    return [*pieces, strip(twin, start, clause.end)]
