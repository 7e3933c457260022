"""Promises in staged replies over the API: the same decisions, forms and workflow functions as `/hotline/promises/`."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

from config import clock
from departments.access import require, scope
from departments.http import SignedInApi
from house import bodies
from house.api import KEY, ROWS, ModelRecord, problems
from house.idempotency import answered, once

from .decisions import DECISIONS, known
from .filters import PromiseFilter
from .models import StagedPromise


class PromiseRecord(ModelRecord):
    """What a unit promised a caller for a day, as its page shows it; nothing of the caller."""

    order = serializers.CharField(source="handling.order.number", read_only=True)
    summary = serializers.CharField(source="handling.order.summary", read_only=True)
    unit = serializers.CharField(source="handling.unit.code", read_only=True)
    reply = serializers.CharField(source="handling.reply", read_only=True)
    commitment = serializers.CharField(
        source="commitment.code", default=None, read_only=True, allow_null=True, help_text="code of what it was made"
    )
    site = serializers.CharField(source="site.name", default=None, read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True, help_text="why it was declined")

    class Meta:
        model = StagedPromise
        fields = [
            "id", "order", "summary", "unit", "reply", "promised_on", "state", "commitment", "site", "reason", "decided_at",
        ]  # fmt: skip
        read_only_fields = fields


class PromiseView(generics.GenericAPIView):
    """The promises in replies that the person may read."""

    queryset = StagedPromise.objects.select_related("handling__order__county", "handling__unit", "commitment", "site")
    serializer_class = PromiseRecord

    def get_queryset(self) -> QuerySet[StagedPromise]:
        return scope(super().get_queryset(), self.request.user).order_by("-state", "promised_on", "pk")

    def answer(self, promise: StagedPromise) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=promise.pk)).data)


class PromiseList(PromiseView):
    filterset_class = PromiseFilter

    @extend_schema(operation_id="promises_list", responses={ROWS: PromiseRecord(many=True), **problems(400, 403, 404)})
    def get(self, request: SignedInApi) -> Response:
        """What waits to be decided first, then what was decided; without a `state` all but what is no longer promised."""
        require(request.user, "read_promises", StagedPromise)
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class PromiseOne(PromiseView):
    @extend_schema(responses={200: PromiseRecord, **problems(404)})
    def get(self, request: SignedInApi, pk: str) -> Response:
        """One promise."""
        return Response(self.get_serializer(self.get_object()).data)


class PromiseDecision(PromiseView):
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="promises_decide",
        parameters=[KEY],
        request={
            "application/json": {
                "anyOf": [{"title": name, **bodies.schema_of(step.form)} for name, step in DECISIONS.items()],
            }
        },
        responses={200: PromiseRecord, **problems(400, 403, 404, 409, 415)},
    )
    def post(self, request: SignedInApi, pk: str, decision: str) -> HttpResponse:
        """Decide it: a draft `commitment`, a `site` of a linked one, `decline` with a reason, or `reopen` a declined one."""
        if earlier := answered(request):
            return earlier
        step = known(decision)
        promise = self.get_object()
        require(request.user, step.action, promise)
        form = step.form(bodies.for_form(bodies.sent(request), step.form), promise=promise)
        bodies.checked(form)

        def write() -> Response:
            return self.answer(step.do(promise, actor=request.user, at=clock.now(), **form.cleaned_data))

        return once(request, write)
