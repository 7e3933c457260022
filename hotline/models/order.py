"""Work orders of the 12345 hotline.

Nothing about the caller is stored here. The citizen's own words stand in `WorkOrderText`, which retention may
erase; a unit never reads them: it sees kind, day, place and the summary the hotline released.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department
from house.addresses import address


class State(models.TextChoices):
    """Where an order is; `hotline/workflow/table.py` says what leads from where to where."""

    REGISTERED = "registered", _("registered")
    DISPATCHED = "dispatched", _("to be signed for")
    HANDLING = "handling", _("with the unit")
    RETURN_ASKED = "return_asked", _("return to be audited")
    REPLIED = "replied", _("reply to be reviewed")
    REVIEWED = "reviewed", _("to be called back")
    CLOSED = "closed", _("order closed")
    MERGED = "merged", _("order merged")
    ELSEWHERE = "elsewhere", _("handled on its own platform")


class WorkOrder(models.Model):
    """One call, message or visit, taken down."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("12345 phone")
        APP = "app", _("city app")
        WEB = "web", _("web")
        WECHAT = "wechat", _("WeChat")
        GRID = "grid", _("grid worker")
        TELEVISION = "television", _("television programme")
        DEPUTIES = "deputies", _("deputies' proposal")
        SUPERVISION = "supervision", _("Internet + inspection")
        OTHER = "other", _("other channel")

    class Nature(models.TextChoices):
        ENQUIRY = "enquiry", _("enquiry")
        REQUEST = "request", _("request for help")
        SUGGESTION = "suggestion", _("suggestion")
        COMPLAINT = "complaint", _("complaint")
        REPORT = "report", _("report of a fault")
        PRAISE = "praise", _("praise")

    class CloseKind(models.TextChoices):
        DIRECT = "direct", _("answered directly")
        SOLVED = "solved", _("solved")
        EXPLAINED = "explained", _("explained, not to be solved now")
        DECLINED = "declined", _("not accepted by law")
        WITHDRAWN = "withdrawn", _("withdrawn by the caller")
        MERGED = "merged", _("answered with its master")

    class Callback(models.TextChoices):
        BOTH = "both", _("solved and satisfied")
        SOLVED = "solved", _("solved, not satisfied")
        SATISFIED = "satisfied", _("not solved, satisfied")
        NEITHER = "neither", _("neither solved nor satisfied")
        NOT_REACHED = "not_reached", _("not reached")

    number = models.CharField(_("number"), max_length=24, unique=True)
    source = models.CharField(_("source"), max_length=30, default="yanbixing")
    source_number = models.CharField(_("number there"), max_length=60)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices, default=Channel.PHONE)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature.choices, default=Nature.REQUEST)
    received_at = models.DateTimeField(_("received"))
    received_on = models.DateField(_("received on"))
    county = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="work_orders", verbose_name=_("county")
    )
    # Who handles it on another platform, as its export says. No index: nothing is looked up by it, units are not deleted.
    unit_there = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("unit in charge there"),
    )
    township = models.CharField(_("township"), max_length=60, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    summary = models.CharField(_("summary for the unit"), max_length=300, blank=True)
    is_released = models.BooleanField(_("summary released"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REGISTERED)
    callback = models.CharField(_("callback"), max_length=12, choices=Callback.choices, blank=True)
    close_kind = models.CharField(_("how it ended"), max_length=10, choices=CloseKind.choices, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    master = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name=_("master order")
    )
    is_excluded = models.BooleanField(_("left out of the rates"), default=False)
    erased_on = models.DateField(_("erased on"), null=True, blank=True)  # words and caller are past their time: a tombstone
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("taken down by")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        constraints = [
            models.UniqueConstraint(fields=["source", "source_number"], name="one_order_per_source_number"),
            models.CheckConstraint(condition=Q(state="closed") ^ Q(close_kind=""), name="closed_says_how"),
            models.CheckConstraint(condition=~Q(state="merged") | Q(master__isnull=False), name="merged_names_its_master"),
            models.CheckConstraint(condition=~Q(is_released=True) | ~Q(summary=""), name="released_has_a_summary"),
        ]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="work_order_newest"),
            models.Index(fields=["state", "-received_on", "-id"], name="work_order_state"),
            models.Index(fields=["county", "-received_on", "-id"], name="work_order_county"),
            models.Index(fields=["source_number"], name="work_order_number_there"),
            models.Index(fields=["received_on"], name="work_order_released", condition=Q(is_released=True)),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address("hotline:detail", self.number)

    @property
    def stream(self) -> str:
        """The name of its history."""
        return f"work_order:{self.number}"


class WorkOrderText(models.Model):
    """The citizen's words; the event that tells of them holds only a digest salted with `salt`."""

    order = models.OneToOneField(WorkOrder, on_delete=models.CASCADE, related_name="words")
    text = models.TextField(_("what was said"))
    answer = models.TextField(_("what the caller was told"), blank=True)
    salt = models.CharField(max_length=32)
    search = models.TextField(editable=False, blank=True)

    def __str__(self) -> str:
        return str(self.order_id)


class DayCount(models.Model):
    """The running number last given to an order received on `day`; the row two agents wait at."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"
