"""What the filters of the list offer, and which of them are in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commitments.filters import ORDER_WORDS, CommitmentFilter
from commitments.models import Category, Commitment, Kind, Light, Report, Stage
from departments.models import Department
from house.writing import words

# Standing behind "More filters", which is open where one of them is in force.
MORE = ("year", "report", "section", "category", "kind", "deadline_after", "deadline_before", "has_complaints", "contested")


@dataclass(frozen=True)
class Select:
    """A list to choose one of."""

    name: str
    label: str
    options: SafeString


@dataclass(frozen=True)
class Selects:
    front: list[Select]
    more: list[Select]
    units: dict[str, str]  # code → short name


def selects(request: HttpRequest) -> Selects:
    """What there is to choose from: three queries, whatever is in the ledger. Sections are those of one report."""
    reports = list(Report.objects.values_list("pk", "slug", "title"))
    asked = request.GET.get("report")
    report = next((pk for pk, slug, _title in reports if slug == asked), reports[0][0] if reports else None)
    sections = Commitment.objects.filter(report=report).order_by().values_list("section", flat=True).distinct()
    units = dict(Department.objects.values_list("code", "short_name"))

    def select(name: str, label: str, pairs: Iterable[tuple[str, str]], none: str = _("all")) -> Select:
        offered = (("", none), *pairs) if none else tuple(pairs)
        chosen = request.GET.get(name, "")
        return Select(name, label, _options(offered, chosen if any(value == chosen for value, _word in offered) else ""))

    return Selects(
        front=[
            select("department", _("Department"), units.items()),
            select("light", _("Light"), words(Light).items()),
            select("stage", _("Stage"), words(Stage).items()),
            select("order", _("Order"), [(value, str(word)) for value, word in ORDER_WORDS], none=""),
        ],
        more=[
            select("group", _("Group"), [("lead", _("By department")), ("section", _("By section"))], none=_("no groups")),
            select("report", _("Report"), [(slug, title) for _pk, slug, title in reports]),
            select("section", _("Section"), [(each, each) for each in sorted(sections, key=_section_order) if each]),
            select("category", _("Category"), words(Category).items()),
            select("kind", _("Kind"), words(Kind).items()),
        ],
        units=units,
    )


@lru_cache(maxsize=256)
def _options(offered: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The lines of a list; some two hundred on each page, and hardly ever others than on the page before."""
    marked = ((value, mark_safe(" selected") if value and value == chosen else "", word) for value, word in offered)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


def _section_order(section: str) -> tuple[int, str]:
    numerals = "一二三四五六七八九十"
    return (numerals.find(section) if section in numerals else -1, section)


def picked(filters: CommitmentFilter, request: HttpRequest, units: dict[str, str]) -> list[dict[str, str]]:
    """The filters in force as chips, each with the address without it."""
    chips = []
    for name, field in filters.form.fields.items():
        value = request.GET.get(name, "").strip()
        if not value or name in {"order", "q"}:
            continue
        rest = request.GET.copy()
        rest.pop(name)
        rest.pop("page", None)
        named: Any = (
            units if name in {"department", "lead"} else {str(key): label for key, label in getattr(field, "choices", [])}
        )
        chips.append({"word": str(field.label), "value": str(named.get(value, value)), "href": f"?{rest.urlencode()}"})
    return chips
