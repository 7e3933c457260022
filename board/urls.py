"""Addresses of the board."""

from django.urls import URLPattern, path

from .views import bulletins, dashboard

app_name = "board"

urlpatterns: list[URLPattern] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<slug:chart>.csv", dashboard.table, name="table"),
    path("bulletins/", bulletins.index, name="bulletins"),
    path("bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/release/", bulletins.release, name="release"),
    path("bulletins/<int:pk>/check/", bulletins.check, name="bulletin_check"),
    path("bulletins/<int:pk>/bulletin.docx", bulletins.docx, name="bulletin_docx"),
    path("bulletins/items/<int:pk>/", bulletins.explain, name="explain"),
]
