"""Addresses of the commitments' pages; each page module lists its own."""

from importlib import import_module

from django.urls import URLPattern, path

from .views import bulk, detail, evidence, listing, steps

app_name = "commitments"

urlpatterns: list[URLPattern] = [
    path("commitments/", listing.index, name="list"),
    path("commitments/bulk/", bulk.bulk, name="bulk"),
    path("commitments/<str:code>/", detail.detail, name="detail"),
    path("commitments/<str:code>/actions/<slug:action>/", steps.act, name="action"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    # /reports/, /review/, /overdue/: added below by views_supervision
]
