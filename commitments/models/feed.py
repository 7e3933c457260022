from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department


class Feed(models.Model):
    """A private calendar address: whoever knows it reads the deadlines of a person or a unit, until it is revoked."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    token = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.CheckConstraint(condition=Q(person=None) ^ Q(department=None), name="feed_of_one"),
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="one_feed_per_person"),
            models.UniqueConstraint(fields=["department"], condition=Q(revoked_at=None), name="one_feed_per_department"),
        ]

    def __str__(self) -> str:
        return str(self.person or self.department)
