"""Addresses of the board."""

from django.urls import URLPattern, path

from .views import bulletins, dashboard, meeting, public

app_name = "board"

urlpatterns: list[URLPattern] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<slug:chart>.csv", dashboard.table, name="table"),
    path("meeting/", meeting.index, name="meetings"),
    path("meeting/<slug:post>/", meeting.held, name="meeting"),
    path("bulletins/", bulletins.index, name="bulletins"),
    path("bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/release/", bulletins.release, name="release"),
    path("bulletins/<int:pk>/check/", bulletins.check, name="bulletin_check"),
    path("bulletins/<int:pk>/bulletin.docx", bulletins.docx, name="bulletin_docx"),
    path("public/", public.index, name="public"),
    path("public/changes.atom", public.feed, name="public_feed"),
    path("public/commitments.csv", public.open_csv, name="public_csv"),
    path("public/commitments.json", public.open_json, name="public_json"),
    path("public/<str:code>/", public.item, name="public_item"),
    path("bulletins/items/<int:pk>/", bulletins.explain, name="explain"),
]
