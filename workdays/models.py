"""The State Council's yearly arrangement of holidays and make-up workdays (国务院办公厅节假日安排)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """A day that differs from Monday–Friday: a holiday on a weekday or a make-up workday on a weekend."""

    date = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("workday"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    # The year whose notice named it: one for 2023 may name 31 December 2022.
    announced_for = models.PositiveSmallIntegerField(_("announced for"))

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class YearArrangement(models.Model):
    """A year whose arrangement is published and entered; other years count Monday–Friday, provisionally."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    source = models.CharField(_("source"), max_length=120)
    entered_at = models.DateTimeField(_("entered at"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    revision = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["year"]
        verbose_name = _("year arrangement")
        verbose_name_plural = _("year arrangements")

    def __str__(self) -> str:
        return str(self.year)
