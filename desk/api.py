"""The person's own notices over the API: `/api/v1/reminders/`."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers

from commitments.messages import lines
from commitments.models import Reminder
from commitments.models.reminder import DeliveryState
from house.api import problems


class ReminderFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=DeliveryState.choices)
    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    commitment = django_filters.CharFilter(field_name="commitment__code", max_length=20)

    class Meta:
        model = Reminder
        fields: list[str] = []


class ReminderRecord(serializers.ModelSerializer):
    """What the person was told, or is about to be, and in which state the message is."""

    commitment: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    text = serializers.CharField(read_only=True, help_text="the sentence that stands in the bell")

    class Meta:
        model = Reminder
        fields = [
            "id", "item", "commitment", "rung", "text", "due_on", "state", "reason", "planned_at", "sent_at", "read_at",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema(responses={200: ReminderRecord(many=True), **problems(400, 404)})
class ReminderList(generics.ListAPIView):
    """Your own notices, newest first. Reading them here marks nothing as read."""

    queryset = Reminder.objects.select_related("commitment")
    serializer_class = ReminderRecord
    filterset_class = ReminderFilter

    def get_queryset(self) -> QuerySet[Reminder]:
        return super().get_queryset().filter(recipient=self.request.user.pk)

    def paginate_queryset(self, queryset: Any) -> Any:
        """The sentences of one page at a time: two queries, whatever its length."""
        page = super().paginate_queryset(queryset)
        for line in lines(page or []):
            line.reminder.text = line.sentence  # type: ignore[attr-defined]
        return page
