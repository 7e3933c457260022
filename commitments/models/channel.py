"""Ways out of the house beside e-mail, and who picked which."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.models import Department


class Gateway(models.Model):
    """A configured way out: a group robot, a signed webhook, an SMS gateway. Its base address is a setting."""

    class Kind(models.TextChoices):
        WECOM = "wecom", _("WeCom robot")
        DINGTALK = "dingtalk", _("DingTalk robot")
        FEISHU = "feishu", _("Feishu robot")
        WEBHOOK = "webhook", _("signed webhook")
        SMS = "sms", _("SMS gateway")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60, unique=True)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit"),
        help_text=_("offered to the people of this unit; empty: to everybody"),
    )
    token = models.CharField(_("key or token"), max_length=200, blank=True)
    secret = models.CharField(_("signing secret"), max_length=200, blank=True)
    is_on = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """How a person wants the digest; e-mail is on his own record, the bell has everything always."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    gateways = models.ManyToManyField(Gateway, blank=True, related_name="chosen_by", verbose_name=_("channels"))
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the digest"), null=True, blank=True, help_text=_("empty: the city's digest hour")
    )

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest_hour=None) | models.Q(digest_hour__lte=23), name="digest_hour_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
