"""How commitments, reports and progress read in the API. The fields of the export are the export's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments import lights, registry
from commitments.actions import offers
from commitments.models import (
    AssignmentDispute,
    Commitment,
    CountyShare,
    DeadlineVersion,
    Evidence,
    Measure,
    Milestone,
    Outcome,
    Plan,
    PlanFigure,
    ProgressReport,
    Report,
    Request,
    Site,
    SupportingDuty,
)
from config import clock
from departments.access import can
from workdays.calendar import current

TARGET = ("value", "value_max", "current_value", "progress")


@extend_schema_field({"type": "number", "nullable": True})
class Number(serializers.Field):
    """A figure as a JSON number in the unit as written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Decimal | None) -> int | float | None:
        return registry.number(value)


class Word(serializers.ChoiceField):
    """One of the field's words, empty where nothing is said."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices, allow_blank=True, **kwargs)


class Person(serializers.CharField):
    """A person by the name shown on screens."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, default=None, **kwargs)


class Code(serializers.SlugRelatedField):
    """A unit or a commitment by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", read_only=True, **kwargs)


class CommitmentRecord(serializers.ModelSerializer):
    """The fields of `export_commitments`, and what programs need beside them: codes, version, verdict."""

    report: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    comparator = Word(Commitment._meta.get_field("comparator").choices)
    measure = Word(Measure.choices)
    outcome = Word(Outcome.choices)
    value = Number()
    value_max = Number()
    current_value = Number()
    value_source = Word(Commitment._meta.get_field("value_source").choices)
    progress = Number()
    lead_department = serializers.CharField(read_only=True, allow_null=True, help_text="full name")
    lead_code = serializers.CharField(read_only=True, allow_null=True)
    supporting_departments = serializers.ListField(child=serializers.CharField(), read_only=True, help_text="full names")
    supporting_codes = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Commitment
        fields = [
            "report", *registry.FIELDS, "lead_code", "supporting_codes", "version", "is_published", "is_livelihood",
            "assigned_on", "signed_in_on", "completed_on", "days_late", "was_red", "value_on", "value_source",
            "last_report_on", "next_report_on", "complaint_count", "is_contested",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, row: Commitment) -> dict[str, Any]:
        own = [name for name in self.Meta.fields if name not in registry.FIELDS]
        plain = {name: getattr(row, name) for name in own if hasattr(row, name)}
        return {
            **registry.as_record(row),
            **plain,
            "report": row.report.slug,
            "lead_code": row.lead.code if row.lead else None,
            "supporting_codes": [duty.department.code for duty in row.supporting.all()],
        }


class SupportingRecord(serializers.ModelSerializer):
    department = Code()

    class Meta:
        model = SupportingDuty
        fields = ["department", "duty", "is_suggested", "signed_in_on"]


class SiteRecord(serializers.ModelSerializer):
    county = Code(source="department", allow_null=True)

    class Meta:
        model = Site
        fields = [
            "id", "name", "county", "township", "address", "deadline", "original_deadline", "stage", "note", "completed_on",
            "in_report", "version",
        ]  # fmt: skip


class ShareRecord(serializers.ModelSerializer):
    county = Code(source="department")
    value = Number()
    current_value = Number()

    class Meta:
        model = CountyShare
        fields = ["id", "county", "value", "current_value", "value_on", "version"]


class MilestoneRecord(serializers.ModelSerializer):
    class Meta:
        model = Milestone
        fields = ["id", "name", "deadline", "original_deadline", "done_on"]


class DeadlineRecord(serializers.ModelSerializer):
    """One version of the deadline; site or milestone where it is theirs."""

    class Meta:
        model = DeadlineVersion
        fields = ["number", "deadline", "origin", "site", "milestone", "at"]


class OfferRecord(serializers.Serializer):
    """A step that is this person's: possible now, or the sentence why not."""

    action = serializers.CharField(source="action.name")
    label = serializers.CharField(source="action.label")  # type: ignore[assignment]
    is_possible = serializers.BooleanField()
    why_not = serializers.CharField(allow_blank=True)


class EvidenceRecord(serializers.ModelSerializer):
    added_by = Person()

    class Meta:
        model = Evidence
        fields = [
            "id", "shows", "dated_on", "name", "size", "sha256", "url", "site", "progress_report", "request", "added_by",
            "added_at",
        ]  # fmt: skip


