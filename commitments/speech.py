"""The speech with its promises marked: an offset sweep over the stored text. Pure.

Every character of the text stands in exactly one piece. Where quotes overlap, the shorter one names the
piece; a quote that is nowhere the shortest is named by a sign after its last piece.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .models import Commitment, Stage

CHAPTER = re.compile(r"[一二三四五六七八九十]+、")
LINE_END = re.compile("\n")
SECTION = re.compile(r"（([一二三四五六七八九十]+)）[^。]*。")


@dataclass(frozen=True)
class Piece:
    """A run of characters under one promise, or under none. `also` are promises named only by a sign after it."""

    text: str
    row: Commitment | None = None
    is_first: bool = False
    is_theme: bool = False
    also: tuple[Commitment, ...] = ()


@dataclass
class Block:
    """What is set as one paragraph. `ends_line`: the stored text breaks the line after it."""

    kind: str  # title, note, chapter, section, paragraph, blank
    start: int
    ends_line: bool
    anchor: str = ""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many promises begin here, per light."""
        counts: dict[str, int] = {}
        for piece in self.pieces:
            for row in ([piece.row] if piece.row and piece.is_first else []) + list(piece.also):
                light = shown_light(row)
                counts[light] = counts.get(light, 0) + 1
        return counts


def shown_light(row: Commitment) -> str:
    """The light as a reader sees it: a completed item shows that instead of "no light"."""
    return "completed" if row.stage == Stage.COMPLETED else str(row.light)


def lay_out(text: str, rows: Iterable[Commitment]) -> list[Block]:
    """The blocks of `text` with the promises `rows` marked at their offsets."""
    rows = sorted(rows, key=lambda row: (row.start, -row.end, row.pk))
    themes = _themes(text, rows)
    blocks = _blocks(text, {start for start, _end in themes})
    cuts = {0, len(text)} | {block.start for block in blocks}
    cuts |= {at for span in themes for at in span}
    cuts |= {at for row in rows for at in (row.start, row.end) if at <= len(text)}
    cuts |= {found.start() for found in LINE_END.finditer(text)}
    edges = sorted(cuts)
    spans = list(itertools.pairwise(edges))

    covers: dict[int, list[Commitment]] = {}
    place = {start: index for index, (start, _end) in enumerate(spans)}
    for row in rows:
        for index in range(place.get(row.start, len(spans)), len(spans)):
            if spans[index][0] >= row.end:
                break
            covers.setdefault(index, []).append(row)
    owners = {index: min(over, key=lambda row: (row.end - row.start, row.pk)) for index, over in covers.items()}
    named = {row.pk for row in owners.values()}
    signs: dict[int, list[Commitment]] = {}
    last_piece = {row.pk: index for index, over in covers.items() for row in over}
    for row in rows:
        if row.pk not in named and row.pk in last_piece:
            signs.setdefault(last_piece[row.pk], []).append(row)

    theme_starts = dict(themes)
    in_theme, seen, number = 0, set[int](), 0
    for index, (start, end) in enumerate(spans):
        while number + 1 < len(blocks) and blocks[number + 1].start <= start:
            number += 1
        in_theme = max(in_theme, theme_starts.get(start, 0))
        part = text[start:end]
        if part == "\n":  # always a span of its own; `ends_line` says it
            continue
        owner = owners.get(index)
        blocks[number].pieces.append(
            Piece(
                part,
                owner,
                is_first=bool(owner and owner.pk not in seen),
                is_theme=start < in_theme,
                also=tuple(signs.get(index, ())),
            )
        )
        if owner:
            seen.add(owner.pk)
    return blocks


def _blocks(text: str, starts: set[int]) -> list[Block]:
    """Lines as blocks; a section's heading sentence and each theme begin a block of their own."""
    blocks: list[Block] = []
    at = 0
    lines = text.split("\n")
    in_opening = True
    for number, line in enumerate(lines):
        end = at + len(line)
        heading = SECTION.match(line)
        if not line.strip():
            kind = "blank"
        elif CHAPTER.match(line) and len(line) <= 40:
            kind, in_opening = "chapter", False
        elif heading:
            kind, in_opening = "section", False
        elif number == 0:
            kind = "title"
        elif in_opening and len(line) <= 40 and not line.endswith(("：", "。")):
            kind = "note"
        else:
            kind, in_opening = "paragraph", False
        inner = {start for start in starts if at < start < end}
        if heading and heading.end() < len(line):
            inner.add(at + heading.end())
        marks = [at, *sorted(inner)]
        for index, start in enumerate(marks):
            blocks.append(Block(kind if index == 0 else "paragraph", start, ends_line=index == len(marks) - 1))
        at = end + 1
    blocks[-1].ends_line = False
    return blocks


def _themes(text: str, rows: list[Commitment]) -> list[tuple[int, int]]:
    """Where a passage opens with its theme as a sentence of its own: set on a new line, in bold."""
    found: dict[int, int] = {}
    for row in rows:
        if not row.theme:
            continue
        at = text.rfind(row.theme + "。", 0, row.start)
        if at >= 0 and (at == 0 or text[at - 1] in "。！？\n") and "\n" not in text[at : row.start]:
            found[at] = at + len(row.theme) + 1
    return sorted(found.items())


@dataclass
class SectionTally:
    """A section of the side tally: its heading, where it stands and its counts per light."""

    section: str
    title: str
    anchor: str
    counts: dict[str, int] = field(default_factory=dict)
    themes: list[ThemeTally] = field(default_factory=list)
    moved: int = 0  # how many show another light than on the day compared with

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass
class ThemeTally:
    title: str
    anchor: str
    count: int


def tally(blocks: list[Block], rows: Iterable[Commitment]) -> list[SectionTally]:
    """Counts per section in the order of the text; gives the blocks their anchors."""
    sections: dict[str, SectionTally] = {}
    themes: dict[tuple[str, str], ThemeTally] = {}
    headings = [block for block in blocks if block.kind in {"section", "chapter"}]
    for row in sorted(rows, key=lambda row: row.start):
        entry = sections.get(row.section)
        if entry is None:
            heading = next((block for block in reversed(headings) if block.start <= row.start), blocks[0])
            heading.anchor = heading.anchor or f"s{heading.start}"
            entry = SectionTally(row.section, _heading_words(heading), heading.anchor)
            sections[row.section] = entry
        light = shown_light(row)
        entry.counts[light] = entry.counts.get(light, 0) + 1
        if row.theme:
            theme = themes.get((row.section, row.theme))
            if theme is None:
                block = next((block for block in reversed(blocks) if block.start <= row.start), blocks[0])
                block.anchor = block.anchor or f"s{block.start}"
                theme = ThemeTally(row.theme, block.anchor, 0)
                themes[row.section, row.theme] = theme
                entry.themes.append(theme)
            theme.count += 1
    return list(sections.values())


def _heading_words(block: Block) -> str:
    words = "".join(piece.text for piece in block.pieces).strip().rstrip("。")
    return words.partition("，")[0]


def passage(text: str, start: int, end: int, *, around: int = 60) -> tuple[str, str, str]:
    """The paragraph a promise stands in, as (before, quote, after); a long one cut at whole sentences.

    `around` is about how many characters are kept on each side.
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    if start - first > around:
        first = max(first, text.rfind("。", first, start - around) + 1)
    if last - end > around:
        cut = text.find("。", end + around, last)
        last = last if cut < 0 else cut + 1
    return text[first:start].lstrip(), text[start:end], text[end:last].rstrip()
