from __future__ import annotations

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

ORDER = ["-origin", "-year", "slug"]  # the newest speech first, the registers of replies last


class ReportQuerySet(models.QuerySet["Report"]):
    def at_work(self) -> ReportQuerySet:
        """Those of whose promises at least one was assigned: a text that is only being read is nobody's programme yet."""
        return self.filter(self._is_at_work())

    def current_first(self) -> ReportQuerySet:
        """The city's current report first: the newest speech at work; behind those at work what is only being read."""
        return self.alias(at_work=self._is_at_work()).order_by("-at_work", *ORDER)

    def _is_at_work(self) -> models.Exists:
        commitments = apps.get_model("commitments", "Commitment")._default_manager.filter(report=models.OuterRef("pk"))
        return models.Exists(commitments.exclude(stage="draft").exclude(stage="cancelled", assigned_on=None))


class Report(models.Model):
    """A government work report, its text stored as published: offsets of quotes count its characters.

    Or the register of what units promised citizens in a year's replies (`commitments/workflow/promising.py`).
    """

    class Origin(models.TextChoices):
        SPEECH = "speech", _("government work report")
        REPLIES = "replies", _("replies to citizens")

    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices, default=Origin.SPEECH)
    slug = models.SlugField(unique=True, max_length=60)
    title = models.CharField(_("title"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    given_on = models.DateField(_("given on"), null=True, blank=True)
    text = models.TextField(_("text"))
    is_demo = models.BooleanField(default=False, help_text="its progress was lived by simulate_year; every page says so")

    lived_until = models.DateField(
        null=True, blank=True, help_text="only while its demonstration year is being lived: nothing is judged past this day"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ORDER
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return self.title
