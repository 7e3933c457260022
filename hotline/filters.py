"""Which work orders and which links: the same filters for pages, API and exports. An unknown value finds nothing."""

from __future__ import annotations

import json
from typing import Any

import django_filters
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import search
from commitments.filters import YesFilter
from departments.access import can
from departments.models import Department

from .models import Handling, Link, StagedPromise, WorkOrder, WorkOrderText
from .models.order import State

LISTED = 500  # ids written into the next query, whose number the planner then knows
FEW = 7_000  # about one in two hundred of a year's orders: there the index first and the walk back cost the same


def few_or(rows: QuerySet[WorkOrder], ids: QuerySet[Any, Any], otherwise: Q) -> QuerySet[WorkOrder]:
    """The rows with these `ids`, or the same said as a condition (`otherwise`) where they are more than `FEW`.

    Asked for the newest fifty, a planner walks back through the dates until it has found them: right for what is
    common, a walk through the whole table for what is rare or absent. The rare is therefore found by its own index first.
    """
    ids = ids.order_by()
    found = list(ids[: LISTED + 1])
    if len(found) <= LISTED:
        return rows.filter(pk__in=found)
    if not _are_many(ids) and ids[: FEW + 1].count() <= FEW:
        return rows.filter(pk__in=ids[:FEW])  # the limit keeps the planner from joining it into the walk
    return rows.filter(otherwise)


def _are_many(ids: QuerySet[Any, Any]) -> bool:
    """Whether the statistics of PostgreSQL leave no doubt that they are more than `FEW`.

    Counting them would read thousands of scattered rows only to throw the number away.
    """
    if connection.vendor != "postgresql":
        return False
    expected: float = json.loads(ids.explain(format="json"))[0]["Plan"]["Plan Rows"]
    return expected > 2 * FEW


class _KnownOrNothing(django_filters.FilterSet):
    """What nobody knows finds nothing instead of everything, here and in the API."""

    @property
    def qs(self) -> QuerySet[Any]:
        if self.is_bound and not self.form.is_valid():
            return self.queryset.none()
        return super().qs

    def is_valid(self) -> bool:
        return True


class WorkOrderFilter(_KnownOrNothing):
    q = django_filters.CharFilter(method="by_text", label=_("Text or number"), max_length=100)
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    unit = django_filters.CharFilter(method="by_unit", label=_("Unit"))
    county = django_filters.CharFilter(field_name="county__code", label=_("County"))
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
            return few_or(rows, spoken, search.condition(value, "words__search"))
        return rows.filter(summary__contains=number)

    def by_unit(self, rows: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        """With the unit of this code now."""
        unit = Department.objects.filter(code=value).values_list("pk", flat=True).first()
        if unit is None:
            return rows.none()
        now = Handling.objects.filter(ended_at=None, unit=unit)
        return few_or(rows, now.values_list("order", flat=True), Q(Exists(now.filter(order=OuterRef("pk")))))

    def by_linked(self, rows: QuerySet[WorkOrder], name: str, value: bool) -> QuerySet[WorkOrder]:
        valid = Exists(Link.objects.filter(order=OuterRef("pk")).exclude(state=Link.State.REJECTED))
        return rows.filter(valid) if value else rows.exclude(valid)

    def by_link(self, rows: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        return rows.filter(Exists(Link.objects.filter(order=OuterRef("pk"), state=value)))

    def by_commitment(self, rows: QuerySet[WorkOrder], name: str, value: str) -> QuerySet[WorkOrder]:
        links = Link.objects.filter(commitment__code=value)
        return few_or(rows, links.values_list("order", flat=True), Q(Exists(links.filter(order=OuterRef("pk")))))


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