class RequestRecord(serializers.ModelSerializer):
    department = Code()
    asked_by = Person()
    decided_by = Person()
    value = Number()

    class Meta:
        model = Request
        fields = [
            "id", "kind", "state", "department", "asked_by", "asked_at", "note", "reason_code", "completed_on", "value",
            "is_partly_met", "new_deadline", "needs_leader", "asked_late", "decided_by", "decided_at", "decision",
        ]  # fmt: skip


class PlanFigureRecord(serializers.ModelSerializer):
    value = Number()

    class Meta:
        model = PlanFigure
        fields = ["month_end", "value"]


class PlanRecord(serializers.ModelSerializer):
    filed_by = Person()
    figures = PlanFigureRecord(many=True)

    class Meta:
        model = Plan
        fields = ["number", "state", "filed_by", "filed_at", "released_at", "reason", "figures"]


class DisputeRecord(serializers.ModelSerializer):
    department = Code()
    proposed = Code(allow_null=True)
    raised_by = Person()

    class Meta:
        model = AssignmentDispute
        fields = ["id", "department", "proposed", "reason", "state", "raised_by", "raised_at", "decision"]


class DetailsRecord(serializers.ModelSerializer):
    """What belongs to the units concerned, supervisors, the auditor and the leader of the area."""

    evidence = EvidenceRecord(many=True)
    requests = RequestRecord(many=True)
    plans = PlanRecord(many=True)
    disputes = DisputeRecord(many=True)

    class Meta:
        model = Commitment
        fields = ["reason_code", "reason_text", "requests", "plans", "disputes", "evidence"]


class CommitmentDetail(serializers.ModelSerializer):
    """One commitment whole: the record, its parts, the person's steps, and `details` where he may read them (else null)."""

    baseline = Number()
    light_cause = serializers.SerializerMethodField(help_text="why the light is what it is, in one sentence")
    supporting = SupportingRecord(many=True)
    sites = SiteRecord(many=True)
    shares = ShareRecord(many=True)
    milestones = MilestoneRecord(many=True)
    deadlines = DeadlineRecord(many=True)
    merged_into = Code(allow_null=True)
    successor = Code(allow_null=True)
    record = CommitmentRecord(source="*")
    actions = serializers.SerializerMethodField()
    details = serializers.SerializerMethodField()

    class Meta:
        model = Commitment
        fields = [
            "record", "light_cause", "baseline", "lower_is_better", "reference", "figures_due_on", "suspended_on",
            "merged_into", "successor", "supporting", "sites", "shares", "milestones", "deadlines", "actions", "details",
        ]  # fmt: skip
        read_only_fields = fields

    def get_light_cause(self, row: Commitment) -> str:
        return str(lights.explain(row, on=clock.today(), calendar=current())) if row.is_running else ""

    @extend_schema_field(OfferRecord(many=True))
    def get_actions(self, row: Commitment) -> Any:
        user = self.context["request"].user
        return OfferRecord([offer for offer in offers(row, user, on=clock.today()) if offer.is_his], many=True).data

    @extend_schema_field(DetailsRecord(allow_null=True))
    def get_details(self, row: Commitment) -> Any:
        return DetailsRecord(row).data if can(self.context["request"].user, "read_details", row) else None


class ProgressRecord(serializers.ModelSerializer):
    """What a unit reported as of a day. `share` is the county where it reported on its share."""

    department = Code()
    share = Code(source="share.department", default=None, allow_null=True)
    value = Number()
    author = Person()
    evidence = EvidenceRecord(many=True)

    class Meta:
        model = ProgressReport
        fields = ["id", "department", "share", "as_of", "value", "narrative", "explanation", "author", "at", "evidence"]
        read_only_fields = fields


class ReportRecord(serializers.ModelSerializer):
    class Meta:
        model = Report
        fields = ["slug", "title", "year", "given_on", "is_demo"]


class ReportText(ReportRecord):
    """A report with its text: a commitment's quote is `text[start:end]`, counted in characters."""

    class Meta(ReportRecord.Meta):
        fields = [*ReportRecord.Meta.fields, "text"]
