from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleValue(models.Model):
    """An administrator's value for one of `rules.EDITABLE`; without a row the installation's value holds."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    value = models.JSONField(_("value"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        return self.name
