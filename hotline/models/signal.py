"""Signals (未诉先办): that many people say the same before the unit reports trouble; and the tallies behind the trends."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Site
from departments.models import Department
from hotline.suggesting.models import Concept

from .order import WorkOrder


class OrderConcept(models.Model):
    """What an order speaks about, as the thesaurus reads it; a row without a concept was read and names none."""

    order = models.OneToOneField(WorkOrder, on_delete=models.CASCADE, related_name="spoken")
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["concept"], name="order_concept")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.concept_id}"


class Signal(models.Model):
    """`callers` people within `days` days up to `counted_on`, `average` in as many days over the weeks before.

    About a commitment (a site, a county's share of it where named), or about a concept in a county that no
    commitment answers for.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, null=True, related_name="signals", verbose_name=_("commitment")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("site"))
    county = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("county"))
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("concept"))
    counted_on = models.DateField(_("counted on"))
    days = models.PositiveSmallIntegerField(_("within days"))
    callers = models.PositiveIntegerField(_("callers"))
    average = models.DecimalField(_("average"), max_digits=8, decimal_places=1)

    class Meta:
        ordering = ["-counted_on", "-pk"]
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        constraints = [
            models.CheckConstraint(condition=Q(commitment=None) ^ Q(concept=None), name="signal_about_one_thing"),
            models.CheckConstraint(condition=Q(site=None) | Q(commitment__isnull=False), name="signal_site_of_commitment"),
        ]
        indexes = [
            models.Index(fields=["commitment", "-counted_on"], name="signal_commitment"),
            models.Index(fields=["concept", "county", "-counted_on"], name="signal_concept"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id or self.concept_id}: {self.callers}"


class Tally(models.Model):
    """How many orders were received on `day` about one key of a dimension; `key` is the row's id there (0: the city)."""

    class By(models.TextChoices):
        CITY = "city", _("city")
        COMMITMENT = "commitment", _("commitment")
        DEPARTMENT = "department", _("department")
        COUNTY = "county", _("county")
        CONCEPT = "concept", _("subject")

    by = models.CharField(max_length=10, choices=By.choices)
    key = models.PositiveBigIntegerField()
    day = models.DateField()
    orders = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "key", "day"], name="one_tally_per_day")]
        indexes = [models.Index(fields=["by", "day"], name="tally_day")]

    def __str__(self) -> str:
        return f"{self.by} {self.key} {self.day}: {self.orders}"


class SweepMark(models.Model):
    """How far a sweep over the history has come: the newest event it has seen."""

    name = models.CharField(max_length=20, primary_key=True)
    event = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.event}"
