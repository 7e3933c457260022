"""Promises without a number: a concrete, named thing that will start, finish, exist, be won, held or abolished.

Verbs of progress (加快建设, 推进, 续建, 抓好) and of standing effort (加强, 完善, 健全) promise no end state and yield nothing.
"""

import re
from dataclasses import dataclass

from . import ends, lists
from .segments import Span, strip


@dataclass(frozen=True)
class Thing:
    """One deliverable: the quote, the words its title borrows from its neighbours, and what decided it."""

    span: Span
    verb: str
    ending: str
    rule: str
    sign: str


def read(twin: str, clause: Span, before: Span | None = None) -> list[Thing]:
    """The deliverables of one clause, none for standing efforts and verbs of progress.

    `before` is the clause before, where it yielded nothing: it holds the thing of an end that names none (确保年底前投运).
    """
    if before is not None and (end := ends.NO_THING.match(twin, clause.start, clause.end)):
        return [Thing(Span(before.start, clause.end), "", "", "predicate", end["end"])]
    things: list[Thing] = []
    for part in _halves(twin, clause):
        things += _read(twin, part)
    return things


def _halves(twin: str, clause: Span) -> list[Span]:
    """A clause cut at the 并 that joins two ends: A主体完工 | 并 | 与B同步交付使用."""
    for match in re.finditer("并", twin[clause.start : clause.end]):
        at = clause.start + match.start()
        both_end = ends.ENDING.search(twin[clause.start : at]) and ends.ENDING.search(twin[at : clause.end])
        if both_end and twin[at - 2 : at] != "建设" and clause.end - at > 7:
            return [Span(clause.start, at), strip(twin, at + 1, clause.end)]
    return [clause]


def _read(twin: str, clause: Span) -> list[Thing]:
    start, end = clause.start, clause.end
    while match := ends.LEADING.match(twin, start, end):
        start = match.end()
    if end - start < 4 or ends.GENERAL.search(twin[start:end]) or _endless(twin, start, end):
        return []
    won = ends.WON_BY_TRYING.match(twin, start, end)
    if won:
        return _items(twin, start, won.end(), end, won[0], "", "wins", won[0])
    hedge = ends.HEDGE.match(twin, start, end)
    bare = hedge.end() if hedge else start
    while match := ends.LEADING.match(twin, bare, end):
        bare = match.end()
    pushed = hedge is not None and hedge[0] in ends.PUSHES
    if things := _by_verb(twin, start, bare, end, pushed):
        return things
    return _by_ending(twin, start, bare, end, pushed)


def _endless(twin: str, start: int, end: int) -> bool:
    """Whether the clause begins with a verb of progress and closes with no end: 加快推进A建设, not 加快推进A竣工投产."""
    return bool(ends.TRAILING_PROGRESS.match(twin, start, end)) and not ends.ENDING.search(twin[start:end])


def _by_verb(twin: str, start: int, bare: int, end: int, pushed: bool) -> list[Thing]:
    for kind in ends.VERBS:
        match = kind.verb.match(twin, bare, end)
        if match is None or (pushed and kind.rule in ("builds", "holds", "raises", "fits")):
            continue
        if pushed and match[0] in ("建立", "创建"):
            continue
        thing = re.sub(r"（[^（）]*）$", "", twin[match.end() : end])
        if match[0] == "建设" and ends.GENERIC.search(thing) and not ends.OWN.search(thing):
            continue
        if len(thing) < 2 or (kind.wanted and not kind.wanted.search(thing)) or (kind.unwanted and kind.unwanted.search(thing)):
            continue
        if match[0] in ("做好", "搞好") or (kind.rule == "raises" and _shares_noun(twin, match.end(), end)):
            return [Thing(Span(start, end), "", "", kind.rule, match[0])]
        return _items(twin, start, match.end(), end, match[0], "", kind.rule, match[0])
    return []


