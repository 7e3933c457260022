"""Answers drafted for linked callers when their promise moves; the hotline tells each of them, one by one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .link import Link


class AnswerDraft(models.Model):
    """What one caller could be told; the hotline corrects it, tells him and marks it, or drops it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to tell")
        TOLD = "told", _("told")
        DROPPED = "dropped", _("not told")

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("link of a work order"))
    text = models.TextField(_("answer"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["drafted_at", "pk"]
        verbose_name = _("answer to a caller")
        verbose_name_plural = _("answers to callers")
        constraints = [
            models.UniqueConstraint(fields=["link"], condition=Q(state="waiting"), name="one_answer_waits_per_link"),
        ]
        indexes = [models.Index(fields=["state", "drafted_at"], name="answer_waiting")]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.state}"
