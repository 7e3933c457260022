"""Imports of another hotline platform's export: the mapping of its columns, and each run with its report."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ColumnMapping(models.Model):
    """Which column of a source's export holds what, remembered from the last import."""

    source = models.CharField(_("source"), max_length=30, unique=True)
    columns = models.JSONField(default=dict)  # field of a work order → heading of the column
    headings = models.JSONField(default=list)  # of the file it was chosen for: what was left without a column on purpose

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")

    def __str__(self) -> str:
        return self.source


class ImportRun(models.Model):
    """One file, checked (dry run) or taken in. A run that stopped goes on from the start: a row is never doubled."""

    class State(models.TextChoices):
        MAPPING = "mapping", _("columns to choose")
        WAITING = "waiting", _("waiting to start")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        REFUSED = "refused", _("not readable")

    source = models.CharField(_("source"), max_length=30)
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(upload_to="imports/%Y%m")
    columns = models.JSONField(default=dict)
    is_dry_run = models.BooleanField(_("dry run"), default=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.MAPPING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField(_("last moved"), null=True, blank=True)  # real clock: a run that stopped is taken up again
    finished_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    share = models.PositiveSmallIntegerField(default=0)  # of the file read so far, in per cent
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    findings = models.JSONField(default=list)  # the first refused rows and notes; the report holds all
    report = models.FileField(upload_to="imports/%Y%m", blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.source} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("hotline:import", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.REFUSED}
