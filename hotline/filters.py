"""Which work orders and which links: the same filters for pages, API and exports. An unknown value finds nothing."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import search
from commitments.filters import YesFilter
from commitments.models import Commitment
from departments.access import can
from departments.models import Department
from house.few import few_or

from .models import Handling, Link, StagedPromise, WorkOrder, WorkOrderText
from .models.order import State

FEW = 7_000  # about one in two hundred of a year's orders: there the index first and the walk back cost the same


class _KnownOrNothing(django_filters.FilterSet):
    """What nobody knows finds nothing instead of everything, here and in the API."""

    @property
    def qs(self) -> QuerySet[Any]:
        if self.is_bound and not self.form.is_valid():
            return self.queryset.none()
        return super().qs

    def is_valid(self) -> bool:
        return True


def _key(model: type[Commitment | Department], code: str) -> int | None:
    """The key of what has this code, looked up first: of a key the planner knows how many rows it has, of a joined code not."""
    return model._default_manager.filter(code=code).values_list("pk", flat=True).first()


class WorkOrderFilter(_KnownOrNothing):
    q = django_filters.CharFilter(method="by_text", label=_("Text or number"), max_length=100)
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    unit = django_filters.CharFilter(method="by_unit", label=_("Unit"))
    county = django_filters.CharFilter(method="by_county", label=_("County"))
    channel = django_filters.ChoiceFilter(choices=WorkOrder.Channel.choices, label=_("Channel"))
    nature = django_filters.ChoiceFilter(choices=WorkOrder.Nature.choices, label=_("Nature"))
    received_after = django_filters.DateFilter(field_name="received_on", lookup_expr="gte", label=_("Received from"))
    received_before = django_filters.DateFilter(field_name="received_on", lookup_expr="lte", label=_("Received until"))
    linked = YesFilter(method="by_linked", label=_("Linked"))
    link = django_filters.ChoiceFilter(choices=Link.State.choices, method="by_link", label=_("State of the link"))
    released = YesFilter(field_name="is_released", label=_("Summary released"))
    commitment = django_filters.CharFilter(method="by_commitment", label=_("Commitment"))

    class Meta:
        model = WorkOrder
        fields: list[str] = []

    def by_text(self, rows: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        """By number here or there, and by what was said for those who may read it (else by the summary)."""
        number = value.strip()
        for field in ("number", "source_number"):  # one after the other: each has its index, both at once have none
            if (numbered := rows.filter(**{field: number})).exists():
                return numbered
        if can(getattr(self.request, "user", None), "read_words", WorkOrder):
            spoken = WorkOrderText.objects.filter(search.condition(value)).values_list("order", flat=True)
            return few_or(rows, spoken, search.condition(value, "words__search"), few=FEW)
        return rows.filter(summary__contains=number)

    def by_county(self, rows: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        """Received from the county of this code."""
        county = _key(Department, value)
        return rows.filter(county=county) if county else rows.none()

    def by_unit(self, rows: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        """With the unit of this code now."""
        unit = _key(Department, value)
        if unit is None:
            return rows.none()
        now = Handling.objects.filter(ended_at=None, unit=unit)
        return few_or(rows, now.values_list("order", flat=True), Q(Exists(now.filter(order=OuterRef("pk")))), few=FEW)

    def by_linked(self, rows: QuerySet[WorkOrder], name: str, value: bool) -> QuerySet[WorkOrder]:
        valid = Exists(Link.objects.filter(order=OuterRef("pk")).exclude(state=Link.State.REJECTED))
        return rows.filter(valid) if value else rows.exclude(valid)

    def by_link(self, rows: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        return rows.filter(Exists(Link.objects.filter(order=OuterRef("pk"), state=value)))

    def by_commitment(self, rows: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        """Linked to the commitment of this code."""
        commitment = _key(Commitment, value)
        if commitment is None:
            return rows.none()
        links = Link.objects.filter(commitment=commitment)
        return few_or(rows, links.values_list("order", flat=True), Q(Exists(links.filter(order=OuterRef("pk")))), few=FEW)


class PromiseFilter(_KnownOrNothing):
    """Without a state: all but those no longer promised."""

    state = django_filters.ChoiceFilter(choices=StagedPromise.State.choices, label=_("State"))
    unit = django_filters.CharFilter(field_name="handling__unit__code", label=_("Unit"))

    class Meta:
        model = StagedPromise
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[StagedPromise]) -> QuerySet[StagedPromise]:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.exclude(state=StagedPromise.State.DROPPED)


class LinkFilter(_KnownOrNothing):
    commitment = django_filters.CharFilter(field_name="commitment__code", label=_("Commitment"))
    kind = django_filters.ChoiceFilter(choices=Link.Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=Link.State.choices, label=_("State"))
    county = django_filters.CharFilter(field_name="order__county__code", label=_("County"))
    answered = YesFilter(method="by_answered", label=_("Answered by the unit"))

    class Meta:
        model = Link
        fields: list[str] = []

    def by_answered(self, rows: QuerySet[Link], name: str, value: bool) -> QuerySet[Link]:
        return rows.exclude(unit_answer="") if value else rows.filter(unit_answer="")
