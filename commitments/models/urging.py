from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from .commitment import Commitment


class UrgingNoteQuerySet(models.QuerySet["UrgingNote"]):
    def unanswered(self, *, on: date) -> UrgingNoteQuerySet:
        """Their day has passed without a reply, and they have not climbed."""
        return self.filter(replied_at=None, reply_by__lt=on, climbed_to=None)


class UrgingNote(models.Model):
    """A numbered 催办单 (or the 督办单 above it) to one department, with its items and a reply-by date."""

    class Level(models.TextChoices):
        URGING = "urging", _("urging note")
        SUPERVISION = "supervision", _("supervision order")

    number = models.CharField(_("number"), max_length=30, unique=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.URGING)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="urging_notes")
    demand = models.TextField(_("demand"))
    reply_by = models.DateField(_("reply by"))
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="climbed_to", verbose_name=_("follows")
    )
    skip_reason = models.CharField(_("why no urging note came first"), max_length=200, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    reply = models.TextField(_("reply"), blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    # The letter as it was issued (`documents.Paper`): what moves afterwards does not reach it.
    words = models.JSONField(default=dict, editable=False)

    objects: ClassVar[UrgingNoteQuerySet] = UrgingNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("urging note")
        verbose_name_plural = _("urging notes")
        indexes = [models.Index(fields=["department", "replied_at"], name="urging_unreplied")]

    def __str__(self) -> str:
        return self.number

    def is_unanswered(self, *, on: date) -> bool:
        """Its day has passed without a reply."""
        return self.replied_at is None and self.reply_by < on


class UrgingItemQuerySet(models.QuerySet["UrgingItem"]):
    def telling(self, commitments: Iterable[Commitment]) -> dict[int, UrgingNote]:
        """The note to show beside each commitment, by its key: the newest still open, else the newest; one query."""
        items = list(self.filter(commitment__in=commitments).select_related("note").defer("note__words").order_by("note_id"))
        climbed = {item.note.follows_id for item in items}
        found: dict[int, UrgingNote] = {}
        for is_open in (False, True):
            found |= {
                i.commitment_id: i.note for i in items if is_open == (i.note.replied_at is None and i.note_id not in climbed)
            }
        return found


class UrgingItem(models.Model):
    note = models.ForeignKey(UrgingNote, on_delete=models.PROTECT, related_name="items")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="urgings")

    objects: ClassVar[UrgingItemQuerySet] = UrgingItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "commitment"], name="urged_once_per_note")]

    def __str__(self) -> str:
        return f"{self.note_id} {self.commitment_id}"
