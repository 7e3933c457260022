"""Addresses of the whole house; each room adds its own."""

from django.contrib import admin
from django.urls import include, path

from house import health, metrics

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("config.api")),
    path("open311/v2/", include("hotline.open311.urls")),
    *(path("", include(f"{room}.urls")) for room in ("departments", "commitments", "hotline", "drafts", "desk", "board")),
]
handler400 = "house.api.bad_request"
handler404 = "house.api.not_found"
handler500 = "house.api.server_error"
