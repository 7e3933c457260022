"""The history, to look at."""

from django.contrib import admin

from house.admin import Looking

from .models import Event, Seal


@admin.register(Event)
class EventAdmin(Looking):
    list_display = ["stream", "seq", "action", "actor", "at"]
    list_select_related = ["actor"]
    search_fields = ["=stream"]


@admin.register(Seal)
class SealAdmin(Looking):
    list_display = ["number", "day", "sealed_at"]
