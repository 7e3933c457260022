"""A dispatch of an order to a unit: what the unit reads and answers, and the clock that runs from the dispatch."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from .order import WorkOrder


class Handling(models.Model):
    """One dispatch; the newest of an order without an end is the one in force. Units read this, never the order."""

    class Extension(models.TextChoices):
        NONE = "", "—"
        ASKED = "asked", _("asked for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="handlings", verbose_name=_("work order"))
    unit = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="handlings", verbose_name=_("unit in charge"))
    number = models.PositiveSmallIntegerField(default=1)
    is_designated = models.BooleanField(_("designated"), default=False)  # this unit cannot return it again
    is_redo = models.BooleanField(_("redo"), default=False)
    dispatched_at = models.DateTimeField(_("dispatched"))
    dispatched_on = models.DateField()
    due_on = models.DateField(_("due on"))
    original_due_on = models.DateField()
    signed_at = models.DateTimeField(_("signed for"), null=True, blank=True)
    return_reason = models.CharField(_("why it is returned"), max_length=300, blank=True)
    extension = models.CharField(_("extension"), max_length=8, choices=Extension.choices, blank=True, default=Extension.NONE)
    extension_days = models.PositiveSmallIntegerField(_("working days more"), null=True, blank=True)
    extension_reason = models.CharField(_("why more time is needed"), max_length=300, blank=True)
    reply = models.TextField(_("reply to the order"), blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)  # a staged reply: not now, but by this day
    sent_back = models.CharField(_("why the reply was sent back"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-dispatched_at", "-pk"]
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="one_dispatch_per_number"),
            models.UniqueConstraint(fields=["order"], condition=Q(ended_at=None), name="one_dispatch_in_force"),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on"], name="handling_open", condition=Q(ended_at=None)),
            models.Index(fields=["unit", "order"], name="handling_of_unit", condition=Q(ended_at=None)),
            models.Index(fields=["promised_on"], name="handling_promised", condition=Q(promised_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} → {self.unit_id}"

    def get_absolute_url(self) -> str:
        return reverse("hotline:handling", args=[self.pk])