def _shares_noun(twin: str, start: int, end: int) -> bool:
    """Whether the names of what is raised share their last noun: 提高A、B的补助标准, not 提高A标准和B标准."""
    return not all(re.search("(?:标准|养老金|工资)$", name.of(twin)) for name in lists.items(twin, start, end))


def _by_ending(twin: str, start: int, bare: int, end: int, pushed: bool) -> list[Thing]:
    words = twin[bare:end]
    if match := ends.WHOLE.search(words):
        return [Thing(Span(start, end), "", "", "all of it", match[0])]
    if match := ends.AGAINST_REFERENCE.search(words):
        if "平均" in match[0]:
            return _items(twin, start, bare, end, "", "", "reference", match[0])
        return [Thing(Span(start, end), "", "", "reference", match[0])]
    if match := ends.IMPROVES.match(words):
        span = Span(bare + match.start("things"), end)
        return _items(twin, span.start, span.start, end, "", twin[bare + match.end("things") : end], "improves", match[0][-4:])
    if ends.STANDING.match(words):
        return []
    if not pushed and ends.COVERS_ALL.search(words):
        return _items(twin, start, start, end, "", "", "reaches all", "全覆盖")
    if not pushed and (match := ends.REACHES_ALL.search(words)) and "逐步" not in words and "无盲区" not in words:
        return (
            _items(twin, start, start, end, "", "", "reaches all", match[0][:2])
            if "、“" in words
            else [Thing(Span(start, end), "", "", "reaches all", "全覆盖" if "全覆盖" in words else match[0][:6])]
        )
    if match := ends.ENDING.search(words):
        return _finished(twin, start, bare, end, match)
    return _becoming(twin, start, bare, end)


def _finished(twin: str, start: int, bare: int, end: int, ending: re.Match[str]) -> list[Thing]:
    words = twin[bare:end]
    subject = re.sub(r"(?:实现|力争|基本|全面|如期|按期|尽快|早日|顺利|年内|全部|正式|加快|通过)+$", "", words[: ending.start()])
    last = re.sub(rf"(?:{ends.FINISHED})+$", "", words.split("、")[-1])
    if (
        len(last) < 2
        or len(subject) < 2
        or ends.ANY_PROJECTS.fullmatch(subject)
        or re.match(r"一批|更多|新的|抓|促|早|边|应", subject)
    ):
        return []
    return _items(twin, start, bare, end, "", ending[0], "predicate", ending[0])


def _becoming(twin: str, start: int, bare: int, end: int) -> list[Thing]:
    """A创建国家级…、B晋升为…: one thing per subject that becomes something certified."""
    words = twin[bare:end]
    found = [match for match in ends.BECOMES.finditer(words) if match.start() >= 2 or bare > start]
    if not found:
        return []
    things: list[Thing] = []
    cut = re.search(r"、(?=[^、]{2,}(?:创建|晋升|申报|争创|升格)[^、]+$)", words)
    parts = [Span(start, bare + cut.start()), Span(bare + cut.end(), end)] if cut and len(found) > 1 else [Span(start, end)]
    for part in parts:
        match = list(ends.BECOMES.finditer(twin[part.start : part.end]))[-1:]
        tail = twin[part.start + match[0].end() : part.end] if match else ""
        if tail and (things or ends.CERTIFIED.search(tail)) and not ends.NOT_CERTIFIED.search(tail):
            verb = match[0][0]
            things += _items(twin, part.start, part.start + match[0].end(), part.end, verb, "", "becomes", verb)
    return things


def _items(twin: str, start: int, thing: int, end: int, verb: str, ending: str, rule: str, sign: str) -> list[Thing]:
    """One thing per full name in a list; a list of bare place names or of kinds stays one thing."""
    names = lists.names(twin, thing, end, ending)
    if len(names) < 2:
        return [Thing(Span(start, end), "", "", rule, sign)]
    things = [Thing(Span(start, names[0].end), "", ending, rule, sign)]
    things += [Thing(name, verb, ending, rule, sign) for name in names[1:-1]]
    return [*things, Thing(strip(twin, names[-1].start, end), verb, "", rule, sign)]
