"""A file becomes a stored report, and what the engine read in it becomes draft commitments. All or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.validators import slug_re
from django.db import transaction
from django.utils.timezone import localdate

import drafting
from commitments import registry
from commitments.models import Category, Commitment, Measure, Report
from commitments.workflow import creating
from departments.models import Department, User
from drafting.duties import Duties
from drafting.precedents import AKIN, SAME, Precedents
from house.errors import Refused

from . import duties, words
from .models import Mark, Reading

TAKEN = ("upload", "duties")  # addresses below /drafts/ that are no report
SLUG_MAX = 60
NUMERALS = "〇一二三四五六七八九十"
HEADLINES = "目标"
SECTION_MAX = 20
ENDINGS = ("部门", "单位", "委员会", "管理局", "局", "委", "办", "厅", "署")
SHORT_STEM = 3  # characters: more of them, in order, are one name told more fully
OF_ANY_OFFICE = re.compile(r"(?<=..)(?:管理|主管|监管|行政)$")  # what many kinds of offices end with and no city's name needs


def load(
    content: bytes,
    name: str,
    *,
    slug: str,
    year: int,
    title: str,
    with_drafts: bool,
    at: datetime,
    by: User | None = None,
    force: bool = False,
) -> tuple[Report, int]:
    """Store the report in `content` (any format the engine reads) and, if asked, its drafts; returns how many.

    Raises `Refused` with one sentence when it cannot be read, does not look like a report or promises nothing (unless
    `force`), when `slug` cannot stand in an address, when another text is stored under it, or when drafts of this report
    exist already.
    """
    if slug in TAKEN or not slug_re.fullmatch(slug) or len(slug) > SLUG_MAX:
        raise Refused(words.no_slug(slug))
    try:
        text = drafting.read_bytes(content, name, force=force).text
    except drafting.Unreadable as unreadable:
        raise Refused(words.refusal(str(unreadable), name)) from unreadable
    drafted = drafting.read_report(text, year) if with_drafts else None
    if drafted is not None and not force:
        if not drafted.looks_like_report:
            raise Refused(words.no_report(name))
        if not drafted.drafts and not drafted.looks_back:
            raise Refused(words.no_promise(name))
    with transaction.atomic():
        report = registry.store_report(slug=slug, title=title, year=year, text=text)
        if drafted is None:
            return report, 0
        if report.commitments.exists():
            raise Refused(words.drafted_already(slug))
        loose = [_loose(number) for number in drafted.loose_numbers]
        Reading.objects.create(report=report, file_name=name[:200], read_by=by, read_at=at, loose_numbers=loose)
        codes, units = Codes(report), Units.standing(on=localdate(at))
        for draft in drafted.drafts:
            offices = Offices(draft, units)
            row = creating.create(
                actor=by, at=at, report=report, code=codes.next(draft.section), lead=offices.lead,
                supporting=offices.supporting, **fields_of(draft, year),
            )  # fmt: skip
            Mark.objects.create(commitment=row, confidence=draft.confidence, because=offices.because)
        return report, len(drafted.drafts)


def fields_of(draft: drafting.Draft, year: int) -> dict[str, Any]:
    """The fields of a commitment as the draft gives them; its offices are `Offices`' matter."""
    quantified = draft.kind == drafting.QUANTIFIED
    return {
        "title": draft.title[:80],
        "quote": draft.quote,
        "start": draft.start,
        "end": draft.end,
        "context": draft.context,
        "section": draft.section[:SECTION_MAX],
        "theme": draft.theme[:80],
        "kind": draft.kind,
        "category": draft.category if draft.category in Category.values else Category.OTHER,
        "hedge": draft.hedge[:20],
        "deadline": draft.deadline or date(year, 12, 31),
        "deadline_text": draft.deadline_text[:40],
        "metric": draft.metric[:120] if quantified else "",
        "comparator": draft.comparator if quantified else "",
        "value": _decimal(draft.value) if quantified else None,
        "value_max": _decimal(draft.value_max) if quantified else None,
        "unit": draft.unit[:30] if quantified else "",
        "measure": (draft.measure or Measure.COUNT) if quantified else "",
        "lower_is_better": quantified and draft.measure == Measure.CAP,
    }


def read_at(report: Report, start: int, end: int, *, on: date) -> dict[str, Any]:
    """What the engine reads at a place that people chose: kind, number, deadline, proposed lead; empty where it reads nothing.

    The draft of the whole text that shares the greater part of the place both ways; else what the words alone say.
    """

    def shared(draft: drafting.Draft) -> int:
        return min(draft.end, end) - max(draft.start, start)

    found = drafting.read_report(report.text, report.year, with_ongoing=True).drafts
    best = max(found, key=shared, default=None)
    if best is None or 2 * shared(best) < max(end - start, best.end - best.start):
        alone = drafting.draft(report.text[start:end], year=report.year)
        best = alone[0] if len(alone) == 1 else None
    if best is None:
        return {}
    fields = fields_of(best, report.year)
    for name in ("title", "quote", "start", "end", "context", "section"):  # the place itself says these
        del fields[name]
    return {**fields, "lead": Offices(best, Units.standing(on=on)).lead}


