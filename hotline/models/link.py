"""Links between work orders and commitments: many to many, each with its kind, its maker and who confirmed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Site

from .order import WorkOrder


class Link(models.Model):
    """That a work order bears on a commitment, and how. Linking grants no access in either direction."""

    class Kind(models.TextChoices):
        DELAY = "delay", _("reports delay")
        DISPUTE = "dispute", _("disputes completion")
        ASKS = "asks", _("asks for progress")
        QUALITY = "quality", _("quality problem")
        THANKS = "thanks", _("thanks")

    class State(models.TextChoices):
        LINKED = "linked", _("linked")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="links", verbose_name=_("work order"))
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="hotline_links", verbose_name=_("commitment")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="hotline_links", verbose_name=_("site")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.LINKED)
    rank = models.PositiveSmallIntegerField(_("suggested rank"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    unit_answer = models.TextField(_("the unit's answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=80, blank=True)  # how the promise stood when the caller was last to be told of it
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("link of a work order")
        verbose_name_plural = _("links of work orders")
        constraints = [
            models.UniqueConstraint(fields=["order", "commitment"], name="one_link_per_pair"),
        ]
        indexes = [models.Index(fields=["commitment", "state"], name="link_commitment")]

    def __str__(self) -> str:
        return f"{self.order_id} → {self.commitment_id}"

    def get_absolute_url(self) -> str:
        return reverse("hotline:link", args=[self.pk])
