"""What departments plan and tell: plans in versions, progress reports, evidence."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from .commitment import Commitment
from .parts import CountyShare, Site
from .requests import Request


class Plan(models.Model):
    """The unit's month-by-month plan, one version; the newest released one is what progress is measured against."""

    class State(models.TextChoices):
        WITH_HEAD = "with_head", _("with the head")
        RELEASED = "released", _("released")
        RETURNED = "returned", _("returned")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WITH_HEAD)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["commitment", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.commitment_id} plan v{self.number}"


class PlanFigure(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="figures")
    month_end = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        ordering = ["month_end"]
        constraints = [models.UniqueConstraint(fields=["plan", "month_end"], name="one_figure_per_month")]

    def __str__(self) -> str:
        return f"{self.month_end}: {self.value}"


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def standing(self) -> "ProgressReportQuerySet":
        """What was not withdrawn by its author."""
        return self.filter(withdrawn_at=None)


class ProgressReport(models.Model):
    """What a unit says about how far it is, as of a day. Counts at once; kept for ever.

    Its author may withdraw it for a few minutes (`withdrawn_at`): it counts no more, and both stay in the history.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="progress_reports")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    share = models.ForeignKey(CountyShare, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    as_of = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    narrative = models.TextField(_("narrative"), blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects: ClassVar[ProgressReportQuerySet] = ProgressReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-as_of", "-pk"]
        indexes = [models.Index(fields=["commitment", "as_of"], name="progress_as_of")]
        constraints = [
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(narrative=""), name="progress_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.as_of}: {self.value}"


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """A name nobody can guess; the name given by the person stays in `name`."""
    return f"evidence/{evidence.added_at:%Y/%m}/{uuid.uuid4().hex}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> "EvidenceQuerySet":
        """Without what came with a report that was withdrawn."""
        return self.filter(progress_report__withdrawn_at=None)


class Evidence(models.Model):
    """A file or a link, what it shows, and the day it proves. Files are checked in `commitments.evidence`."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    progress_report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    shows = models.CharField(_("what it shows"), max_length=200)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    file = models.FileField(upload_to=evidence_path, max_length=200, blank=True)
    name = models.CharField(_("file name"), max_length=160, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.CheckConstraint(condition=Q(file="") ^ Q(url=""), name="evidence_is_a_file_or_a_link")]

    def __str__(self) -> str:
        return self.name or self.url

    @property
    def kind_of_file(self) -> str:
        """The ending of its name in small letters; empty for a link."""
        return self.name.rpartition(".")[2].lower() if self.file else ""

    @property
    def is_picture(self) -> bool:
        """A photo every browser draws."""
        return self.kind_of_file in {"jpg", "jpeg", "png"}

    @property
    def is_undrawn_picture(self) -> bool:
        """A photo as telephones keep it, which few browsers draw and the house does not either."""
        return self.kind_of_file in {"heic", "heif"}