class Codes:
    """Running numbers: year, section, number. Sections that are no numerals are numbered as they come."""

    def __init__(self, report: Report) -> None:
        self.year = report.year
        self.sections: dict[str, int] = {HEADLINES: 0}
        for row in report.commitments.order_by("code"):
            self.sections.setdefault(row.section, int(row.code.split("-")[1]))
        self.last: dict[int, int] = {}
        for code in Commitment.objects.filter(code__startswith=f"{self.year}-").values_list("code", flat=True):
            parts = code.split("-")
            if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
                place = int(parts[1])
                self.last[place] = max(self.last.get(place, 0), int(parts[2]))

    def next(self, section: str) -> str:
        place = self.sections.get(section)
        if place is None:
            place = NUMERALS.find(section) if len(section) == 1 and section in NUMERALS else max(self.sections.values()) + 1
            self.sections[section] = place
        self.last[place] = self.last.get(place, 0) + 1
        return f"{self.year}-{place:02d}-{self.last[place]:03d}"


def _names(unit: Department) -> list[str]:
    return [unit.name, unit.short_name, *unit.aliases]


def _duties(unit: Department) -> list[str]:
    return unit.duties


class Units:
    """A kind of office as the engine names it (教育部门) → the unit here; None where none answers to it.

    `precedents` are the leads confirmed here so far, by the code of the unit.
    """

    def __init__(self, units: Iterable[Department], precedents: Precedents) -> None:
        self.units = list(units)
        self.by_code = {unit.code: unit for unit in self.units}
        self.own = Duties({unit.code: unit.duties for unit in self.units if unit.duties and not unit.is_local})
        self.precedents = precedents

    @classmethod
    def standing(cls, *, on: date) -> Units:
        return cls(Department.objects.all(), duties.learned(on=on))

    def one(self, office: str) -> Department | None:
        """The unit whose name holds the kind's name, or holds it with words between (人力资源社会保障 in 人力资源和社会保障局).

        Then the one with such a duty. Of several the city's own before a county's, and the shortest name.
        """
        stem = office
        for ending in ENDINGS:
            stem = stem.removesuffix(ending)
        if not stem:
            return None
        told = re.compile(".*".join(map(re.escape, stem)) if len(stem) > SHORT_STEM else re.escape(stem))
        spoken = re.compile(re.escape(stem))
        shorter = re.compile(re.escape(OF_ANY_OFFICE.sub("", stem)))
        for known, pattern in ((_names, spoken), (_names, told), (_names, shorter), (_duties, spoken)):
            found = [unit for unit in self.units if any(map(pattern.search, known(unit)))]
            if found:
                return min(found, key=lambda unit: (unit.is_local, len(unit.short_name), unit.order))
        return None

    def all(self, offices: Iterable[str]) -> list[Department]:
        return list({unit.pk: unit for office in offices if (unit := self.one(office))}.values())


class Offices:
    """Who a draft proposes, with the words that spoke for it. An office that no unit here answers to stays by its name.

    The duties this city keeps for its units weigh against the engine's general ones: the longer words win. Above both stands
    the confirmed lead of a promise in the same words; one that is only akin fills in where no duty speaks.
    """

    def __init__(self, draft: drafting.Draft, units: Units) -> None:
        self.because = [{"rule": reason.rule, "words": reason.words} for reason in draft.because]
        self.lead = units.one(draft.lead_department)
        own = units.own.propose(draft.quote)
        spoken = sum(len(reason.words.replace("、", "")) for reason in draft.because if reason.rule == "duty")
        if own.lead and (self.lead is None or sum(map(len, own.words)) > spoken):
            self.lead = units.by_code[own.lead]
            self.because.append({"rule": "own duty", "words": "、".join(own.words)})
        like = units.precedents.like(draft.quote, draft.theme)
        if like is not None and like.degree >= (AKIN if self.lead is None else SAME):
            self.lead = units.by_code[like.lead]
            self.because.append({"rule": "similar", "words": like.of.name})
        if self.lead is None and draft.lead_department:
            self.because.append({"rule": "office", "words": draft.lead_department})
        self.supporting = [unit for unit in units.all(draft.supporting_departments) if unit != self.lead]
        unknown = [office for office in draft.supporting_departments if units.one(office) is None]
        if unknown:
            self.because.append({"rule": "supporting office", "words": "、".join(unknown)})


def _loose(number: drafting.LooseNumber) -> dict[str, Any]:
    return {
        "start": number.start,
        "end": number.end,
        "words": number.words,
        "context": number.context[:300],
        "reason": number.reason,
    }


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
