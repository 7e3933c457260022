"""The administration pages are for looking: what changes, changes through the rooms' own functions and their history."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest


class Looking(admin.ModelAdmin):
    """A model shown in full and changed nowhere here."""

    list_per_page = 50
    show_full_result_count = False  # no count over a whole table

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
