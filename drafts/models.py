"""What a reading of a report leaves beside its commitments: how each draft was read, and numbers set aside."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Commitment, Report


class Reading(models.Model):
    """That a report's text was read by the engine: when, from which file, and the numbers no draft covers."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="reading")
    file_name = models.CharField(max_length=200)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField()
    loose_numbers = models.JSONField(default=list)  # [{start, end, words, context, reason}]

    def __str__(self) -> str:
        return str(self.report)


class Mark(models.Model):
    """How one draft stands in the review, how sure the engine was, and by which rules and words."""

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("draft", "to be read")
        ACCEPTED = "accepted", pgettext_lazy("draft", "accepted")
        REJECTED = "rejected", pgettext_lazy("draft", "rejected")

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="draft_mark")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PENDING)
    confidence = models.FloatField(null=True)
    because = models.JSONField(default=list)  # [{rule, words}]
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state"], name="draft_mark_state")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.state}"


class NumberSetAside(models.Model):
    """A number of the text somebody looked at and found to be no target, with the reason."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="numbers_set_aside")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "start", "end"], name="number_set_aside_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.start}"


class ReviewStep(models.Model):
    """One step of the review, as it can be undone: which items, and what was done to each."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="review_steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    items = models.JSONField(default=list)  # [{code, did, before, mark, version, began?}]
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["report", "by", "-id"], name="review_step_newest")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%F %T}"


class ColumnMapping(models.Model):
    """Which column of a city's own table means what, remembered by the table's heading."""

    heading = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the heading row")
    columns = models.JSONField(default=dict)  # our name → column number from 0
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.heading
