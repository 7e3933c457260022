"""Work orders, their links and the suggestions over `/api/v1/work-orders/`.

A unit reads no order: of the links to its commitments it sees kind, day, place and the released summary.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from commitments.models import Commitment, Report, Site
from commitments.workflow.table import Invalid
from config import clock
from departments.access import can, require, scope
from departments.http import SignedInApi
from departments.models import Department
from house import bodies
from house.api import KEY, ROWS, ModelRecord, problems
from house.idempotency import answered, once

from . import workflow
from .filters import LinkFilter, WorkOrderFilter
from .forms import AnswerForm, IntakeForm, SummaryForm
from .models import Link, WorkOrder
from .paging import LongPages
from .suggesting import offering, suggest
from .workflow import TEXT_MAX
from .workflow.moving import REASON_MAX

LINKS = Link.objects.select_related("order__county", "commitment__lead__post", "site", "linked_by", "decided_by", "answered_by")
DECISIONS = {"confirm": workflow.confirm, "reject": workflow.reject}


class LinkRecord(ModelRecord):
    """What a link shows to everybody who may read it: nothing of the caller, of his words only the released summary."""

    order = serializers.CharField(source="order.number", read_only=True)
    commitment = serializers.CharField(source="commitment.code", read_only=True)
    received_on = serializers.DateField(source="order.received_on", read_only=True)
    county = serializers.CharField(source="order.county.code", default=None, read_only=True, allow_null=True)
    township = serializers.CharField(source="order.township", read_only=True)
    site = serializers.CharField(source="site.name", default=None, read_only=True, allow_null=True)
    summary = serializers.SerializerMethodField(help_text="null until the hotline has released it")

    class Meta:
        model = Link
        fields = [
            "id", "order", "commitment", "kind", "state", "received_on", "county", "township", "site", "summary", "rank",
            "reasons", "linked_at", "decided_at", "unit_answer", "answered_at", "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_summary(self, link: Link) -> str | None:
        return link.order.summary if link.order.is_released else None


class WorkOrderRecord(ModelRecord):
    """One order. `text` is what the citizen said, null for whoever may not read it."""

    county = serializers.CharField(source="county.code", default=None, read_only=True, allow_null=True)
    unit_there = serializers.CharField(source="unit_there.code", default=None, read_only=True, allow_null=True)
    text = serializers.SerializerMethodField()
    close_kind = serializers.ChoiceField(WorkOrder.CloseKind.choices, allow_blank=True)
    links = serializers.SerializerMethodField(help_text="codes of the commitments it is linked to")

    class Meta:
        model = WorkOrder
        fields = [
            "number", "source", "source_number", "channel", "nature", "received_at", "received_on", "county", "unit_there",
            "township", "place", "text", "summary", "is_released", "state", "close_kind", "closed_on", "links", "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_text(self, order: WorkOrder) -> str | None:
        words = getattr(order, "words", None)  # none where retention has erased them
        return words.text if words and can(self.context["request"].user, "read_words", order) else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_links(self, order: WorkOrder) -> list[str]:
        return [link.commitment.code for link in order.standing]  # type: ignore[attr-defined]


class OrderView(generics.GenericAPIView):
    """Orders as the person may read them."""

    queryset = WorkOrder.objects.select_related("county", "unit_there", "words").prefetch_related(
        Prefetch("links", Link.objects.exclude(state=Link.State.REJECTED).select_related("commitment").order_by("pk"), "standing")
    )
    serializer_class: type[serializers.BaseSerializer] = WorkOrderRecord
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[WorkOrder]:
        return scope(super().get_queryset(), self.request.user)

    def answer(self, order: WorkOrder, **kwargs: Any) -> Response:
        """The order as it stands now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=order.pk)).data, **kwargs)


class WorkOrderList(OrderView):
    """The hotline's orders."""

    filterset_class = WorkOrderFilter
    pagination_class = LongPages

    @extend_schema(operation_id="work_orders_list", responses={ROWS: WorkOrderRecord(many=True), **problems(400, 403, 404)})
    def get(self, request: SignedInApi) -> Response:
        """Orders, newest first, filtered as on the hotline's page; no total is counted."""
        require(request.user, "list_orders", WorkOrder)
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        parameters=[KEY],
        request={"application/json": bodies.schema_of(IntakeForm)},
        responses={201: WorkOrderRecord, **problems(400, 403, 409, 415)},
    )
    def post(self, request: SignedInApi) -> HttpResponse:
        """Take down an order; with a summary it is released at once.

        `caller_name`, `caller_phone` and `caller_address` are sealed apart; no answer of the API ever holds them. Another
        platform's `source` and `source_number` are kept, once per source.
        """
        if earlier := answered(request):
            return earlier
        require(request.user, "take_down", WorkOrder)
        form = IntakeForm(bodies.for_form(_with_defaults(bodies.sent(request)), IntakeForm))
        bodies.checked(form)

        def write() -> Response:
            order = workflow.take_down(actor=request.user, at=clock.now(), **form.arguments())
            # What was written is answered without reading it again; a new order concerns no promise yet.
            order.standing = []  # type: ignore[attr-defined]
            return Response(self.get_serializer(order).data, status=status.HTTP_201_CREATED)

        return once(request, write)


