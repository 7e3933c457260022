"""催办单 and 督办单: their words, and their Word files."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.timezone import localdate

from house.quotes import within
from workdays.calendar import Calendar

from . import deadlines, papers
from .models import UrgingNote
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


def paper(note: UrgingNote, calendar: Calendar) -> Paper:
    """The document of `note` (with its department, items and issuer loaded), counted on the day it was issued."""
    on = localdate(note.issued_at)
    level = UrgingNote.Level(note.level)
    lines = [OPENING[level]]
    for number, item in enumerate(note.items.all(), 1):
        row = item.commitment
        late = deadlines.days_late(deadlines.due_on(row.deadline, row.figures_due_on), on, calendar)
        standing = f"已超期{late}个工作日" if late else "尚未到期"
        lines.append(
            f"{number}．{row.title}（{row.code}）。完成时限：{written_day(row.deadline)}，{standing}。原文：“{within(row.quote)}”。"
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
    document = papers.blank()
    papers.line(document, words.title, papers.TITLE_FONT, papers.TITLE, papers.CENTER, spacing=papers.TITLE_LINE)
    papers.line(document, words.number, papers.BODY_FONT, papers.BODY, papers.CENTER)
    papers.line(document, "", papers.BODY_FONT, papers.BODY)
    papers.line(document, words.to, papers.BODY_FONT, papers.BODY)
    for text in words.paragraphs:
        papers.line(document, text, papers.BODY_FONT, papers.BODY, papers.JUSTIFY, indent=2)
    papers.sign(document, words.signature, words.day)
    return papers.saved(document, title=f"{words.title} {words.number}", author=words.signature)
