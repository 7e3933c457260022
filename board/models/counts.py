from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Report
from departments.models import Department


class DayCount(models.Model):
    """How many commitments of a section and lead department showed a light when a local day ended, and how many were late.

    Written by `board.daycounts.record`; `board.daycounts.rebuild` gives the same rows back from the events.
    Drafts are not counted. A day has a row per combination that occurs, never a row per commitment.
    """

    on = models.DateField(_("day"))
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(_("section"), max_length=20)
    lead = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    light = models.CharField(_("light"), max_length=10)  # as shown: a completed item shows "completed"
    count = models.PositiveIntegerField(pgettext_lazy("how many", "number"))
    # Of these: overdue, which a red light alone does not say. None: not told yet (`daycounts.fill`).
    late = models.PositiveIntegerField(_("overdue"), null=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "on", "section", "lead", "light"], name="one_count_per_day"),
            models.CheckConstraint(condition=models.Q(count__gt=0), name="day_count_counts"),
            models.CheckConstraint(condition=models.Q(late__lte=models.F("count")), name="day_count_late_are_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.section} {self.light}: {self.count}"