def _with_defaults(body: Any) -> Any:
    """Nature and channel may be left out: a request for help, by phone."""
    given = body if not hasattr(body, "getlist") else body.dict()
    return {"nature": WorkOrder.Nature.REQUEST.value, "channel": WorkOrder.Channel.PHONE.value, **given}


class WorkOrderOne(OrderView):
    @extend_schema(responses={200: WorkOrderRecord, **problems(404)})
    def get(self, request: SignedInApi, number: str) -> Response:
        """One order."""
        return Response(self.get_serializer(self.get_object()).data)


class WorkOrderSummary(OrderView):
    @extend_schema(
        parameters=[KEY],
        request={"application/json": bodies.schema_of(SummaryForm, version=bodies.VERSION)},
        responses={200: WorkOrderRecord, **problems(400, 403, 404, 409, 415)},
    )
    def post(self, request: SignedInApi, number: str) -> HttpResponse:
        """Write and release what the unit may read of the order."""
        if earlier := answered(request):
            return earlier
        order = self.get_object()
        require(request.user, "release_summary", order)
        body = bodies.sent(request)
        form = SummaryForm(bodies.for_form(body, SummaryForm, also=("version",)))
        bodies.checked(form)
        version = bodies.version_of(body)

        def write() -> Response:
            done = workflow.release_summary(
                order, actor=request.user, at=clock.now(), summary=form.cleaned_data["summary"], version=version
            )
            return self.answer(done)

        return once(request, write)


class NewLink(serializers.Serializer):
    """Which promise the order concerns, and how; `rank` and `reasons` where a suggestion was taken."""

    commitment = serializers.CharField(max_length=20, help_text="code")
    kind = serializers.ChoiceField(choices=Link.Kind.choices)
    site = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**63 - 1)
    rank = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=100)
    reasons = serializers.ListField(child=serializers.CharField(max_length=300), max_length=20, required=False)
    reason = serializers.CharField(max_length=REASON_MAX, required=False, help_text="why, where the pair was rejected before")


class OrderLinks(generics.GenericAPIView):
    """Links of one order: all of them for the hotline, for a unit those to its own commitments."""

    serializer_class = LinkRecord
    queryset = LINKS
    filter_backends: list[Any] = []

    def links(self) -> QuerySet[Link]:
        """Raises `Http404` where the person may read neither the order nor any link of it."""
        found = scope(self.get_queryset(), self.request.user).filter(order__number=self.kwargs["number"]).order_by("pk")
        readable = scope(WorkOrder.objects.filter(number=self.kwargs["number"]), self.request.user)
        if not readable.exists() and not found.exists():
            raise Http404
        return found

    @extend_schema(responses={ROWS: LinkRecord(many=True), **problems(404)})
    def get(self, request: SignedInApi, number: str) -> Response:
        """The links of an order that you may read."""
        page = self.paginate_queryset(self.links())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(parameters=[KEY], request=NewLink, responses={201: LinkRecord, **problems(400, 403, 404, 409, 415)})
    def post(self, request: SignedInApi, number: str) -> HttpResponse:
        """Link the order to the promise it concerns. A pair is linked once; a rejected one again only with a `reason`."""
        if earlier := answered(request):
            return earlier
        self.links()
        order = generics.get_object_or_404(WorkOrder, number=number)
        require(request.user, "link", order)
        body = NewLink(data=bodies.sent(request))
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        commitment = _commitment(request, fields.pop("commitment"))
        fields["site"] = _site(commitment, fields.get("site"))

        def write() -> Response:
            made = workflow.link(order, commitment, actor=request.user, at=clock.now(), **fields)
            return Response(self.get_serializer(self.get_queryset().get(pk=made.pk)).data, status=status.HTTP_201_CREATED)

        return once(request, write)


def _commitment(request: SignedInApi, code: str) -> Commitment:
    rows = scope(Commitment.objects.select_related("lead", "merged_into", "report"), request.user)
    found = rows.filter(code=code).first()
    if found is None:
        raise Invalid(commitment=_("There is no commitment %(code)s.") % {"code": code})
    return found


def _site(commitment: Commitment, pk: int | None) -> Site | None:
    found = commitment.sites.filter(pk=pk).first() if pk else None
    if pk and found is None:
        raise Invalid(site=_("This site belongs to another commitment."))
    return found


