"""What a unit promised a caller for a later day, laid before the supervisor: a commitment, a site, or neither."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Site

from .handling import Handling


class StagedPromise(models.Model):
    """The promise of one staged reply. Decided once: the same day of the same dispatch is not laid before anybody again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to decide")
        TAKEN = "taken", _("taken over")
        DECLINED = "declined", _("declined")
        DROPPED = "dropped", _("no longer promised")  # the reply was sent back, or another one came in its place

    handling = models.ForeignKey(Handling, on_delete=models.PROTECT, related_name="promises", verbose_name=_("dispatch"))
    promised_on = models.DateField(_("promised for"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commitment")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["promised_on", "pk"]
        verbose_name = _("promise in a reply")
        verbose_name_plural = _("promises in replies")
        constraints = [
            models.UniqueConstraint(fields=["handling", "promised_on"], name="promise_proposed_once"),
            models.CheckConstraint(condition=~Q(state="taken") | Q(commitment__isnull=False), name="taken_promise_names_it"),
        ]
        indexes = [models.Index(fields=["state", "promised_on"], name="promise_waiting")]

    def __str__(self) -> str:
        return f"{self.handling_id}: {self.promised_on}"

    def get_absolute_url(self) -> str:
        return reverse("hotline:promise", args=[self.pk])
