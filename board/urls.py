"""Addresses of the board."""

from django.urls import URLPattern, path

from .views import dashboard

app_name = "board"

urlpatterns: list[URLPattern] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<slug:chart>.csv", dashboard.table, name="table"),
]
