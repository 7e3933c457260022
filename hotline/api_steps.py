"""The life of an order over the API: the same steps, forms and workflow functions as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from departments.access import require, scope
from departments.http import SignedInApi
from house import bodies
from house.api import KEY, ROWS, problems
from house.idempotency import answered, once

from .actions import ACTIONS, Action, arguments, known
from .api import OrderView, WorkOrderRecord
from .models import Handling, WorkOrder
from .paging import LongPages

Target = TypeVar("Target", WorkOrder, Handling)


def _body(*, of_unit: bool) -> dict[str, Any]:
    """The bodies of the steps of one side: each its page's form and the version seen."""
    steps = [action for action in ACTIONS.values() if action.of_unit == of_unit]
    return {
        "application/json": {
            "anyOf": [{"title": step.name, **bodies.schema_of(step.form, version=bodies.VERSION)} for step in steps]
        }
    }


def _asked(action: Action, request: Request) -> dict[str, Any]:
    """What the step's function is called with. Raises `ValidationError` or `Invalid` naming every bad field."""
    body = bodies.sent(request)
    form = action.form(bodies.for_form(body, action.form, also=("version",)))
    bodies.checked(form)
    return {**arguments(form, request.user), "version": bodies.version_of(body)}


def _take(request: SignedInApi, step: Action, find: Callable[[], Target], told: Callable[[Target], Response]) -> HttpResponse:
    """One step, once: may he, is the body in order, do it, and `told` what it did."""
    if earlier := answered(request):
        return earlier
    target = find()
    require(request.user, step.name, target)
    asked = _asked(step, request)

    def write() -> Response:
        step.do(target, **asked, actor=request.user, at=clock.now())
        return told(target)

    return once(request, write)


class OrderAction(OrderView):
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="work_orders_action",
        parameters=[KEY],
        request=_body(of_unit=False),
        responses={200: WorkOrderRecord, **problems(400, 403, 404, 409, 415)},
    )
    def post(self, request: SignedInApi, number: str, action: str) -> HttpResponse:
        """A step of the hotline: dispatch, audit a return, extend, review, call back, redo, merge, close, supervise."""
        return _take(request, known(action, of_unit=False), self.get_object, self.answer)


class DispatchRecord(serializers.ModelSerializer):
    """A dispatch as its unit reads it: the released summary and the clock; never the caller, never his words."""

    order = serializers.CharField(source="order.number", read_only=True)
    state = serializers.CharField(source="order.state", read_only=True)
    nature = serializers.CharField(source="order.nature", read_only=True)
    county = serializers.CharField(source="order.county.code", default=None, read_only=True, allow_null=True)
    township = serializers.CharField(source="order.township", read_only=True)
    place = serializers.CharField(source="order.place", read_only=True)
    summary = serializers.SerializerMethodField(help_text="null until the hotline has released it")
    unit = serializers.CharField(source="unit.code", read_only=True)
    version = serializers.IntegerField(source="order.version", read_only=True)

    class Meta:
        model = Handling
        fields = [
            "order", "number", "unit", "state", "nature", "county", "township", "place", "summary", "dispatched_at", "due_on",
            "original_due_on", "signed_at", "is_designated", "is_redo", "return_reason", "extension", "extension_days",
            "extension_reason", "reply", "replied_at", "promised_on", "sent_back", "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_summary(self, handling: Handling) -> str | None:
        return handling.order.summary if handling.order.is_released else None


class DispatchView(generics.GenericAPIView):
    """The dispatches in force that the person may read."""

    queryset = Handling.objects.filter(ended_at=None).select_related("order__county", "unit")
    serializer_class = DispatchRecord
    filter_backends: list[Any] = []
    pagination_class = LongPages

    def get_queryset(self) -> QuerySet[Handling]:
        return scope(super().get_queryset(), self.request.user).order_by("due_on", "pk")

    def get_object(self) -> Handling:
        return generics.get_object_or_404(self.get_queryset(), order__number=self.kwargs["number"])


class DispatchList(DispatchView):
    @extend_schema(operation_id="dispatches_list", responses={ROWS: DispatchRecord(many=True), **problems(404)})
    def get(self, request: SignedInApi) -> Response:
        """The orders that are with a unit, those due first: for a clerk or head his own unit's."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class DispatchOne(DispatchView):
    @extend_schema(responses={200: DispatchRecord, **problems(404)})
    def get(self, request: SignedInApi, number: str) -> Response:
        """The dispatch in force of one order."""
        return Response(self.get_serializer(self.get_object()).data)


class DispatchAction(DispatchView):
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="dispatches_action",
        parameters=[KEY],
        request=_body(of_unit=True),
        responses={200: DispatchRecord, **problems(400, 403, 404, 409, 415)},
    )
    def post(self, request: SignedInApi, number: str, action: str) -> HttpResponse:
        """A step of the unit: sign for, ask to return, ask for more time, reply (with `promised_on` a staged one)."""

        def told(handling: Handling) -> Response:
            return Response(self.get_serializer(self.get_queryset().get(pk=handling.pk)).data)

        return _take(request, known(action, of_unit=True), self.get_object, told)
