"""Looking at the registry; every change goes through the workflow on the item's own page."""

from django.contrib import admin

from house.admin import Looking

from .models import Commitment, Delivery, Reminder, Report, Request, UrgingNote


@admin.register(Report)
class ReportAdmin(Looking):
    list_display = ["title", "year", "slug"]


@admin.register(Commitment)
class CommitmentAdmin(Looking):
    list_display = ["code", "title", "stage", "light", "lead", "deadline"]
    list_filter = ["stage", "light", "kind", "report"]
    list_select_related = ["lead"]
    search_fields = ["code", "title"]
    exclude = ["search"]


@admin.register(Request)
class RequestAdmin(Looking):
    list_display = ["commitment", "kind", "state", "asked_by", "asked_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["commitment", "asked_by"]


@admin.register(Reminder)
class ReminderAdmin(Looking):
    list_display = ["item", "rung", "recipient", "due_on", "state"]
    list_filter = ["state"]
    list_select_related = ["recipient"]


@admin.register(Delivery)
class DeliveryAdmin(Looking):
    list_display = ["digest", "channel", "address", "state", "attempts", "reason", "sent_at"]
    list_filter = ["state", "channel"]
    list_select_related = ["digest__recipient"]


@admin.register(UrgingNote)
class UrgingNoteAdmin(Looking):
    list_display = ["number", "level", "department", "reply_by", "replied_at"]
    list_select_related = ["department"]
