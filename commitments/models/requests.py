"""What is asked for and decided: requests with states of their own, and disputed assignments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department

from .commitment import Commitment, ReasonCode


class Request(models.Model):
    """A unit asks (completion, extension, suspension, cancellation); the head, a supervisor, a leader decide.

    The commitment's stage is not the request's state: both are moved by the workflow, in one transaction.
    """

    class Kind(models.TextChoices):
        COMPLETION = "completion", _("completion request")
        EXTENSION = "extension", _("extension request")
        SUSPENSION = "suspension", _("suspension request")
        CANCELLATION = "cancellation", _("cancellation request")

    class State(models.TextChoices):
        WITH_HEAD = "with_head", _("with the head")
        WITH_SUPERVISOR = "with_supervisor", _("with the supervisor")
        WITH_LEADER = "with_leader", _("with the leader")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    PENDING = (State.WITH_HEAD, State.WITH_SUPERVISOR, State.WITH_LEADER)

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=16, choices=State.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    counts_from = models.DateField(
        null=True, help_text="local day lateness goes by: of the first request, where this one follows its return at once"
    )
    waiting_since = models.DateField(help_text="local day it came to whom it is with now")
    note = models.TextField(_("note"), blank=True)
    reason_code = models.CharField(_("reason code"), max_length=12, choices=ReasonCode.choices, blank=True)
    # completion
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    is_partly_met = models.BooleanField(_("partly met"), default=False)
    checklist = models.JSONField(_("checklist"), default=dict, blank=True)
    # extension
    new_deadline = models.DateField(_("new deadline"), null=True, blank=True)
    needs_leader = models.BooleanField(default=False)
    asked_late = models.BooleanField(_("asked after the deadline"), default=False)
    # decisions
    head_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "kind"],
                condition=Q(state__in=["with_head", "with_supervisor", "with_leader"]),
                name="one_pending_request_per_kind",
            ),
            models.CheckConstraint(condition=~Q(kind="extension") | Q(new_deadline__isnull=False), name="extension_names_a_day"),
            models.CheckConstraint(
                condition=~Q(kind="completion") | Q(completed_on__isnull=False), name="completion_names_a_day"
            ),
        ]
        indexes = [models.Index(fields=["state", "waiting_since"], name="request_waiting")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.commitment_id}"

    @property
    def is_pending(self) -> bool:
        return self.state in self.PENDING


class AssignmentDispute(models.Model):
    """不属我单位职责: a unit disputes an assignment; reassigned or upheld once, then it stands."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting for a decision")
        REASSIGNED = "reassigned", _("reassigned")
        UPHELD = "upheld", _("upheld")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="disputes")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    proposed = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed unit")
    )
    reason = models.TextField(_("reason"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment"], condition=Q(state="open"), name="one_open_dispute"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.department}"
