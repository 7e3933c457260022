"""Word files in the layout of official documents (GB/T 9704—2012): the page, its types and its numbers.

A4, margins 37/35/28/26 mm, 22 lines of 28 characters; title in 小标宋 size two, body in 仿宋 size three, page numbers
in 宋体 size four between dashes. Each font names the one a machine may have instead of it.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TITLE_FONT, BODY_FONT, PAGE_FONT, HEAVY_FONT = "方正小标宋简体", "仿宋_GB2312", "宋体", "黑体"
INSTEAD = {TITLE_FONT: "华文中宋,宋体,SimSun", BODY_FONT: "仿宋,FangSong,STFangsong", PAGE_FONT: "SimSun", HEAVY_FONT: "SimHei"}
TITLE, BODY, PAGE = Pt(22), Pt(16), Pt(14)  # sizes two, three and four
LINE, TITLE_LINE = Pt(28.9), Pt(36)
CENTER, JUSTIFY, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


def written_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def blank() -> Any:
    """An empty document on its page, numbered."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    font(document.styles["Normal"], BODY_FONT, BODY)
    _page_numbers(document)
    _name_substitutes(document)
    return document


def saved(document: Any, *, title: str, author: str) -> bytes:
    document.core_properties.title, document.core_properties.author = title, author
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def font(owner: Any, name: str, size: Any) -> None:
    """The font of a run or a style, for Chinese as well: python-docx itself sets the western one only."""
    owner.font.name, owner.font.size, owner.font.color.rgb = name, size, RGBColor(0, 0, 0)
    fonts = owner.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), name)


def line(document: Any, text: str, name: str, size: Any, align: Any = None, *, indent: int = 0, spacing: Any = LINE) -> Any:
    """A paragraph at the end of `document`, its first line `indent` characters in."""
    return fill(document.add_paragraph(), text, name, size, align, indent=indent, spacing=spacing)


def fill(paragraph: Any, text: str, name: str, size: Any, align: Any = None, *, indent: int = 0, spacing: Any = LINE) -> Any:
    """`line` in a paragraph that is there already."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
    if align is not None:
        paragraph.alignment = align
    if indent:  # in characters, so that it stays two of them in any font
        properties = paragraph._p.get_or_add_pPr().get_or_add_ind()
        properties.set(qn("w:firstLineChars"), str(indent * 100))
        properties.set(qn("w:firstLine"), str(int(size.pt * 20 * indent)))
    font(paragraph.add_run(text), name, size)
    return paragraph


def sign(document: Any, signature: str, day: str) -> None:
    """Signature and day as under a seal: the day four characters from the right, the signature centred over it."""
    blank_line = line(document, "", BODY_FONT, BODY)
    width = _width(day)
    over = line(document, signature, BODY_FONT, BODY, RIGHT)
    over.paragraph_format.right_indent = Pt(BODY.pt * max(4 + (width - _width(signature)) / 2, 0))
    under = line(document, day, BODY_FONT, BODY, RIGHT)
    under.paragraph_format.right_indent = Pt(BODY.pt * 4)
    for paragraph in (blank_line, over):  # never alone on the last page
        paragraph.paragraph_format.keep_with_next = True


def repeat_head(row: Any) -> None:
    """The row of a table stands on top of each of its pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """No page ends inside the row of a table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _width(text: str) -> float:
    """In characters; figures take half of one."""
    return sum(0.5 if sign.isascii() else 1 for sign in text)


def _page_numbers(document: Any) -> None:
    """— 1 —, outside: right on odd pages, left on even ones, a character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        if align == RIGHT:
            paragraph.paragraph_format.right_indent = PAGE
        else:
            paragraph.paragraph_format.left_indent = PAGE
        font(paragraph.add_run("— "), PAGE_FONT, PAGE)
        run = paragraph.add_run()
        font(run, PAGE_FONT, PAGE)
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            run._r.append(element)
        font(paragraph.add_run(" —"), PAGE_FONT, PAGE)


def _name_substitutes(document: Any) -> None:
    """Where a machine lacks a font, the file itself says which one comes nearest (w:altName of the font table)."""
    table = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    entries = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(instead)}/><w:charset w:val="86"/></w:font>'
        for name, instead in INSTEAD.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")
