"""The text of a PDF's pages: characters by their places, lines, and the paragraphs they make.

A program may write a line's characters in any order (quotation marks of another font come last), so each line is put in order
by where its characters stand. A line that reaches the right edge of its column goes on in the next.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Any

GAP = "\ue000"  # room between characters that the reader of the file takes for a blank; it is one between English words
NEIGHBOURS = 8  # lines before and after that show how wide the column is
PARAGRAPH = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]+部分|各位代表|——")
PAGE_NUMBER = re.compile(r"[-—–· ]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*/\s*\d+|\s*共\s*\d+\s*页)?[-—–· ]*")


Sign = tuple[float, float, float, str]  # where the pen stood, the drawn left and right edge, the character


@dataclass(slots=True)
class Line:
    """A line of a page: its words, and where it begins and ends, in points. `em`: the width of one character."""

    text: str
    left: float
    right: float
    em: float


def lines_of(layer: Any) -> list[Line]:
    """The lines of a page's text layer (`PdfTextPage`), in the order in which the page draws them."""
    from ctypes import byref, c_double

    import pypdfium2.raw as pdfium

    pen, height = c_double(), c_double()
    lines, run = [], list[Sign]()
    for place in range(layer.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(layer, place))
        if sign in "\r\n":
            if run:
                lines.append(_line(run))
            run = []
        elif sign.isprintable() and sign not in "\ufffe\uffff":  # a hyphen at the line's end comes as U+FFFE
            if sign == " " and pdfium.FPDFText_IsGenerated(layer, place) == 1:
                sign = GAP
            left, _bottom, right, _top = layer.get_charbox(place)
            pdfium.FPDFText_GetCharOrigin(layer, place, byref(pen), byref(height))
            run.append((pen.value, left, right, sign))
    if run:
        lines.append(_line(run))
    return [line for line in lines if line.text]


def _line(run: list[Sign]) -> Line:
    """Its characters from left to right; blanks that the reader of the file puts in have no width and stay behind theirs."""
    drawn = [sign for sign in run if sign[2] > sign[1] and sign[3] != GAP and not sign[3].isspace()] or run
    widths = sorted(right - left for _pen, left, right, _sign in drawn)
    em = widths[int(0.9 * (len(widths) - 1))] or 1.0
    ordered, at = [], drawn[0][0]
    for pen, left, right, sign in run:
        at = pen if right > left else at
        ordered.append((at, sign))
    if any(after[0] < before[0] - em / 4 for before, after in itertools.pairwise(ordered)):
        ordered.sort(key=lambda each: each[0])
    text = re.sub(f"(?<=[A-Za-z]){GAP}+(?=[A-Za-z])", " ", "".join(sign for _at, sign in ordered)).replace(GAP, "").strip()
    return Line(text, min(sign[1] for sign in drawn), max(sign[2] for sign in drawn), em)


def without_furniture(pages: list[list[Line]]) -> list[Line]:
    """The lines of all pages without page numbers and the lines that stand at the edge of most pages."""
    edges: dict[str, int] = {}
    for page in pages:
        for text in {line.text for line in page[:2] + page[-2:]}:
            key = re.sub(r"\d+", "#", text)
            edges[key] = edges.get(key, 0) + 1
    furniture = {key for key, count in edges.items() if count >= 3 and count > 0.5 * len(pages) and len(key) < 40}
    kept = []
    for page in pages:
        for index, line in enumerate(page):
            is_edge = index < 2 or index >= len(page) - 2
            if is_edge and (PAGE_NUMBER.fullmatch(line.text) or re.sub(r"\d+", "#", line.text) in furniture):
                continue
            kept.append(line)
    return kept


def paragraphs(lines: list[Line]) -> str:
    """Lines joined: one that reaches the edge of its column goes on, unless the next begins a paragraph by words or indent."""
    text: list[str] = []
    goes_on = False
    for place, line in enumerate(lines):
        around = lines[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
        beside = [other for other in around if abs(other.left - line.left) < 4 * line.em]
        is_indented = line.left > _edge([other.left for other in beside], line.em) + 1.2 * line.em
        end = text[-1][-1:] if text else ""
        begins = (is_indented and end not in "，、,") or (PARAGRAPH.match(line.text) and end in "。！？；：!?;:”")
        if goes_on and not begins:
            joint = " " if re.search(r"[A-Za-z]$", text[-1]) and re.match(r"[A-Za-z]", line.text) else ""
            text[-1] += joint + line.text
        else:
            text.append(line.text)
        goes_on = line.right >= max(other.right for other in beside) - 1.6 * line.em
    return "\n".join(text)


def _edge(lefts: list[float], em: float) -> float:
    """Where most lines begin: the indent of a paragraph's first line is no edge."""
    ordered = sorted(lefts)
    return next((left for left in ordered if sum(abs(other - left) < em / 2 for other in ordered) > 1), ordered[0])
