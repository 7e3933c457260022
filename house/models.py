from django.conf import settings
from django.db import models


class Heartbeat(models.Model):
    """That beat and a worker were alive: written each minute by a task."""

    name = models.CharField(max_length=20, unique=True, default="worker")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Series(models.Model):
    """A series of running numbers and the last one given; `house.numbering` is its only writer."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"


class AnsweredRequest(models.Model):
    """A write that was answered, by its idempotency key: asked again within `idempotency.KEPT`, it answers as it did."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.TextField(blank=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="answered_once")]
        indexes = [models.Index(fields=["at"], name="answered_at")]

    def __str__(self) -> str:
        return self.key
