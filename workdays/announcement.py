"""Reading a year's arrangement: the State Council's notice as published, or a sheet. Pure; contradictions are refused.

A notice says which days are off (放假) and which weekend days are worked (上班); everything else is as any week.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from house.writing import day_in_words

DAY = timedelta(days=1)
FRIDAY = 4
FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
WEEKDAYS = "一二三四五六日"
YEARS = range(2000, 2101)
OFF_WORDS = {"休", "放假", "off", "0", "false"}
WORK_WORDS = {"班", "上班", "work", "1", "true"}
_HEADING = re.compile(r"[一二三四五六七八九十]+、([^：:。，]{2,12})[：:]")

_NOTE = r"(?:[（(](?P<note{n}>[^）)]*)[）)])?"
_SPAN = re.compile(
    r"(?:(?P<year1>\d{4})年)?(?P<month1>\d{1,2})月(?P<day1>\d{1,2})日" + _NOTE.format(n=1) +
    r"(?:(?:至|到|—|-|~|～)(?:(?P<year2>\d{4})年)?(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})日" + _NOTE.format(n=2) + ")?"
)  # fmt: skip


class Contradiction(Exception):
    """The arrangement cannot be as it says. `str()` is the sentence to show."""


@dataclass(frozen=True)
class Arrangement:
    """A published year: each named day with whether it is worked, and what it is called."""

    year: int
    days: dict[date, bool] = field(default_factory=dict)
    names: dict[date, str] = field(default_factory=dict)

    def exceptions(self) -> dict[date, bool]:
        """The days that differ from Monday–Friday."""
        return {day: works for day, works in self.days.items() if works != (day.weekday() <= FRIDAY)}


def read_notice(text: str, year: int | None = None) -> Arrangement:
    """The arrangement of a notice (国务院办公厅关于…年部分节假日安排的通知) pasted whole or from 一、元旦 on.

    Raises `Contradiction` where the text contradicts itself, the calendar or `year`, or names no year or not all festivals.
    """
    text = re.sub(r"[^\S\n]+", "", text)  # copied from a PDF or a page, digits stand apart: 1 月 1 日
    found = re.search(r"(\d{4})年[^。\n]{0,12}?(?:部分节假日|元旦)", text)
    year_said = int(found.group(1)) if found else None
    if year and year_said and year != year_said:
        raise Contradiction(_("The notice speaks of %(said)s, not of %(year)s.") % {"said": year_said, "year": year})
    year = year or year_said
    if year is None:
        raise Contradiction(_("The notice names no year; say which one it is for."))
    made, festival, given = _Making(year), "", ""
    for line in _HEADING.sub(r"\n\g<0>", text).splitlines():  # also where the line breaks were lost
        heading = _HEADING.match(line)
        festival = heading.group(1) if heading else festival
        for sentence in re.split(r"[。；;]", line):
            if "上班" in sentence:
                made.take(sentence, festival, works=True)
            elif "放假" in sentence and festival:
                off, _word, rest = sentence.partition("放假")
                if made.take(off, festival, works=False, said=re.search(r"(?:共|放假)(\d+)天", sentence)):
                    given += festival
                if "补休" in rest:  # 1月1日放假，1月2日（星期一）补休
                    made.take(rest.partition("补休")[0], festival, works=False)
    # The preamble names them all: only a festival with a day off is arranged.
    if missing := [name for name in FESTIVALS if name not in given]:
        raise Contradiction(
            _("The notice for %(year)s gives no day off for %(names)s.") % {"year": year, "names": "、".join(missing)}
        )
    return made.done()


def read_sheet(text: str, year: int | None = None) -> Arrangement:
    """CSV, or cells copied from a spreadsheet: 日期, 类型 (休 or 班), 名称; the first row may name them."""
    reader = csv.reader(io.StringIO(text.strip()), delimiter="\t" if "\t" in text else ",")
    rows = [row for row in reader if any(cell.strip() for cell in row)]
    days: list[tuple[int, date, bool, str]] = []
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row] + ["", ""]
        if number == 1 and not re.search(r"\d", cells[0]):
            continue
        try:
            day = date(*map(int, re.split(r"[-/.年月]", cells[0].rstrip("日"))))
        except (ValueError, TypeError, OverflowError):
            raise Contradiction(_("Row %(row)s: “%(text)s” is not a day.") % {"row": number, "text": cells[0]}) from None
        kind = cells[1].lower()
        if kind not in OFF_WORDS | WORK_WORDS:
            raise Contradiction(_("Row %(row)s: “%(text)s” is neither 休 nor 班.") % {"row": number, "text": cells[1]})
        days.append((number, day, kind in WORK_WORDS, cells[2]))
    if not days:
        raise Contradiction(_("There is no day in it."))
    year = year or max(day.year for _number, day, _works, _name in days)
    made = _Making(year)
    for number, day, works, name in days:
        made.add(day, works, name, where=_("Row %(row)s: ") % {"row": number})
    return made.done()


def read(text: str, year: int | None = None) -> Arrangement:
    """A notice or a sheet, whichever `text` is."""
    return read_notice(text, year) if "放假" in text else read_sheet(text, year)


class _Making:
    """Collects the days and refuses what cannot be."""

    def __init__(self, year: int) -> None:
        if year not in YEARS:
            raise Contradiction(_("No arrangement is published for the year %(year)s.") % {"year": year})
        self.year = year
        self.days: dict[date, bool] = {}
        self.names: dict[date, str] = {}

    def take(self, sentence: str, festival: str, *, works: bool, said: re.Match[str] | None = None) -> int:
        """Add the days that `sentence` names; returns how many, after holding them against what is `said`."""
        taken = 0
        for match in _SPAN.finditer(sentence):
            for day in self._span(match):
                self.add(day, works, _("make-up workday for %(name)s") % {"name": festival} if works else festival)
                taken += 1
        if said and taken and int(said.group(1)) != taken:
            raise Contradiction(
                _("%(name)s: the notice says %(said)s days and names %(named)s.")
                % {"name": festival, "said": said.group(1), "named": taken}
            )
        return taken

    def _span(self, match: re.Match[str]) -> Iterator[date]:
        first = self._day(match["year1"], match["month1"], match["day1"], match["note1"])
        if match["day2"] is None:
            yield first
            return
        last = self._day(match["year2"] or str(first.year), match["month2"] or match["month1"], match["day2"], match["note2"])
        if not first <= last <= first + 30 * DAY:
            raise Contradiction(_("“%(text)s” ends before it begins.") % {"text": match.group()})
        while first <= last:
            yield first
            first += DAY

    def _day(self, year: str | None, month: str, day: str, note: str | None) -> date:
        written = f"{year or self.year}年{month}月{day}日"
        try:
            found = date(int(year or self.year), int(month), int(day))
        except ValueError:
            raise Contradiction(_("%(day)s does not exist.") % {"day": written}) from None
        named = re.search(r"(?:星期|周)([一二三四五六日天])", note or "")
        if named and WEEKDAYS[found.weekday()] != named.group(1).replace("天", "日"):
            raise Contradiction(
                _("%(day)s is a 周%(real)s, not a 周%(said)s.")
                % {"day": day_in_words(found), "real": WEEKDAYS[found.weekday()], "said": named.group(1)}
            )
        return found

    def add(self, day: date, works: bool, name: str, where: str = "") -> None:
        if not date(self.year - 1, 12, 1) <= day <= date(self.year + 1, 1, 31):
            raise Contradiction(where + _("%(day)s is not in %(year)s.") % {"day": day_in_words(day), "year": self.year})
        if self.days.get(day, works) != works:
            raise Contradiction(where + _("%(day)s is both a holiday and a workday.") % {"day": day_in_words(day)})
        if works and day.weekday() <= FRIDAY:
            raise Contradiction(where + _("%(day)s is a weekday; it is worked anyway.") % {"day": day_in_words(day)})
        self.days[day] = works
        self.names.setdefault(day, name)

    def done(self) -> Arrangement:
        if not any(not works and day.weekday() <= FRIDAY for day, works in self.days.items()):
            raise Contradiction(_("There is no holiday in it."))
        return Arrangement(self.year, self.days, self.names)
