"""A bulletin as a Word document, in the types an office prints official papers in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Pt

from commitments import papers
from commitments.papers import BODY_FONT, HEAVY_FONT, TITLE_FONT, written_day

SMALL, TABLE, TABLE_LINE = Pt(10.5), Pt(10.5), Pt(18)  # size five


def written(shown: dict[str, Any]) -> bytes:
    """The file of a bulletin as `views.bulletins.shown` gives it; always in Chinese."""
    with translation.override("zh-hans"):
        return _written(shown)


def _written(shown: dict[str, Any]) -> bytes:
    bulletin, figures = shown["bulletin"], shown["figures"]
    paper = papers.blank()
    papers.line(paper, bulletin.title, TITLE_FONT, papers.TITLE, papers.CENTER, spacing=papers.TITLE_LINE)
    label = bulletin.label or _("Draft, not released")
    papers.line(paper, f"{label}　{written_day(bulletin.data_on)}", BODY_FONT, papers.BODY, papers.CENTER)
    papers.line(paper, "", BODY_FONT, papers.BODY)
    papers.line(paper, settings.BULLETIN_TO, BODY_FONT, papers.BODY)
    for part in bulletin.opening.splitlines():
        _text(paper, part)
    _heading(paper, _("1. By department"))
    _units(paper, shown)
    for group in shown["groups"]:
        _heading(paper, group["heading"])
        for number, item in enumerate(group["items"], 1):
            _item(paper, number, item)
    if figures["contested"] or figures["voiced"]:
        _heading(paper, shown["said_heading"])
        _text(paper, _complaints(figures))
    for part in bulletin.closing.splitlines():
        _text(paper, part)
    if bulletin.released_on:
        papers.sign(paper, settings.SUPERVISION_OFFICE, written_day(bulletin.released_on))
    papers.line(paper, "", BODY_FONT, SMALL, spacing=TABLE_LINE)
    notes = [_("Thresholds: version %(name)s") % {"name": bulletin.rules_version}]
    if bulletin.report.is_demo:
        notes.append(_("Demonstration data: progress, days and replies are invented."))
    for note in notes:
        papers.line(paper, note, BODY_FONT, SMALL, spacing=TABLE_LINE)
    return papers.saved(paper, title=str(bulletin), author=settings.SUPERVISION_OFFICE)


def _units(paper: Any, shown: dict[str, Any]) -> None:
    """The table, its head on every page of it."""
    headers = [_("Lead department"), _("Total"), *shown["columns"], _("other"), _("Extended")]
    table = paper.add_table(rows=1, cols=len(headers))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    papers.repeat_head(table.rows[0])
    for cell, text in zip(table.rows[0].cells, headers, strict=True):
        papers.fill(cell.paragraphs[0], str(text), HEAVY_FONT, TABLE, papers.CENTER, spacing=TABLE_LINE)
    whole = shown["figures"]
    total = {
        "unit": _("Total"),
        "total": whole["total"],
        "cells": shown["totals"],
        "other": shown["other_total"],
        "extended": whole["extended"],
    }
    for line in [*shown["lines"], total]:
        row = table.add_row()
        papers.keep_whole(row)
        values = [line["unit"], line["total"], *line["cells"], line["other"], line["extended"]]
        for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            align = papers.CENTER if place else papers.LEFT
            papers.fill(cell.paragraphs[0], str(value), BODY_FONT, TABLE, align, spacing=TABLE_LINE)
    first = papers.Mm(44)
    others = int((papers.Mm(156) - first) / (len(headers) - 1))
    for place, column in enumerate(table.columns):
        column.width = others if place else first  # the grid: some programs read it alone
        for cell in column.cells:
            cell.width = others if place else first


def _item(paper: Any, number: int, item: Any) -> None:
    _text(paper, f"{number}．{item.commitment.title}（{item.commitment.code}，{item.department}）：{item.finding}")
    if item.reason_code:
        _text(paper, _("Reason: %(code)s. %(text)s") % {"code": item.get_reason_code_display(), "text": item.reason_text})
    else:
        _text(paper, _("The unit has given no reason yet."))
    if item.reply:
        _text(paper, _("The unit replies: %(text)s") % {"text": item.reply})


def _complaints(figures: dict[str, Any]) -> str:
    said = _("%(n)s work orders of the hotline bear on these commitments.") % {"n": figures["complaints"]}
    if figures["contested"]:
        titles = "、".join(line["title"] for line in figures["contested"])
        said += _("Completion is disputed: %(titles)s.") % {"titles": titles}
    return said


def _heading(paper: Any, text: str) -> None:
    papers.line(paper, text, HEAVY_FONT, papers.BODY, indent=2).paragraph_format.keep_with_next = True


def _text(paper: Any, text: str) -> None:
    papers.line(paper, text, BODY_FONT, papers.BODY, papers.JUSTIFY, indent=2)
