"""What a cell of the table means for a promise: the fields to put, none where it says what stands."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commitments.models import Commitment, Measure
from departments.models import Department
from drafting import quantities
from drafting.shadow import shadow

LARGEST = Decimal(10) ** 14  # what a value's column holds
NUMBER = r"[-+]?\d+(?:\.\d+)?"
TARGET = re.compile(rf"^(≥|≤|约|>=|<=|~)?\s*({NUMBER})(?:\s*[-–—~至]\s*({NUMBER}))?\s*(\S*)$")
SAID = re.compile("[余多上下内]|左右")  # a comparator in words: 以上, 以内, 50余
DAY = re.compile(r"^(\d{4})\D{1,2}(\d{1,2})(?:\D{1,2}(\d{1,2})日?)?(?:月?底?以?前?)?$")
YEAR_END = re.compile(r"^(?:(\d{4})年)?(?:年底前?|年内|底前?|全年)$")
SEPARATORS = re.compile(r"[、,，;；/\s]+")
EVERY_COUNTY = re.compile(r"各县\s*[（(]?[市区、]*[)）]?(?:人民政府|政府)?")  # 各县（市、区）, 各县市区政府


class Units:
    """The units of this city by what a table calls them: full and short names, aliases, with or without 市 before them."""

    def __init__(self, units: Iterable[Department]) -> None:
        known = list(units)
        self._by_word = {word: unit for unit in known for word in (unit.name, unit.short_name, *unit.aliases)}
        self._counties = "、".join(unit.short_name for unit in known if unit.kind == Department.Kind.COUNTY)

    def words(self, text: str) -> list[str]:
        """The names in a cell, each once; all counties and districts where it says 各县（市、区）."""
        if text in self._by_word:
            return [text]
        named = EVERY_COUNTY.sub(self._counties or r"\g<0>", text)
        return list(dict.fromkeys(word for word in SEPARATORS.split(named) if word))

    def one(self, word: str) -> Department:
        """The unit of this name. Raises `ValueError` with one sentence where none has it."""
        unit = self._by_word.get(word) or self._by_word.get(f"市{word}")
        if unit is None:
            raise ValueError(_("No unit is called “%(word)s”.") % {"word": word})
        return unit


def _task(text: str, row: Commitment, units: Units) -> dict[str, Any]:
    if not text:
        raise ValueError(_("A task needs its words."))
    if len(text) > 80:
        raise ValueError(_("At most 80 characters."))
    return {"title": text}


def _target(text: str, row: Commitment, units: Units) -> dict[str, Any]:
    if not text:
        return {"kind": "deliverable"} if row.value is not None else {}
    comparator, value, value_max, unit = _target_meant(text)
    if value_max is not None and value_max < value:
        raise ValueError(_("The upper value lies below the lower."))
    if max(abs(value), abs(value_max or value)) >= LARGEST:
        raise ValueError(_("“%(text)s” is no target: write it like ≥24所 or 1–2个.") % {"text": text[:40]})
    fields = {"kind": "quantified", "comparator": comparator, "value": value, "value_max": value_max, "unit": unit[:30]}
    if not row.measure:
        fields["measure"] = Measure.GROWTH if unit.startswith("%") else Measure.COUNT
    return {name: new for name, new in fields.items() if getattr(row, name) != new}


def _target_meant(text: str) -> tuple[str, Decimal, Decimal | None, str]:
    """(comparator, value, upper value of a range, unit) as the export writes a target, or as a report says it: 增长7%以上.

    Raises `ValueError` with one sentence where a cell holds no number or several.
    """
    if (found := TARGET.match(text)) and not SAID.search(found[4]):
        sign, low, high, unit = found.groups()
        comparator = "range" if high else {"≥": ">=", "≤": "<=", "约": "~"}.get(sign or "", sign or "=")
        return comparator, Decimal(low), Decimal(high) if high else None, unit
    numbers = quantities.find(shadow(text))
    if len(numbers) != 1:
        raise ValueError(_("“%(text)s” is no target: write it like ≥24所 or 1–2个.") % {"text": text[:40]})
    (number,) = numbers
    upper = None if number.value_max is None else Decimal(str(number.value_max))
    return number.comparator, Decimal(str(number.value)), upper, number.unit


def _leader(text: str, row: Commitment, units: Units) -> dict[str, Any]:
    if not text:
        return {}
    raise ValueError(_("the leader follows from the lead department; change that one, or its post."))


def _lead(text: str, row: Commitment, units: Units) -> dict[str, Any]:
    if not text:
        return {"lead": None} if row.lead else {}
    unit = units.one(text)
    return {"lead": unit} if unit != row.lead else {}


def _supporting(text: str, row: Commitment, units: Units) -> dict[str, Any]:
    named = dict.fromkeys(units.one(word) for word in units.words(text))
    wanted = [unit for unit in named if unit != row.lead]  # 责任单位 often names the lead once more
    standing = [duty.department for duty in row.supporting.all()] if row.pk else []
    return {"supporting": wanted} if set(wanted) != set(standing) else {}


def _deadline(text: str, row: Commitment, units: Units) -> dict[str, Any]:
    try:
        wanted = day_meant(text, row.report.year)
    except ValueError as wrong:
        raise ValueError(_("“%(text)s” is no day: write it like 2021年9月30日.") % {"text": text}) from wrong
    return {"deadline": wanted} if wanted != row.deadline else {}


def day_meant(text: str, year: int) -> date:
    """The day a table means: 2021年9月30日, 2021-09-30, 2021年9月(底前), 9月底前, 年底前; a month is its last day.

    `year` is the report's. Raises `ValueError` for what is no day.
    """
    if found := YEAR_END.match(text):
        return date(int(found[1] or year), 12, 31)
    if found := re.match(r"^(\d{1,2})月(?:(\d{1,2})日)?", text):
        text = f"{year}年{text}"
    found = DAY.match(text)
    if found is None:
        raise ValueError(text)
    of_year, month, day = int(found[1]), int(found[2]), found[3]
    if not 1 <= month <= 12:
        raise ValueError(text)
    return date(of_year, month, int(day) if day else monthrange(of_year, month)[1])


PARSERS = {
    "task": _task,
    "target": _target,
    "leader": _leader,
    "lead": _lead,
    "supporting": _supporting,
    "deadline": _deadline,
}
