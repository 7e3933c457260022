"""The commitment: one independently verifiable promise, on three axes that are never one field."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.models import Department
from house import addresses

from .report import Report


class Kind(models.TextChoices):
    QUANTIFIED = "quantified", _("quantified")
    DELIVERABLE = "deliverable", _("deliverable")
    ONGOING = "ongoing", _("ongoing")


class Measure(models.TextChoices):
    COUNT = "count", _("count")  # adds up
    LEVEL = "level", _("level")  # the latest reported value
    GROWTH = "growth", _("growth")  # the latest reported value; may be negative
    CAP = "cap", _("cap")  # must hold at the end


class Stage(models.TextChoices):
    DRAFT = "draft", _("draft")
    ASSIGNED = "assigned", _("assigned")
    IN_PROGRESS = "in_progress", _("in progress")
    COMPLETION_REQUESTED = "completion_requested", _("completion requested")
    COMPLETED = "completed", _("completed")
    SUSPENDED = "suspended", _("suspended")
    MERGED = "merged", _("merged")
    CANCELLED = "cancelled", _("cancelled")
    CLOSED = "closed", _("closed at the year's end")


RUNNING = (Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.COMPLETION_REQUESTED)
FINAL = (Stage.COMPLETED, Stage.MERGED, Stage.CANCELLED, Stage.CLOSED)


class Light(models.TextChoices):
    GREEN = "green", _("green light")
    YELLOW = "yellow", _("yellow light")
    RED = "red", _("red light")
    NONE = "none", _("no light")


# Running and red, or yellow because the number is behind or a milestone is late: what a meeting speaks about.
PRESSING = models.Q(stage__in=RUNNING) & (
    models.Q(light=Light.RED) | models.Q(light=Light.YELLOW, light_cause__in=("behind", "behind_assumed", "milestone_late"))
)
# The order of the ledger that shows what is worst first.
WORST_FIRST = Case(
    When(light=Light.RED, then=Value(0)),
    When(light=Light.YELLOW, then=Value(1)),
    When(light=Light.GREEN, then=Value(2)),
    default=Value(3),
    output_field=models.IntegerField(),
)


class Outcome(models.TextChoices):
    ON_TIME = "on_time", _("completed on time")
    LATE = "late", _("completed late")
    AHEAD = "ahead", _("ahead of schedule")
    ON_SCHEDULE = "on_schedule", _("on schedule")
    BEHIND = "behind", _("behind schedule")
    PARTLY_MET = "partly_met", _("partly met")
    NOT_MET = "not_met", _("not met")
    CARRIED_OVER = "carried_over", _("carried over")
    ADJUSTED = "adjusted", _("adjusted")


class ReasonCode(models.TextChoices):
    POLICY = "policy", _("policy change")
    PREPARATION = "preparation", _("late preparation")
    RESOURCES = "resources", _("resources")
    COORDINATION = "coordination", _("coordination")
    OTHER = "other", _("other reason")


class Category(models.TextChoices):
    """The office's subject areas; the value is the word as the report's readers use it."""

    ECONOMY = "经济指标", _("economic indicators")
    SCIENCE = "科技创新", _("science and innovation")
    INDUSTRY = "工业", _("industry")
    INVESTMENT = "项目投资", _("projects and investment")
    TRANSPORT = "交通", _("transport")
    WATER = "水利", _("water works")
    DIGITAL = "新基建", _("digital infrastructure")
    TRADE = "商贸流通", _("trade and logistics")
    TOURISM = "文旅", _("culture and tourism")
    OPENING = "对外开放", _("opening up")
    BUSINESS = "营商环境", _("business environment")
    STATE_ASSETS = "国资国企", _("state-owned assets")
    FINANCE = "财税金融", _("public finance and banking")
    ZONES = "开发区", _("development zones")
    AGRICULTURE = "农业", _("agriculture")
    VILLAGES = "乡村", _("villages")
    PLANNING = "城市规划", _("urban planning")
    CONSTRUCTION = "城市建设", _("urban construction")
    HOUSING = "住房", _("housing")
    CITY_MANAGEMENT = "城市管理", _("city management")
    SMART_CITY = "智慧城市", _("smart city")
    ENVIRONMENT = "生态环境", _("environment")
    EMPLOYMENT = "就业", _("employment")
    SOCIAL_SECURITY = "社会保障", _("social security")
    ELDERLY = "养老", _("elderly care")
    EDUCATION = "教育", _("education")
    HEALTH = "卫生健康", _("health")
    CULTURE_SPORTS = "文体", _("culture and sports")
    PUBLIC_SAFETY = "平安建设", _("public safety")
    EMERGENCY = "应急安全", _("emergency and work safety")
    MARKET = "市场监管", _("market regulation")
    LAW = "法治", _("rule of law")
    CONDUCT = "作风", _("conduct of office")
    LEARNING = "学习", _("learning")
    INTEGRITY = "廉政", _("clean government")
    AUDIT = "审计", _("audit")
    OTHER = "其他", _("other")


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def running(self) -> CommitmentQuerySet:
        """With running clocks: assigned, in progress or waiting for review."""
        return self.filter(stage__in=RUNNING)

    def judged(self, *, on: date) -> CommitmentQuerySet:
        """Running, and not of a report whose demonstration year has not come to `on` yet."""
        return self.running().exclude(report__in=Report.objects.filter(lived_until__lt=on))

    def open(self) -> CommitmentQuerySet:
        """Neither draft nor ended: running or suspended."""
        return self.filter(stage__in=(*RUNNING, Stage.SUSPENDED))

    def kept(self) -> CommitmentQuerySet:
        """Without drafts that the review rejected: cancelled, and never assigned."""
        return self.exclude(stage=Stage.CANCELLED, assigned_on=None)

    def published(self) -> CommitmentQuerySet:
        return self.filter(is_published=True).exclude(stage=Stage.DRAFT)

    def overdue(self, *, on: date) -> CommitmentQuerySet:
        """Red by the deadline clock on the local day `on` – nothing else is called overdue."""
        return self.running().filter(red_from__lte=on)

    def concerning(self, unit_ids: set[int]) -> CommitmentQuerySet:
        """Led, supported or shared by one of these units."""
        return self.filter(concerns(unit_ids))


def concerns(unit_ids: set[int]) -> Q:
    """Commitments led, supported or shared by one of these units."""
    if not unit_ids:
        return Q(pk__in=[])
    reach = (Department.supporting_duties, Department.shares, Department.sites)
    condition = Q(lead__in=unit_ids)
    for relation in reach:
        part: Any = relation.rel.related_model
        condition |= Q(pk__in=part.objects.filter(department__in=unit_ids).values("commitment"))
    return condition


def address(code: str) -> str:
    """Where the commitment with this code is read."""
    return addresses.address("commitments:detail", code)


class Commitment(models.Model):
    """One promise of a report, answered for by a lead department.

    `quote` stands verbatim at `start:end` of the report's text. `value` is the number as written, in `unit`
    as written (2.5 and 万套); `base_value` is the same in single units. `deadline` is the version in force.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("report"))
    code = models.CharField(_("code"), max_length=20, unique=True)
    # What was said
    title = models.CharField(_("title"), max_length=80)
    quote = models.TextField(_("quote"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    context = models.TextField(_("context"))
    section = models.CharField(_("section"), max_length=20)
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    category = models.CharField(_("category"), max_length=12, choices=Category.choices, default=Category.OTHER)
    is_livelihood = models.BooleanField(
        _("livelihood project"), null=True, blank=True, help_text=_("empty where the report does not say")
    )
    is_published = models.BooleanField(_("published"), default=True)
    # Target
    metric = models.CharField(_("metric"), max_length=120, blank=True)
    comparator = models.CharField(
        _("comparator"),
        max_length=6,
        blank=True,
        choices=[(">=", ">="), ("<=", "<="), ("=", "="), ("~", "~"), ("range", _("range"))],
    )
    value = models.DecimalField(_("target value"), max_digits=18, decimal_places=4, null=True, blank=True)
    value_max = models.DecimalField(_("upper value"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    base_value = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    measure = models.CharField(_("measure"), max_length=6, choices=Measure.choices, blank=True)
    lower_is_better = models.BooleanField(_("lower is better"), default=False)
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4, null=True, blank=True)
    reference = models.CharField(
        _("reference figure's source"),
        max_length=200,
        blank=True,
        help_text=_("where the number lies outside the report"),
    )
    hedge = models.CharField(_("hedge"), max_length=20, blank=True)
    per_county = models.BooleanField(_("one target per county"), default=False)
    # Who answers
    lead = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="led", verbose_name=_("lead department")
    )
    lead_suggested = models.BooleanField(_("lead is suggested"), default=True)
    # When
    original_deadline = models.DateField(_("original deadline"))
    deadline = models.DateField(_("deadline"))
    deadline_text = models.CharField(_("deadline in the report"), max_length=40, blank=True)
    deadline_version = models.PositiveSmallIntegerField(default=1)
    figures_due_on = models.DateField(_("figures due on"), null=True, blank=True)
    red_from = models.DateField(null=True, blank=True)
    report_months = models.PositiveSmallIntegerField(
        _("months between reports"), null=True, blank=True, help_text=_("empty: as its kind has it")
    )
    next_report_on = models.DateField(_("next progress report due"), null=True, blank=True)
    # Axis 1: stage – written by the workflow alone
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.DRAFT)
    assigned_on = models.DateField(_("assigned on"), null=True, blank=True)
    signed_in_on = models.DateField(_("signed in on"), null=True, blank=True)
    suspended_on = models.DateField(_("suspended on"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_here", verbose_name=_("merged into")
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_from",
        verbose_name=pgettext_lazy("next year", "successor"),
    )
    # Axis 2: light – computed by lights.judge, stored with its day
    light = models.CharField(_("light"), max_length=6, choices=Light.choices, default=Light.NONE)
    light_cause = models.CharField(max_length=24, blank=True)
    light_figure = models.CharField(max_length=24, blank=True)
    light_on = models.DateField(null=True, blank=True)
    light_changes_on = models.DateField(null=True, blank=True)
    was_red = models.BooleanField(_("was ever red"), default=False)
    # Axis 3: outcome – the verdict
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices, blank=True)
    days_late = models.PositiveIntegerField(_("working days late"), null=True, blank=True)
    reason_code = models.CharField(_("reason code"), max_length=12, choices=ReasonCode.choices, blank=True)
    reason_text = models.TextField(_("reason"), blank=True)
    # Right of reply, beside light and verdict
    reply = models.TextField(_("the unit's reply"), blank=True)
    replied_on = models.DateField(_("replied on"), null=True, blank=True)
    # Where it stands
    current_value = models.DecimalField(_("current value"), max_digits=18, decimal_places=4, null=True, blank=True)
    value_on = models.DateField(_("value as of"), null=True, blank=True)
    value_source = models.CharField(
        max_length=8,
        blank=True,
        choices=[("reported", _("reported")), ("sites", _("from sites")), ("shares", _("from county shares"))],
    )
    progress = models.DecimalField(_("progress"), max_digits=5, decimal_places=1, null=True, blank=True)
    last_report_on = models.DateField(_("last progress report"), null=True, blank=True)
    # Told by the hotline through commitments.workflow.complaints
    complaint_count = models.PositiveIntegerField(_("linked complaints"), default=0)
    is_contested = models.BooleanField(_("contested"), default=False)

    version = models.PositiveIntegerField(default=1)
    search = models.TextField(editable=False, blank=True)

    objects: ClassVar[CommitmentQuerySet] = CommitmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["code"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.UniqueConstraint(fields=["report", "start", "end"], name="one_record_per_quote"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quote_has_length"),
            models.CheckConstraint(
                condition=~Q(kind="quantified") | (Q(value__isnull=False) & ~Q(comparator="") & ~Q(measure="")),
                name="quantified_has_a_target",
            ),
            models.CheckConstraint(
                condition=Q(value_max=None) | Q(comparator="range", value_max__gte=F("value")),
                name="upper_value_only_in_a_range",
            ),
            models.CheckConstraint(
                condition=Q(stage="draft") | Q(lead__isnull=False) | Q(stage="cancelled", assigned_on=None),
                name="assigned_has_a_lead",
            ),
            models.CheckConstraint(condition=~Q(stage="completed") | Q(completed_on__isnull=False), name="completed_has_a_day"),
            models.CheckConstraint(condition=Q(progress=None) | Q(progress__range=(0, 100)), name="progress_is_a_percentage"),
            models.CheckConstraint(condition=Q(stage="merged") ^ Q(merged_into=None), name="merged_names_its_item"),
        ]
        indexes = [
            models.Index(fields=["lead", "stage", "deadline"], name="commitment_lead"),
            models.Index(fields=["red_from", "code"], name="commitment_late", condition=models.Q(stage__in=RUNNING)),
            models.Index(
                fields=["red_from", "lead", "section"], name="commitment_late_groups", condition=models.Q(stage__in=RUNNING)
            ),
            # The orders the ledger offers, so that a page of it reads no more than its rows.
            models.Index(fields=["deadline", "code"], name="commitment_next"),
            models.Index(fields=["-deadline", "code"], name="commitment_farthest"),
            models.Index(WORST_FIRST, "deadline", "code", name="commitment_worst"),
            models.Index(fields=["completed_on", "code"], name="commitment_contested", condition=models.Q(is_contested=True)),
            models.Index(fields=["deadline", "code"], name="commitment_coming", condition=models.Q(stage__in=RUNNING)),
            models.Index(fields=["report", "section", "code"], name="commitment_section"),
            models.Index(fields=["stage", "light_changes_on"], name="commitment_light_due"),
            models.Index(fields=["light", "stage"], name="commitment_light"),
            models.Index(fields=["lead", "light"], name="commitment_pressing", condition=PRESSING),
            models.Index(fields=["stage", "next_report_on"], name="commitment_next_report"),
            models.Index(
                fields=["lead", "next_report_on"], name="commitment_report_due", condition=models.Q(stage=Stage.IN_PROGRESS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return address(self.code)

    @property
    def stream(self) -> str:
        """The name of its history."""
        return f"commitment:{self.code}"

    @property
    def is_running(self) -> bool:
        return self.stage in RUNNING

    @property
    def is_extended(self) -> bool:
        return self.deadline != self.original_deadline
