"""催办单 and 督办单: their words, written down when they are issued, and their Word files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from house.quotes import within
from workdays.calendar import Calendar

from . import deadlines, papers
from .models import Commitment, UrgingNote
from .papers import written_day

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
    issuer: str


def composed(note: UrgingNote, rows: Iterable[Commitment], *, answering: str, issuer: str, calendar: Calendar) -> dict[str, Any]:
    """The words of `note` on `rows` as of the day it is issued, for `UrgingNote.words`.

    `answering` is the sentence `answering` makes; `issuer` a name.
    """
    on = localdate(note.issued_at)
    level = UrgingNote.Level(note.level)
    lines = [OPENING[level]]
    for number, row in enumerate(rows, 1):
        late = deadlines.days_late(deadlines.due_on(row.deadline, row.figures_due_on), on, calendar)
        standing = f"已超期{late}个工作日" if late else "尚未到期"
        lines.append(
            f"{number}．{row.title}（{row.code}）。完成时限：{written_day(row.deadline)}，{standing}。原文：“{within(row.quote)}”。"
        )
    lines.append(f"办理要求：{note.demand.strip().rstrip('。')}。")
    if answering:
        lines.append(answering)
    if note.follows_id and note.follows:
        lines.append(f"本单系{note.follows.number}到期未答复后提级下达。")
    elif note.skip_reason:
        lines.append(f"未经催办直接督办的原因：{note.skip_reason.strip().rstrip('。')}。")
    lines.append(f"请于{written_day(note.reply_by)}前书面答复。{CONSEQUENCE[level]}")
    return {
        "title": WORD[level],
        "number": note.number,
        "to": f"{note.department.name}：",
        "paragraphs": lines,
        "signature": settings.SUPERVISION_OFFICE,
        "day": written_day(on),
        "issuer": f"（签发人：{issuer}）",
    }


def answering(heads: Sequence[str], clerks: Sequence[str]) -> str:
    """Who answers for it in the unit; nobody known there is said, not passed over."""
    head = f"{'、'.join(heads)}（单位负责人）" if heads else "单位负责人（系统中尚未登记）"
    return f"责任人：{head}；承办人：{'、'.join(clerks)}。" if clerks else f"责任人：{head}。"


def paper(note: UrgingNote) -> Paper:
    """The document of `note`, as it was issued."""
    return Paper(**note.words)


def docx(note: UrgingNote) -> bytes:
    """The Word file of `note`."""
    words = paper(note)
    document = papers.blank()
    papers.line(document, words.title, papers.TITLE_FONT, papers.TITLE, papers.CENTER, spacing=papers.TITLE_LINE)
    papers.line(document, words.number, papers.BODY_FONT, papers.BODY, papers.CENTER)
    papers.line(document, "", papers.BODY_FONT, papers.BODY)
    papers.line(document, words.to, papers.BODY_FONT, papers.BODY)
    for text in words.paragraphs:
        papers.line(document, text, papers.BODY_FONT, papers.BODY, papers.JUSTIFY, indent=2)
    papers.sign(document, words.signature, words.day)
    papers.line(document, words.issuer, papers.BODY_FONT, papers.BODY, indent=2)
    return papers.saved(document, title=f"{words.title} {words.number}", author=words.signature)