class OneLink(OrderLinks):
    """What happens to one link of an order."""

    def get_object(self) -> Link:
        return generics.get_object_or_404(self.links(), pk=self.kwargs["pk"])

    def answer(self, link: Link) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=link.pk)).data)


class LinkDecision(OneLink):
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="work_orders_links_decide",
        parameters=[KEY],
        request={"application/json": {"type": "object", "properties": {"version": bodies.VERSION}}},
        responses={200: LinkRecord, **problems(400, 403, 404, 409, 415)},
    )
    def post(self, request: SignedInApi, number: str, pk: str, decision: str) -> HttpResponse:  # type: ignore[override]
        """The hotline lead confirms the link or rejects it for good."""
        if earlier := answered(request):
            return earlier
        link = self.get_object()
        require(request.user, decision, link)
        version = bodies.version_of(bodies.sent(request))

        def write() -> Response:
            return self.answer(DECISIONS[decision](link, actor=request.user, at=clock.now(), version=version))

        return once(request, write)


class LinkAnswer(OneLink):
    http_method_names = ["post", "options"]

    @extend_schema(
        parameters=[KEY],
        request={"application/json": bodies.schema_of(AnswerForm, version=bodies.VERSION)},
        responses={200: LinkRecord, **problems(400, 403, 404, 409, 415)},
    )
    def post(self, request: SignedInApi, number: str, pk: str) -> HttpResponse:  # type: ignore[override]
        """The lead department answers, for the hotline to tell the caller; it decides nothing about the link."""
        if earlier := answered(request):
            return earlier
        link = self.get_object()
        require(request.user, "answer", link)
        body = bodies.sent(request)
        form = AnswerForm(bodies.for_form(body, AnswerForm, also=("version",)))
        bodies.checked(form)
        version = bodies.version_of(body)

        def write() -> Response:
            text = form.cleaned_data["text"]
            return self.answer(workflow.answer(link, actor=request.user, at=clock.now(), text=text, version=version))

        return once(request, write)


@extend_schema(responses={200: LinkRecord(many=True), **problems(400, 404)})
class LinkList(generics.ListAPIView):
    """What citizens say about the commitments you may read it of, newest first."""

    queryset = LINKS
    serializer_class = LinkRecord
    filterset_class = LinkFilter
    pagination_class = LongPages

    def get_queryset(self) -> QuerySet[Link]:
        return scope(super().get_queryset(), self.request.user).order_by("-pk")


class Complaint(serializers.Serializer):
    text = serializers.CharField(max_length=TEXT_MAX)
    county = serializers.CharField(max_length=80, required=False, allow_blank=True, help_text="code or name")
    report = serializers.SlugField(max_length=60, required=False, help_text="slug; the newest report where none is given")
    top = serializers.IntegerField(required=False, min_value=1, max_value=20, default=5)
    order = serializers.CharField(
        max_length=40, required=False, help_text="number of the order asked for: its linked and rejected pairs are left out"
    )


class SuggestionRecord(serializers.Serializer):
    code = serializers.CharField()
    quote = serializers.CharField()
    score = serializers.FloatField(help_text="0–1, how sure")
    reasons = serializers.ListField(child=serializers.CharField())


class Suggestions(serializers.Serializer):
    suggestions = SuggestionRecord(many=True)


class Suggest(generics.GenericAPIView):
    serializer_class = Suggestions

    @extend_schema(request=Complaint, responses={200: Suggestions, **problems(400, 403, 404, 415)})
    def post(self, request: SignedInApi) -> Response:
        """The promises a complaint bears on, best first; none where nothing is convincing. Nothing is written.

        An `order` that is not found among those one may read is a 404.
        """
        require(request.user, "link", WorkOrder)
        body = Complaint(data=bodies.sent(request))
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        if (slug := asked.get("report")) and not Report.objects.filter(slug=slug).exists():
            raise Invalid(report=_("There is no report “%(slug)s”.") % {"slug": slug})
        settled: set[str] = set()
        if number := asked.get("order"):
            settled = offering.settled(generics.get_object_or_404(scope(WorkOrder.objects.all(), request.user), number=number))
        top, county = asked["top"], _county(asked.get("county", ""))
        found = suggest(asked["text"], county, slug, top=offering.SPARE * top, exclude=settled, on=clock.today())
        rows = scope(Commitment.objects.filter(pk__in=[one.commitment_id for one in found]), request.user)
        readable = set(rows.values_list("pk", flat=True))
        return Response({"suggestions": [one.as_json() for one in found if one.commitment_id in readable][:top]})


def _county(named: str) -> Department | str:
    """The unit of this code, else the name as it was given."""
    return Department.objects.filter(code=named).first() or named
