"""What the filters of the list offer, and which of them are in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commitments.filters import CommitmentFilter
from commitments.models import Commitment, Report
from departments.models import Department

# Standing behind "More filters", which is open where one of them is in force.
MORE = ("year", "report", "section", "category", "kind", "deadline_after", "deadline_before", "has_complaints", "contested")


@dataclass(frozen=True)
class Choice:
    value: str
    word: str
    is_chosen: bool


@dataclass(frozen=True)
class Select:
    """A list to choose one of; `none` is the word for no choice, empty where one must be chosen."""

    name: str
    label: str
    choices: list[Choice]
    none: str = ""

    @property
    def options(self) -> SafeString:
        """The lines of the list; two hundred of them in the template would cost a tenth of the page's time."""
        lines = [Choice("", self.none, is_chosen=False), *self.choices] if self.none else self.choices
        marked = ((line.value, mark_safe(" selected") if line.is_chosen else "", line.word) for line in lines)
        return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@dataclass(frozen=True)
class Selects:
    front: list[Select]
    more: list[Select]
    units: dict[str, str]  # code → short name


def selects(filters: CommitmentFilter, request: HttpRequest) -> Selects:
    """What there is to choose from: three queries, whatever is in the ledger. Sections are those of one report."""
    reports = list(Report.objects.only("slug", "title", "year"))
    report = next((each for each in reports if each.slug == request.GET.get("report")), reports[0] if reports else None)
    sections = Commitment.objects.filter(report=report).order_by().values_list("section", flat=True).distinct()
    units = dict(Department.objects.values_list("code", "short_name"))
    fields = filters.form.fields

    def select(name: str, label: str, pairs: Iterable[tuple[Any, Any]], none: str = _("all")) -> Select:
        chosen = request.GET.get(name)
        choices = [Choice(str(value), str(word), str(value) == chosen) for value, word in pairs if value]
        return Select(name, label, choices, none)

    return Selects(
        front=[
            select("department", _("Department"), units.items()),
            select("light", _("Light"), fields["light"].choices),
            select("stage", _("Stage"), fields["stage"].choices),
            select("order", _("Order"), fields["order"].choices, none=""),
        ],
        more=[
            select("group", _("Group"), [("lead", _("By department")), ("section", _("By section"))], none=_("no groups")),
            select("report", _("Report"), [(each.slug, each.title) for each in reports]),
            select("section", _("Section"), [(each, each) for each in sorted(sections, key=_section_order)]),
            select("category", _("Category"), fields["category"].choices),
            select("kind", _("Kind"), fields["kind"].choices),
        ],
        units=units,
    )


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
        words = units if name in {"department", "lead"} else {str(key): label for key, label in getattr(field, "choices", [])}
        chips.append({"word": str(field.label), "value": str(words.get(value, value)), "href": f"?{rest.urlencode()}"})
    return chips
