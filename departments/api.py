"""Units of the city over the API: `/api/v1/departments/`."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers

from departments.access import scope
from house.api import problems

from .models import Department


class DepartmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_text", max_length=60)
    kind = django_filters.ChoiceFilter(choices=Department.Kind.choices)

    class Meta:
        model = Department
        fields: list[str] = []

    def by_text(self, rows: QuerySet[Department], name: str, value: str) -> QuerySet[Department]:
        return rows.filter(Q(code=value) | Q(name__contains=value) | Q(short_name__contains=value))


class DepartmentRecord(serializers.ModelSerializer):
    """A unit; filters and forms name it by `code`."""

    aliases = serializers.ListField(child=serializers.CharField(), read_only=True)
    post = serializers.CharField(source="post.code", default=None, read_only=True, allow_null=True)
    successor = serializers.CharField(source="successor.code", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Department
        fields = ["code", "name", "short_name", "aliases", "kind", "post", "valid_from", "valid_until", "successor"]
        read_only_fields = fields


@extend_schema(responses={200: DepartmentRecord(many=True), **problems(400, 404)})
class DepartmentList(generics.ListAPIView):
    """Every unit that can answer for a promise, in the city's own order."""

    queryset = Department.objects.select_related("post", "successor")
    serializer_class = DepartmentRecord
    filterset_class = DepartmentFilter

    def get_queryset(self) -> QuerySet[Department]:
        return scope(super().get_queryset(), self.request.user)


class ActingSessionScheme(SessionScheme):
    """How OpenAPI names the session; the token is known to it already."""

    target_class = "departments.authentication.ActingSessionAuthentication"
    name = "session"
