"""The bulletin (督查通报) and the public state it releases: frozen rows, so that later work changes neither."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from board.verdicts import Verdict
from commitments.models import Commitment, ReasonCode, Report
from departments.models import Department


class Bulletin(models.Model):
    """One month's bulletin on a report. A draft until a supervisor releases it; then it does not change any more.

    `figures` are those of the end of `data_on`; `rules` the thresholds they were made by and `rules_version` their
    digest, so that they can be made again from the events and compared.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("bulletin", "draft")
        RELEASED = "released", pgettext_lazy("bulletin", "released")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="bulletins")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)  # given at release
    data_on = models.DateField(_("as of"))
    title = models.CharField(_("title"), max_length=120)
    opening = models.TextField(_("opening"), max_length=5_000)
    closing = models.TextField(_("closing"), max_length=5_000, blank=True)
    figures = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    rules_version = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_on = models.DateField(_("released on"), null=True, blank=True)

    class Meta:
        ordering = ["-data_on", "-pk"]
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="bulletin_number_once_a_year"),
            models.UniqueConstraint(fields=["report"], condition=Q(state="draft"), name="one_draft_bulletin_per_report"),
            models.CheckConstraint(
                condition=Q(state="draft", number=None)
                | Q(state="released", number__isnull=False, released_on__isnull=False, released_at__isnull=False),
                name="released_bulletin_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.label}".strip()

    def get_absolute_url(self) -> str:
        return reverse("board:bulletin", args=[self.pk])

    @property
    def label(self) -> str:
        """〔2021〕第3期; empty for a draft."""
        return f"〔{self.year}〕第{self.number}期" if self.number else ""

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def corrects(self) -> Bulletin | None:
        """The edition released before it on the same report and day, whose corrected edition it is."""
        released = Bulletin.objects.filter(report=self.report_id, data_on=self.data_on, state=self.State.RELEASED)
        earlier = released.filter(pk__lt=self.pk) if self.pk else released
        return earlier.order_by("-released_at", "-pk").first()

    @property
    def stream(self) -> str:
        """The name of its history."""
        return f"bulletin:{self.pk}"


class BulletinItem(models.Model):
    """An item a bulletin names as late or behind: with its reason, and what the unit says beside it (right of reply)."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="items")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices)
    finding = models.CharField(_("finding"), max_length=200)  # in Chinese, as it stood on the day
    reason_code = models.CharField(_("reason code"), max_length=12, choices=ReasonCode.choices, blank=True)
    reason_text = models.TextField(_("reason"), blank=True)
    reply = models.TextField(pgettext_lazy("bulletin", "reply"), blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["department__order", "commitment__code"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "commitment"], name="item_once_per_bulletin")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.commitment_id}"


class PublishedItem(models.Model):
    """A published commitment as everybody may see it, from one release to the next.

    A copy on purpose: the public pages read these rows and no other, so nothing internal can be reached through them.
    """

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="published")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    quote = models.TextField()
    section = models.CharField(max_length=20)
    lead = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    deadline = models.DateField()
    original_deadline = models.DateField()
    light = models.CharField(max_length=10)  # as shown: "completed" for a completed item
    rank = models.PositiveSmallIntegerField()  # red first
    cause = models.CharField(max_length=24, blank=True)
    figure = models.CharField(max_length=24, blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    since = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    days_late = models.PositiveIntegerField(null=True, blank=True)
    next_report_on = models.DateField(null=True, blank=True)
    figures_due_on = models.DateField(null=True, blank=True)
    hedge = models.CharField(max_length=20, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    current_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    value_on = models.DateField(null=True, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    progress = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    complaints = models.PositiveIntegerField(null=True, blank=True)  # None below five: small counts are not published
    reason_code = models.CharField(max_length=12, choices=ReasonCode.choices, blank=True)
    reply = models.TextField(blank=True)
    changes = models.JSONField(default=dict)  # field → as released before; {} where nothing moved
    is_new = models.BooleanField(default=False)
    search = models.TextField(editable=False, blank=True)

    class Meta:
        ordering = ["rank", "code"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "commitment"], name="published_once_per_bulletin"),
            models.CheckConstraint(condition=Q(complaints=None) | Q(complaints__gte=5), name="small_counts_are_not_published"),
        ]
        indexes = [
            models.Index(fields=["bulletin", "rank", "code"], name="published_order"),
            models.Index(fields=["code", "bulletin"], name="published_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.light}"
