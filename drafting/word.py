"""The lines of a Word document: its paragraphs and table rows in order, with the numbers Word draws itself put back as text.

Read is what a reader sees in the body: not headers, footers, footnotes, text boxes, tables of contents or what tracked
changes took away – but what they brought in, and what stands in content controls and smart tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = {f"{_W}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "txbxContent", "instrText")} | {_FALLBACK}
_HOLDS_BLOCKS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
_CHINESE = re.compile("chinese|taiwanese|japaneseCounting|ideograph")  # as Word, WPS and others call 一, 二, 三
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}


def lines(document: Any) -> list[str]:
    """The text of an opened python-docx `document`."""
    numbers = _Numbers(document)
    return list(_lines(document.element.body, numbers))


def _lines(container: Any, numbers: _Numbers) -> Iterator[str]:
    for block in container:
        if block.tag == f"{_W}p":
            if not numbers.is_contents(block):
                yield numbers.before(block) + _text(block)
        elif block.tag == f"{_W}tbl":
            yield from _rows(block, numbers)
        elif block.tag in _HOLDS_BLOCKS and not _is_contents_control(block):
            yield from _lines(block, numbers)


def _text(paragraph: Any) -> str:
    pieces: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _UNSEEN:
            continue
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n" if node.get(f"{_W}type") in (None, "textWrapping") else "")
        elif node.tag == f"{_W}tab":
            pieces.append("\t")
        elif node.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        else:
            stack.extend(reversed(node))
    return "".join(pieces)


def _rows(table: Any, numbers: _Numbers) -> Iterator[str]:
    """A row is a line, its cells parted by commas; the heading and the running number are left out."""
    for place, row in enumerate(table.iter(f"{_W}tr")):
        cells = [cell for each in row.iter(f"{_W}tc") if not _goes_on(each) and (cell := _cell(each, numbers))]
        if place == 0 and any(cell in ("序号", "编号") for cell in cells):
            continue
        if len(cells) > 1 and re.fullmatch(r"\d{1,4}[.．、]?", cells[0]):
            cells = cells[1:]
        yield "，".join(dict.fromkeys(cells))


def _cell(cell: Any, numbers: _Numbers) -> str:
    return "\n".join(line for each in cell.iterchildren(f"{_W}p") if (line := (numbers.before(each) + _text(each)).strip()))


def _goes_on(cell: Any) -> bool:
    """Whether it is the lower part of a cell that spans rows."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val") in (None, "continue")


def _is_contents_control(block: Any) -> bool:
    gallery = block.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    return gallery is not None and gallery.get(f"{_W}val") == "Table of Contents"


class _Numbers:
    """Word's automatic numbering, counted along: the paragraph's own, else that of its style."""

    def __init__(self, document: Any) -> None:
        self.counts: dict[str, dict[int, int]] = {}
        self.levels: dict[str, dict[int, Any]] = {}  # of each list: level → its drawing
        self.key: dict[str, str] = {}  # lists that go on from each other count together
        self.styles = {style.get(f"{_W}styleId"): style for style in document.styles.element.iterchildren(f"{_W}style")}
        try:
            root = document.part.numbering_part._element
        except (KeyError, NotImplementedError):
            return
        drawn = {each.get(f"{_W}abstractNumId"): each for each in root.iterchildren(f"{_W}abstractNum")}
        for each in root.iterchildren(f"{_W}num"):
            name, link = each.get(f"{_W}numId"), each.find(f"{_W}abstractNumId")
            abstract = drawn.get(link.get(f"{_W}val")) if link is not None else None
            if abstract is None:
                continue
            self.levels[name] = {_number(level, "ilvl"): level for level in abstract.iterchildren(f"{_W}lvl")}
            overrides = list(each.iterchildren(f"{_W}lvlOverride"))
            self.levels[name] |= {_number(one, "ilvl"): level for one in overrides if (level := one.find(f"{_W}lvl")) is not None}
            self.key[name] = f"num {name}" if overrides else f"list {link.get(f'{_W}val')}"

    def before(self, paragraph: Any) -> str:
        """一、 or （一） or 1. as Word shows it before this paragraph; empty where it draws no number."""
        found = self._list_and_level(paragraph)
        if found is None:
            return ""
        name, level = found
        drawn = self.levels.get(name, {})
        if level not in drawn:
            return ""
        counts = self.counts.setdefault(self.key[name], {})
        counts[level] = counts.get(level, _start(drawn[level]) - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        pattern = drawn[level].find(f"{_W}lvlText")
        if pattern is None or not _is_written(_shape(drawn[level])):
            return ""

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            return _written(counts.get(at, _start(drawn.get(at))), _shape(drawn.get(at)))

        return re.sub(r"%(\d)", written, pattern.get(f"{_W}val") or "")

    def is_contents(self, paragraph: Any) -> bool:
        """Whether it is a line of a table of contents."""
        name = self._style(paragraph).find(f"{_W}name") if self._style(paragraph) is not None else None
        return name is not None and re.match(r"toc \d", name.get(f"{_W}val") or "", re.I) is not None

    def _style(self, paragraph: Any) -> Any:
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self.styles.get(named.get(f"{_W}val")) if named is not None else None

    def _list_and_level(self, paragraph: Any) -> tuple[str, int] | None:
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        level = own.find(f"{_W}ilvl") if own is not None else None
        if own is not None and (named := own.find(f"{_W}numId")) is not None:
            name = named.get(f"{_W}val")  # "0" takes the style's number away
            return None if name == "0" else (name, _number(level, "val") if level is not None else 0)
        style, seen = self._style(paragraph), set[str]()
        while style is not None and (key := style.get(f"{_W}styleId")) not in seen:
            seen.add(key)
            given = style.find(f"{_W}pPr/{_W}numPr")
            if given is not None and (named := given.find(f"{_W}numId")) is not None:
                name = named.get(f"{_W}val")
                level = level if level is not None else given.find(f"{_W}ilvl")
                return None if name == "0" else (name, self._level_of(name, key, level))
            base = style.find(f"{_W}basedOn")
            style = self.styles.get(base.get(f"{_W}val")) if base is not None else None
        return None

    def _level_of(self, name: str, style: str, level: Any) -> int:
        """The level said, else the one the list gives to the style."""
        for place, drawn in self.levels.get(name, {}).items():
            bound = drawn.find(f"{_W}pStyle")
            if bound is not None and bound.get(f"{_W}val") == style:
                return place
        return _number(level, "val") if level is not None else 0


def _number(node: Any, name: str) -> int:
    text = node.get(f"{_W}{name}") or ""
    return int(text) if text.isdigit() else 0


def _start(level: Any) -> int:
    start = level.find(f"{_W}start") if level is not None else None
    return _number(start, "val") if start is not None else 1


def _shape(level: Any) -> str:
    shape = level.find(f"{_W}numFmt") if level is not None else None
    return str(shape.get(f"{_W}val")) if shape is not None else "decimal"


def _is_written(shape: str) -> bool:
    return shape == "decimal" or shape in _CIRCLED or _CHINESE.match(shape) is not None


def _written(count: int, shape: str) -> str:
    if _CHINESE.match(shape):
        return _chinese(count)
    if shape in _CIRCLED and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(count, 10)
    if count >= 100:
        return str(count)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")
