"""The names in a list of things: A、B和C, where 和 may stand inside a name and short words may belong to the next."""

import re

from .segments import Span, strip
from .things import names_a_thing

_STRETCH = re.compile(r"[^、]至[^、]{2,4}$")
"""A stretch between two places (五大连池至嫩江), whose kind of work the end of the list names."""


def names(twin: str, start: int, end: int, ending: str) -> list[Span]:
    """The full names of a list. A short word that is no name by itself (家具、工业配件等展会) belongs to the next."""
    rough = items(twin, start, end)
    if len(rough) < 2 or _at_large(twin, start, end, rough):
        return rough[:1]
    full: list[Span] = []
    begin: int | None = None
    for position, name in enumerate(rough):
        words = name.of(twin)
        begin = name.start if begin is None else begin
        long = len(words) >= (8 if ending else 5) and not _STRETCH.search(words)
        named = (len(words) >= 3 and names_a_thing(words)) or long
        if named or position == len(rough) - 1:
            full.append(Span(begin, name.end))
            begin = None
    last = re.sub(r"等[^等]{0,10}$", "", full[-1].of(twin).removesuffix(ending))
    return full if len(last) >= 3 else full[:1]


def _at_large(twin: str, start: int, end: int, rough: list[Span]) -> bool:
    """Whether a list names no things of its own: 一批项目, A、B等一批项目 of kinds, 争创A、B等领域国家中心."""
    words = twin[start:end]
    if re.match(r"一批|一系列|各类", words) or re.search(r"等(?:重点)?(?:领域|行业|产业|方面|地区|乡镇)", words):
        return True
    kinds = not all(names_a_thing(re.sub(r"等.*", "", name.of(twin))) for name in rough)
    return bool(re.search(r"等(?:一批|一系列|多个)", words)) and kinds


def items(twin: str, start: int, end: int) -> list[Span]:
    """The items of a list as its marks part them, outside brackets and quotation marks."""
    found, at, depth = [], start, 0
    for index in range(start, end):
        char = twin[index]
        if char in "（“《":
            depth += 1
        elif char in "）”》":
            depth = max(0, depth - 1)
        elif depth == 0 and (char == "、" or (char in "和及与" and _joins(twin, at, index, end))):
            found.append(strip(twin, at, index))
            at = index + 1
    found.append(strip(twin, at, end))
    return [name for name in found if name.end > name.start]


def _joins(twin: str, at: int, index: int, end: int) -> bool:
    """Whether 和, 及 or 与 here joins two names rather than standing inside one (和平路, 与会)."""
    before, after = twin[at:index], twin[index + 1 : end]
    if twin[index] == "及" and (len(after) < 4 or re.match("其他|附属|配套|相关", after)):
        return False
    return len(before) >= 3 and len(after) >= 3 and names_a_thing(before)
