"""The counties of a report's city: from the department table or, where it knows none of them, from the report's own text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import rjieba

from departments.models import Department

_UNIT = re.compile(r"[\u3400-\u9fff]{2,}[县区市旗州]")
_COMMON = re.compile(r"(?:城市|城区|新区|市区|地区|都市区|开区)$")  # no county, though the segmenter says so
_WHOLE = "市州"  # what a whole city is called, too


class Counties:
    """Every form of a county's name → its short name."""

    def __init__(self, text: str) -> None:
        """`text` is the report as stored."""
        units = Department.objects.filter(kind__in=(Department.Kind.COUNTY, Department.Kind.ZONE))
        listed = {name: unit.short_name for unit in units for name in (unit.short_name, *unit.aliases)}
        self.short = listed if any(name in text for name in listed) else {**_named_in(text), **listed}
        self._any = re.compile("|".join(map(re.escape, sorted(self.short, key=len, reverse=True))) or "(?!)")

    def of(self, names: Iterable[str]) -> frozenset[str]:
        """Short names of the counties meant by `names`, of whichever form; unknown ones are none."""
        return frozenset(self.short[name] for name in names if name in self.short)

    def found_in(self, text: str) -> frozenset[str]:
        """Short names of the counties a text names, in any form but the one-character ones."""
        return frozenset(self.short[name] for name in self._any.findall(text))

    def without(self, text: str, other: str) -> str:
        """`text` with every county blanked out, and `other` – the caller's, that nobody may know – with them."""
        text = self._any.sub(lambda match: "　" * len(match.group()), text)
        for name in filter(None, (other, _stem(other))):
            text = text.replace(name, "　" * len(name))
        return text


def _named_in(text: str) -> dict[str, str]:
    """Counties the text names, by full name and stem; the city itself, named most often, is none of them."""
    counted = Counter(
        word for word, kind in rjieba.tag(text, True) if kind == "ns" and _UNIT.fullmatch(word) and not _COMMON.search(word)
    )
    city = next((word for word, _ in counted.most_common(1) if word[-1] in _WHOLE), "")
    names = {name: word for word in counted if word != city for name in (word, _stem(word)) if name}
    return names


def _stem(name: str) -> str:
    """宜君 of 宜君县; nothing where one character would be left."""
    return name[:-1] if len(name) > 2 and _UNIT.fullmatch(name) else ""
