"""A bulletin as a Word document, in the types an office prints official papers in."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
LATIN = "Times New Roman"


def written(shown: dict[str, Any]) -> bytes:
    """The file of a bulletin as `views.bulletins.shown` gives it; always in Chinese."""
    with translation.override("zh-hans"):
        return _written(shown)


def _written(shown: dict[str, Any]) -> bytes:
    bulletin, figures = shown["bulletin"], shown["figures"]
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(2.8), Cm(2.6), Cm(3.7), Cm(3.5)
    paper.core_properties.title = str(bulletin)
    paper.core_properties.author = ""
    _line(paper.add_paragraph(), bulletin.title, TITLE, 22, centred=True)
    label = bulletin.label or _("Draft, not released")
    _line(paper.add_paragraph(), f"{label}　{_day(bulletin.data_on)}", BODY, 14, centred=True)
    for part in bulletin.opening.splitlines():
        _text(paper.add_paragraph(), part)
    _heading(paper, _("1. By department"))
    _units(paper, shown)
    number = 2
    for group in shown["groups"]:
        if not group["items"]:
            continue
        _heading(paper, f"{'一二三四五'[number - 1]}、{group['label']}（{len(group['items'])}）")
        number += 1
        for item in group["items"]:
            _item(paper, item)
    if figures["contested"] or figures["voiced"]:
        _heading(paper, f"{'一二三四五'[number - 1]}、{_('What citizens say')}")
        _text(paper.add_paragraph(), _complaints(figures))
    for part in bulletin.closing.splitlines():
        _text(paper.add_paragraph(), part)
    if bulletin.released_on:
        _line(paper.add_paragraph(), _day(bulletin.released_on), BODY, 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _line(paper.add_paragraph(), _("Thresholds: version %(name)s") % {"name": bulletin.rules_version}, BODY, 10)
    if bulletin.report.is_demo:
        _line(paper.add_paragraph(), _("Demonstration data: progress, days and replies are invented."), BODY, 10)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _units(paper: Any, shown: dict[str, Any]) -> None:
    headers = [_("Lead department"), _("Total"), *shown["columns"], _("Extended")]
    table = paper.add_table(rows=1, cols=len(headers))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for cell, text in zip(table.rows[0].cells, headers, strict=True):
        _line(cell.paragraphs[0], text, HEADING, 9)
    whole = shown["figures"]
    total = {"unit": _("Total"), "total": whole["total"], "cells": shown["totals"], "extended": whole["extended"]}
    for line in [*shown["lines"], total]:
        cells = table.add_row().cells
        for cell, value in zip(cells, [line["unit"], line["total"], *line["cells"], line["extended"]], strict=True):
            _line(cell.paragraphs[0], str(value), BODY, 9)


def _item(paper: Any, item: Any) -> None:
    _text(paper.add_paragraph(), f"{item.commitment.title}（{item.commitment.code}，{item.department}）：{item.finding}")
    reason = _("Reason: %(code)s. %(text)s") % {"code": item.get_reason_code_display(), "text": item.reason_text}
    _text(paper.add_paragraph(), reason)
    if item.reply:
        _text(paper.add_paragraph(), _("The unit replies: %(text)s") % {"text": item.reply})


def _complaints(figures: dict[str, Any]) -> str:
    said = _("%(n)s work orders of the hotline bear on these commitments.") % {"n": figures["complaints"]}
    if figures["contested"]:
        titles = "、".join(line["title"] for line in figures["contested"])
        said += _("Completion is disputed: %(titles)s.") % {"titles": titles}
    return said


def _heading(paper: Any, text: str) -> None:
    _line(paper.add_paragraph(), text, HEADING, 16)


def _text(paragraph: Paragraph, text: str) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(32)
    _line(paragraph, text, BODY, 16)


def _line(paragraph: Paragraph, text: str, face: str, size: float, *, centred: bool = False) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), LATIN
    # Word takes the face of Chinese characters from here alone.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
