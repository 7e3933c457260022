"""`/api/v1/commitments/` and `/api/v1/reports/`: found through the scope, changed through the workflow."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.response import Response

from commitments import lights
from commitments.actions import ACTIONS, permitted
from commitments.filters import CommitmentFilter
from commitments.models import (
    AssignmentDispute,
    Commitment,
    CountyShare,
    DeadlineVersion,
    Evidence,
    Plan,
    ProgressReport,
    Report,
    Site,
    SupportingDuty,
)
from commitments.models import Request as Asked
from config import clock
from departments.access import require, scope
from departments.http import SignedInApi
from house.api import KEY, ROWS, problems
from house.idempotency import answered, once

from .records import CommitmentDetail, CommitmentRecord, ProgressRecord, ReportRecord, ReportText
from .steps import any_body, form_of, progress_body

SUPPORTING = Prefetch("supporting", SupportingDuty.objects.select_related("department"))


@extend_schema(responses={200: CommitmentRecord(many=True), **problems(400, 404)})
class CommitmentList(generics.ListAPIView):
    """The ledger, filtered as on its page; an unknown filter value finds nothing."""

    queryset = Commitment.objects.select_related("report", "lead").prefetch_related(SUPPORTING).defer("search", "reason_text")
    serializer_class = CommitmentRecord
    filterset_class = CommitmentFilter

    def get_queryset(self) -> QuerySet[Commitment]:
        lights.ensure(clock.today())
        return scope(super().get_queryset(), self.request.user)


class OneCommitment(generics.GenericAPIView):
    """Whatever stands under one commitment's code; not readable is not found."""

    queryset = Commitment.objects.select_related("report", "lead__post", "merged_into", "successor").prefetch_related(
        SUPPORTING,
        Prefetch("shares", CountyShare.objects.select_related("department")),
        Prefetch("sites", Site.objects.select_related("department")),
        Prefetch("deadlines", DeadlineVersion.objects.order_by("pk")),
        Prefetch("requests", Asked.objects.select_related("department", "asked_by", "decided_by")),
        Prefetch("plans", Plan.objects.select_related("filed_by").prefetch_related("figures")),
        Prefetch("disputes", AssignmentDispute.objects.select_related("department", "proposed", "raised_by")),
        Prefetch("evidence", Evidence.objects.standing().select_related("added_by")),
        "milestones",
    )
    lookup_field = "code"
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Commitment]:
        return scope(super().get_queryset(), self.request.user)

    def answer(self, commitment: Commitment, **kwargs: Any) -> Response:
        """The commitment as it stands now."""
        fresh = self.get_queryset().get(pk=commitment.pk)
        return Response(CommitmentDetail(fresh, context=self.get_serializer_context()).data, **kwargs)


@extend_schema(responses={200: CommitmentDetail, **problems(404)})
class CommitmentOne(OneCommitment, generics.RetrieveAPIView):
    """One commitment: how it stands, its parts, what you can do now; `details` for those who may read them."""

    serializer_class = CommitmentDetail

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        lights.ensure(clock.today())
        return super().get(request, *args, **kwargs)


class CommitmentProgress(OneCommitment):
    """What the units reported: for the units concerned, supervisors, the auditor and the leader of the area."""

    serializer_class = ProgressRecord

    @extend_schema(responses={ROWS: ProgressRecord(many=True), **problems(400, 403, 404)})
    def get(self, request: SignedInApi, code: str) -> Response:
        """Progress reports, newest first."""
        commitment = self.get_object()
        require(request.user, "read_details", commitment)
        page = self.paginate_queryset(self._reports(commitment))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        parameters=[KEY],
        request=progress_body(),
        responses={201: ProgressRecord, **problems(400, 403, 404, 409, 415)},
    )
    def post(self, request: SignedInApi, code: str) -> HttpResponse:
        """Report progress: a figure, words, evidence. Counts at once."""
        if earlier := answered(request):
            return earlier
        action, commitment = ACTIONS["report_progress"], self.get_object()
        permitted(action, commitment, request.user, on=clock.today())
        form, version = form_of(action, request, commitment)

        def write() -> Response:
            made = action.do(commitment, form, actor=request.user, at=clock.now(), version=version)
            row = self._reports(commitment).get(pk=made.pk)
            return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

        return once(request, write)

    def _reports(self, commitment: Commitment) -> QuerySet[ProgressReport]:
        rows = (
            ProgressReport.objects.standing()
            .filter(commitment=commitment)
            .select_related("department", "share__department", "author")
        )
        return rows.prefetch_related(Prefetch("evidence", Evidence.objects.select_related("added_by")))


class CommitmentAction(OneCommitment):
    """Every step of the workflow, with the fields its page asks for."""

    serializer_class = CommitmentDetail

    @extend_schema(
        parameters=[KEY, OpenApiParameter("action", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(ACTIONS))],
        request=any_body(),
        responses={200: CommitmentDetail, **problems(400, 403, 404, 409, 415)},
    )
    def post(self, request: SignedInApi, code: str, action: str) -> HttpResponse:
        """Take a step; answers the commitment as it stands then.

        Readable but not yours: 403. Not possible now: 409, saying from where it would be. Somebody was faster than
        the `version` you saw: 409 with the current one. Nothing is changed by a refusal.
        """
        if earlier := answered(request):
            return earlier
        commitment = self.get_object()
        if action not in ACTIONS:
            raise Http404
        known = ACTIONS[action]
        permitted(known, commitment, request.user, on=clock.today())
        form, version = form_of(known, request, commitment)

        def write() -> Response:
            known.do(commitment, form, actor=request.user, at=clock.now(), version=version)
            return self.answer(commitment)

        return once(request, write)


@extend_schema(responses={200: ReportRecord(many=True), **problems(404)})
class ReportList(generics.ListAPIView):
    """The government work reports whose promises are kept here."""

    queryset = Report.objects.defer("text")
    serializer_class = ReportRecord
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Report]:
        return scope(super().get_queryset(), self.request.user)


@extend_schema(responses={200: ReportText, **problems(404)})
class ReportOne(generics.RetrieveAPIView):
    """One report with its text."""

    queryset = Report.objects.all()
    serializer_class = ReportText
    lookup_field = "slug"
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Report]:
        return scope(super().get_queryset(), self.request.user)
