"""Which commitments: one set of filters for the page, the API and exports. Holds no HTML.

An unknown value is no error: it finds nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from config import clock
from departments.access import posts, units
from departments.models import Department

from . import search
from .models import Category, Commitment, Kind, Light, Stage, SupportingDuty
from .models.commitment import WORST_FIRST, concerns

ORDER_WORDS = [
    ("code", _("by code")),
    ("deadline", _("nearest deadline first")),
    ("-deadline", _("farthest deadline first")),
    ("light", _("worst light first")),
]
YES = [("1", _("yes")), ("true", _("yes")), ("True", _("yes"))]
NO = [("0", _("no")), ("false", _("no")), ("False", _("no"))]

ORDERS: dict[str, tuple[Any, ...]] = {
    "code": ("code",),
    "deadline": ("deadline", "code"),
    "-deadline": ("-deadline", "code"),
    "light": (WORST_FIRST, "deadline", "code"),
}


class YesFilter(django_filters.TypedChoiceFilter):
    """Yes (1, true) or no (0, false)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[*YES, *NO], coerce=lambda text: text in dict(YES), **kwargs)


class CommitmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_text", label=_("Text"), max_length=100)
    year = django_filters.NumberFilter(field_name="report__year", label=_("Year"))
    report = django_filters.CharFilter(field_name="report__slug", label=_("Report"))
    section = django_filters.CharFilter(field_name="section", label=_("Section"))
    category = django_filters.ChoiceFilter(choices=Category.choices, label=_("Category"))
    department = django_filters.CharFilter(method="by_department", label=_("Department"))
    lead = django_filters.CharFilter(field_name="lead__code", label=_("Lead department"))
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    stage = django_filters.ChoiceFilter(choices=Stage.choices, label=_("Stage"))
    light = django_filters.ChoiceFilter(choices=Light.choices, label=_("Light"))
    deadline_after = django_filters.DateFilter(field_name="deadline", lookup_expr="gte", label=_("Deadline from"))
    deadline_before = django_filters.DateFilter(field_name="deadline", lookup_expr="lte", label=_("Deadline until"))
    has_complaints = YesFilter(method="by_complaints", label=_("Has complaints"))
    contested = YesFilter(field_name="is_contested", label=_("Contested"))
    overdue = YesFilter(method="by_overdue", label=_("Overdue"))
    mine = YesFilter(method="by_mine", label=_("Mine"))
    order = django_filters.ChoiceFilter(
        choices=ORDER_WORDS,
        method="by_order",
        label=_("Order"),
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: Any = None, on: date | None = None
    ) -> None:
        if data is not None:  # what is not asked for filters nothing: its field need not be made
            every: dict[str, Any] = getattr(type(self), "base_filters")  # noqa: B009 – the stubs know it of objects alone
            self.base_filters = {name: each for name, each in every.items() if name in data}
        super().__init__(data, queryset, request=request, prefix=prefix)
        self.on = on or clock.today()

    @property
    def qs(self) -> QuerySet[Commitment]:
        if self.is_bound and not self.form.is_valid():
            return self.queryset.none()
        return super().qs

    def is_valid(self) -> bool:
        """Always: what nobody knows finds nothing (`qs`), here and in the API."""
        return True

    def unknown(self) -> list[str]:
        """What the address asks for and no filter knows, as it stands there: light=purple."""
        asked = self.form.data if self.is_bound else {}
        return [f"{name}={asked.get(name, '')}"[:40] for name in self.form.errors]

    def by_text(self, rows: QuerySet[Commitment], name: str, value: str) -> QuerySet[Commitment]:
        return search.matching(rows, value)

    def by_department(self, rows: QuerySet[Commitment], name: str, value: str) -> QuerySet[Commitment]:
        """Led or supported by the unit of this code."""
        # Two short look-ups first: joined into the condition they make the planner walk the whole table.
        unit = Department.objects.filter(code=value).values_list("pk", flat=True).first()
        if unit is None:
            return rows.none()
        supported = list(SupportingDuty.objects.filter(department=unit).values_list("commitment", flat=True))
        return rows.filter(Q(lead=unit) | Q(pk__in=supported))

    def by_complaints(self, rows: QuerySet[Commitment], name: str, value: bool) -> QuerySet[Commitment]:
        return rows.filter(complaint_count__gt=0) if value else rows.filter(complaint_count=0)

    def by_overdue(self, rows: QuerySet[Commitment], name: str, value: bool) -> QuerySet[Commitment]:
        late = Commitment.objects.overdue(on=self.on)
        return rows & late if value else rows.exclude(pk__in=late.values("pk"))

    def by_mine(self, rows: QuerySet[Commitment], name: str, value: bool) -> QuerySet[Commitment]:
        """Concerning the person's own units, or led in the area of the person's post."""
        user = getattr(self.request, "user", None)
        own = concerns(units(user)) | Q(lead__post__in=posts(user))
        return rows.filter(own) if value else rows.exclude(own)

    def by_order(self, rows: QuerySet[Commitment], name: str, value: str) -> QuerySet[Commitment]:
        return rows.order_by(*ORDERS[value])
