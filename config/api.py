"""Addresses of the REST API under `/api/v1/`; each room adds its own."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from departments.api import DepartmentList
from desk.api import ReminderList

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    # Page and script apart, both without anything inline: the Content-Security-Policy allows neither script nor style in a page.
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api_docs.html"),
        name="docs",
    ),
    path("", include("commitments.api.urls")),
    path("departments/", DepartmentList.as_view(), name="departments"),
    path("reminders/", ReminderList.as_view(), name="reminders"),
]
