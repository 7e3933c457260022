"""What happened, written once: events, the head of each chain, and the daily seals.

The tables refuse UPDATE and DELETE by trigger on both engines (migration 0002);
`history.ledger` is the only writer, `history.verify` the reader who doubts.
"""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One thing that happened to one object (its `stream`), never changed afterwards.

    `at` is the instant the rules went by (the business clock), `recorded_at` the real one.
    `digest` binds the event to all before it in its stream.
    """

    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_once_per_place")]
        indexes = [
            models.Index(fields=["action", "at"], name="event_action_at"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.action}"


class StreamHead(models.Model):
    """The newest event of a stream: the row a writer locks, so that chains never wait for each other."""

    stream = models.CharField(max_length=80, primary_key=True)
    seq = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    sealed_seq = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["stream"],
                name="head_unsealed",
                condition=models.Q(seq__gt=models.F("sealed_seq")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"


class Seal(models.Model):
    """One day's seal: the heads that moved since the seal before, chained to it."""

    number = models.PositiveIntegerField(primary_key=True)
    day = models.DateField()
    sealed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"seal {self.number} of {self.day}"


class SealedHead(models.Model):
    """That a stream stood at `seq` with `digest` when it was sealed."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="heads")
    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["stream"]
        constraints = [models.UniqueConstraint(fields=["seal", "stream"], name="sealed_once")]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} in {self.seal_id}"
