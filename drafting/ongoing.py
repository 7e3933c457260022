"""Standing efforts: clauses that begin with a verb of effort and promise no number and no end state."""

import re

from .segments import Span

_LEADING = re.compile(
    r"^(?:同时|并且|并|而且|且|也|还要?|[一二三四五六七八九十]{1,3}是(?!否)|大力|深入|积极|全力|着力|扎实|切实|持续"
    r"|继续|稳步|有序|统筹|不断|认真|努力|要|全面|进一步)"
)
_EFFORT = re.compile(
    r"^(?:加强|强化|深化|完善|健全|优化|落实|提升|增强|推行|发挥|引导|规范|丰富|巩固|促进|拓展|培育|发展|壮大"
    r"|保持|维护|弘扬|严格|支持|鼓励|加快|推进|推动|抓好|续建|加大|引进|营造|构建|打造|用好|实施|开展|创新|改善|"
    r"防范|化解|打击|整治|治理|保护|做好|做大|做强|做优|提高|扩大|释放|激发|推广|建设|探索|贯彻|坚持|深入|建立"
    r"|广泛|全面|守住|守牢|严守)"
)
_EMPTY = re.compile(r"为指导|总基调|各位代表|让我们|精神$")


def read(twin: str, clause: Span) -> list[Span]:
    """The effort a clause names, from its verb to its end; none where it names none."""
    start = clause.start
    while match := _LEADING.match(twin[start : clause.end]):
        start += match.end()
    words = twin[start : clause.end]
    if len(words) < 5 or not _EFFORT.match(words) or _EMPTY.search(words):
        return []
    return [Span(start, clause.end)]
