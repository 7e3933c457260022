"""Keys of other apps, what they sent beside the order, and what they told later."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotline.models.order import WorkOrder


class Open311Key(models.Model):
    """An app that may write, and read back what it sent. Only the key's digest is kept.

    It acts as `user`, a person of the hotline who answers for the app. `window` and `used` count the calls of one
    minute; `hotline.open311.keys` is their only writer.
    """

    class Scope(models.TextChoices):
        SUBMIT = "submit", _("hand in requests")
        UPDATE = "update", _("hand in updates")
        READ = "read", _("read in full what it sent")

    name = models.CharField(_("app"), max_length=60)
    source = models.SlugField(_("source"), max_length=30, unique=True)
    channel = models.CharField(_("channel"), max_length=12, choices=WorkOrder.Channel.choices, default=WorkOrder.Channel.APP)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("answers for it")
    )
    scopes = models.JSONField(_("may"), default=list)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    per_minute = models.PositiveIntegerField(_("calls a minute"), default=60)
    made_at = models.DateTimeField(_("made"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    window = models.PositiveIntegerField(default=0, editable=False)
    used = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Open311 key")
        verbose_name_plural = _("Open311 keys")

    def __str__(self) -> str:
        return self.name


class Open311Request(models.Model):
    """What an app sent beside the words of an order. Retention may erase the row."""

    order = models.OneToOneField(WorkOrder, on_delete=models.CASCADE, related_name="open311")
    key = models.ForeignKey(Open311Key, on_delete=models.PROTECT, related_name="requests")
    token = models.CharField(max_length=64, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    long = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    media_url = models.URLField(_("picture or film"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "token"], condition=~Q(token=""), name="one_request_per_token"),
            models.CheckConstraint(
                condition=Q(lat=None, long=None) | Q(lat__isnull=False, long__isnull=False), name="open311_place_is_whole"
            ),
        ]
        indexes = [models.Index(fields=["token"], name="open311_token")]

    def __str__(self) -> str:
        return str(self.order_id)


class Open311Update(models.Model):
    """What the sender told later through his app; the hotline reads it beside the order. Retention may erase the row."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="open311_updates")
    key = models.ForeignKey(Open311Key, on_delete=models.PROTECT, related_name="updates")
    update_id = models.CharField(max_length=60)
    text = models.TextField(_("what was said"))
    status = models.CharField(_("state in the app"), max_length=6, choices=[("open", _("open")), ("closed", _("closed"))])
    media_url = models.URLField(_("picture or film"), max_length=500, blank=True)
    told_at = models.DateTimeField(_("told"))
    received_at = models.DateTimeField(_("received"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["key", "update_id"], name="one_update_per_id")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.update_id}"
