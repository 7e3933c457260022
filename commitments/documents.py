"""催办单 and 督办单 as Word files in the layout of official documents (GB/T 9704—2012).

A4, margins 37/35/28/26 mm, 22 lines of 28 characters; title in 小标宋 size two, body in 仿宋 size three, page numbers
in 宋体 size four between dashes. Each font names the one a machine may have instead of it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.utils.timezone import localdate
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from workdays.calendar import Calendar

from . import deadlines
from .models import UrgingNote

TITLE_FONT, BODY_FONT, PAGE_FONT, HEAVY_FONT = "方正小标宋简体", "仿宋_GB2312", "宋体", "黑体"
INSTEAD = {TITLE_FONT: "华文中宋,宋体,SimSun", BODY_FONT: "仿宋,FangSong,STFangsong", PAGE_FONT: "SimSun", HEAVY_FONT: "SimHei"}
TITLE, BODY, PAGE = Pt(22), Pt(16), Pt(14)  # sizes two, three and four
LINE = Pt(28.9)

# Consequences climb with the level.
CONSEQUENCE = {
    UrgingNote.Level.URGING: "逾期未答复或无实质进展的，将下达督办单。",
    UrgingNote.Level.SUPERVISION: "逾期未办结的，将予以全市通报，并提请约谈单位负责人、纳入年度考核。",
}
OPENING = {
    UrgingNote.Level.URGING: "经督查，下列由你单位牵头的事项进展滞后，请抓紧办理：",
    UrgingNote.Level.SUPERVISION: "下列由你单位牵头的事项经催办仍未按期落实，现予督办：",
}
WORD = {UrgingNote.Level.URGING: "催办单", UrgingNote.Level.SUPERVISION: "督办单"}


@dataclass(frozen=True)
class Paper:
    """The words of a note, for its page and its file alike."""

    title: str
    number: str
    to: str
    paragraphs: list[str]
    signature: str
    day: str


def written_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def paper(note: UrgingNote, calendar: Calendar) -> Paper:
    """The document of `note` (with its department, items and issuer loaded), counted on the day it was issued."""
    on = localdate(note.issued_at)
    level = UrgingNote.Level(note.level)
    lines = [OPENING[level]]
    for number, item in enumerate(note.items.all(), 1):
        row = item.commitment
        late = deadlines.days_late(row.deadline, on, calendar)
        standing = f"已超期{late}个工作日" if late else "尚未到期"
        lines.append(
            f"{number}．{row.title}（{row.code}）。完成时限：{written_day(row.deadline)}，{standing}。原文：“{row.quote}”。"
        )
    lines.append(f"办理要求：{note.demand.strip().rstrip('。')}。")
    if note.follows_id and note.follows:
        lines.append(f"本单系{note.follows.number}到期未答复后提级下达。")
    elif note.skip_reason:
        lines.append(f"未经催办直接督办的原因：{note.skip_reason.strip().rstrip('。')}。")
    lines.append(f"请于{written_day(note.reply_by)}前书面答复。{CONSEQUENCE[level]}")
    return Paper(WORD[level], note.number, f"{note.department.name}：", lines, settings.SUPERVISION_OFFICE, written_day(on))


def docx(note: UrgingNote, calendar: Calendar) -> bytes:
    """The Word file of `note`."""
    words = paper(note, calendar)
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    _font(document.styles["Normal"], BODY_FONT, BODY)
    _line(document, words.title, TITLE_FONT, TITLE, WD_ALIGN_PARAGRAPH.CENTER, spacing=Pt(36))
    _line(document, words.number, BODY_FONT, BODY, WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "", BODY_FONT, BODY)
    _line(document, words.to, BODY_FONT, BODY)
    for text in words.paragraphs:
        _line(document, text, BODY_FONT, BODY, WD_ALIGN_PARAGRAPH.JUSTIFY, indent=2)
    _line(document, "", BODY_FONT, BODY)
    for text, back in ((words.signature, 2), (words.day, 4)):
        paragraph = _line(document, text, BODY_FONT, BODY, WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = BODY * back
    _page_numbers(document)
    _name_substitutes(document)
    properties = document.core_properties
    properties.title, properties.author = f"{words.title} {words.number}", words.signature
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _font(owner: Any, name: str, size: Any) -> None:
    """The font of a run or a style, for Chinese as well: python-docx itself sets the western one only."""
    owner.font.name, owner.font.size, owner.font.color.rgb = name, size, RGBColor(0, 0, 0)
    fonts = owner.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), name)


def _line(document: Any, text: str, name: str, size: Any, align: Any = None, *, indent: int = 0, spacing: Any = LINE) -> Any:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
    if align is not None:
        paragraph.alignment = align
    if indent:  # in characters, so that it stays two of them in any font
        properties = paragraph._p.get_or_add_pPr().get_or_add_ind()
        properties.set(qn("w:firstLineChars"), str(indent * 100))
        properties.set(qn("w:firstLine"), str(int(size.pt * 20 * indent)))
    _font(paragraph.add_run(text), name, size)
    return paragraph


def _page_numbers(document: Any) -> None:
    """— 1 —, outside: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        _font(paragraph.add_run("— "), PAGE_FONT, PAGE)
        run = paragraph.add_run()
        _font(run, PAGE_FONT, PAGE)
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            run._r.append(element)
        _font(paragraph.add_run(" —"), PAGE_FONT, PAGE)


def _name_substitutes(document: Any) -> None:
    """Where a machine lacks a font, the file itself says which one comes nearest (w:altName of the font table)."""
    table = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    entries = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(instead)}/><w:charset w:val="86"/></w:font>'
        for name, instead in INSTEAD.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")
