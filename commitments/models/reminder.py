"""The outbox: every message to a person is a row with a visible state."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from house.bulk import copies, copy_in

from .commitment import Commitment


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    CLAIMED = "claimed", _("claimed")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("dropped")


ADDED = ("item", "commitment_id", "deadline_version", "rung", "recipient_id", "due_on", "facts", "planned_at")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self, *, on: date) -> ReminderQuerySet:
        """Not sent yet and due on or before the local day `on`."""
        return self.filter(state=DeliveryState.WAITING, due_on__lte=on)

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Insert waiting reminders, each given as its columns (`ADDED`).

        PostgreSQL copies them in, without a model for each: the first day of a city writes hundreds of thousands.
        """
        if not copies():
            self.bulk_create([self.model(**row) for row in rows])
            return
        new = (DeliveryState.WAITING.value, "")
        lines = ((*(json.dumps(row[name]) if name == "facts" else row[name] for name in ADDED), *new) for row in rows)
        copy_in(self.model, (*ADDED, "state", "reason"), lines)

    def told(self) -> ReminderQuerySet:
        """What stands in the recipient's bell: everything from its planning on, but what was dropped."""
        return self.exclude(state=DeliveryState.DROPPED)


class Digest(models.Model):
    """What one person is told on one local day; it leaves by one `Delivery` per channel he picked.

    `number` counts the digests of a day: 2 and more are sent again by hand.
    """

    recipient = models.ForeignKey(  # indexed by the constraint
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests", db_index=False
    )
    day = models.DateField(_("day"))
    number = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [models.UniqueConstraint(fields=["recipient", "day", "number"], name="one_digest_of_a_day")]

    def __str__(self) -> str:
        return f"{self.recipient} {self.day} #{self.number}"


class PlannedDay(models.Model):
    """That everything due on a local day was written down: only then do its digests leave, for there is one a day."""

    day = models.DateField(unique=True)
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)


class Reminder(models.Model):
    """That a person is to be told something about an item, once.

    `rung` names the step of the ladder ("before-7", "late-3", "late-week-2", "unsigned", "report-2021-05",
    "review-31-with_head": the request and whom it waits for) or the event it tells of ("event-123"). Unique per
    item, deadline version (0 where the rung does not follow the deadline), rung and recipient.
    """

    item = models.CharField(max_length=80)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders")
    deadline_version = models.PositiveSmallIntegerField(default=0)
    rung = models.CharField(max_length=40)
    recipient = models.ForeignKey(  # indexed by the bell
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders", db_index=False
    )
    due_on = models.DateField(_("due on"))
    facts = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders")
    planned_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ReminderQuerySet] = ReminderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["item", "deadline_version", "rung", "recipient"], name="reminded_once")]
        indexes = [
            models.Index(fields=["state", "due_on", "recipient"], name="reminder_waiting"),
            models.Index(fields=["recipient", "read_at", "-id"], name="reminder_bell"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.rung} → {self.recipient_id}"


class Delivery(models.Model):
    """A digest's way over one channel ("email", or the robot it goes through).

    `is_doubtful`: an attempt may have arrived although nobody said so; it is sent again as it was, under the same
    Message-ID, and nothing new is added to it.
    """

    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, related_name="deliveries", db_index=False)  # by the constraint
    channel = models.CharField(_("channel"), max_length=20, default="email")
    address = models.CharField(_("address"), max_length=254, blank=True)
    message_id = models.CharField(max_length=120)
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_doubtful = models.BooleanField(default=False)
    first_tried_at = models.DateTimeField(null=True, blank=True)  # stays through every retry; anew when a person resends
    claimed_at = models.DateTimeField(null=True, blank=True)  # the newest attempt
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    refusals = models.PositiveSmallIntegerField(default=0)  # attempts the other side answered with no
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["digest", "channel"], name="one_delivery_per_channel"),
            models.UniqueConstraint(fields=["message_id"], name="one_delivery_per_message"),
        ]
        indexes = [models.Index(fields=["state", "digest"], name="delivery_state")]

    def __str__(self) -> str:
        return self.message_id
