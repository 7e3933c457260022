"""A call being taken down, kept while the agent types: sealed, for himself alone, gone once it is taken down."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IntakeDraft(models.Model):
    """What `agent` has typed so far, sealed for his row: the caller's phone is in it."""

    agent = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    sealed = models.TextField()
    key_id = models.CharField(max_length=20)
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("call being taken down")
        verbose_name_plural = _("calls being taken down")

    def __str__(self) -> str:
        return f"draft of {self.agent_id}"

    @property
    def place(self) -> str:
        """What it is sealed for: model, field and row."""
        return f"hotline.IntakeDraft.sealed.{self.agent_id}"
