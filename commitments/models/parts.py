"""What a commitment is made of: supporting duties, named sites, county shares, milestones."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from .commitment import Commitment


class SupportingDuty(models.Model):
    """A supporting department with its own duty and its own sign-in."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="supporting")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="supporting_duties", verbose_name=_("supporting department")
    )
    duty = models.TextField(_("duty"), blank=True)
    is_suggested = models.BooleanField(_("suggested"), default=True)
    signed_in_on = models.DateField(_("signed in on"), null=True, blank=True)
    signed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["commitment", "department"], name="one_duty_per_department")]

    def __str__(self) -> str:
        return str(self.department)


class Site(models.Model):
    """One of the "24 schools" (点位): named, placed, with its own deadline."""

    class Stage(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        UNDER_WAY = "under_way", _("under way")
        COMPLETED = "completed", _("completed")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("site"), max_length=80)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="sites", verbose_name=_("county")
    )
    township = models.CharField(_("township"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=160, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    original_deadline = models.DateField(_("original deadline"), null=True, blank=True)
    deadline_version = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.NOT_STARTED)
    note = models.CharField(_("how far it is"), max_length=200, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    in_report = models.BooleanField(_("named in the report"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "name"], name="site_once_per_commitment"),
            models.CheckConstraint(
                condition=models.Q(stage="completed", completed_on__isnull=False)
                | (~models.Q(stage="completed") & models.Q(completed_on=None)),
                name="completed_site_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CountyShare(models.Model):
    """A county's or zone's part of a target (分解到县市区), reported by its own people."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="shares")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="shares", verbose_name=_("county"))
    value = models.DecimalField(_("share"), max_digits=18, decimal_places=4)
    current_value = models.DecimalField(_("current value"), max_digits=18, decimal_places=4, null=True, blank=True)
    value_on = models.DateField(_("value as of"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["department__order", "pk"]
        verbose_name = _("county share")
        verbose_name_plural = _("county shares")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "department"], name="one_share_per_county"),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="share_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.value.normalize():f}"


class Milestone(models.Model):
    """A step on the way (节点) with its own deadline."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("milestone"), max_length=120)
    deadline = models.DateField(_("deadline"))
    original_deadline = models.DateField(_("original deadline"))
    deadline_version = models.PositiveSmallIntegerField(default=1)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        ordering = ["deadline", "pk"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self) -> str:
        return self.name
