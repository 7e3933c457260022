from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .commitment import Commitment
from .parts import Milestone, Site


class DeadlineVersion(models.Model):
    """A deadline that was or is in force, for a commitment or for one of its sites or milestones.

    Versions are added, never changed; the highest number is in force.
    """

    class Origin(models.TextChoices):
        REPORT = "report", _("from the report")
        EXTENSION = "extension", _("extension granted")
        RESUMED = "resumed", _("resumed after suspension")
        HEAD = "head", _("moved by the department head")
        SUPERVISOR = "supervisor", _("set by the supervisor")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="deadlines")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines")
    number = models.PositiveSmallIntegerField()
    deadline = models.DateField(_("deadline"))
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices)
    days_late = models.PositiveIntegerField(
        default=0, help_text="working days by which the version before was missed already when this one was asked for"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["commitment", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "number"], condition=Q(site=None, milestone=None), name="one_deadline_per_version"
            ),
            models.UniqueConstraint(fields=["site", "number"], name="one_site_deadline_per_version"),
            models.UniqueConstraint(fields=["milestone", "number"], name="one_milestone_deadline_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} (v{self.number})"
