"""Caller data: its own table, every field sealed for its row; nothing here is shown before somebody gives a reason."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotline.callers import masking, sealing

from .order import WorkOrder

SEALED = ("name", "phone", "address")


class Caller(models.Model):
    """Who called about `order`. `phone_index` tells the same caller again without telling who it is."""

    class Callback(models.TextChoices):
        ANY = "any", _("may be called back")
        WORKDAYS = "workdays", _("on working days")
        EVENINGS = "evenings", _("in the evening")
        NO = "no", _("does not want to be called back")

    order = models.OneToOneField(WorkOrder, on_delete=models.CASCADE, primary_key=True, related_name="caller")
    sealed_name = models.TextField(blank=True)
    sealed_phone = models.TextField(blank=True)
    sealed_address = models.TextField(blank=True)
    phone_index = models.CharField(max_length=32, blank=True)
    key_id = models.CharField(max_length=20)
    callback = models.CharField(_("callback"), max_length=8, choices=Callback.choices, default=Callback.ANY)

    class Meta:
        verbose_name = _("caller")
        verbose_name_plural = _("callers")
        indexes = [
            models.Index(fields=["phone_index"], name="caller_again", condition=~models.Q(phone_index="")),
            models.Index(fields=["key_id"], name="caller_key"),
        ]

    def __str__(self) -> str:
        return f"caller of {self.order_id}"

    def place(self, field: str) -> str:
        """What a field is sealed for: model, field and row."""
        return f"hotline.Caller.{field}.{self.order_id}"

    def put(self, **values: str) -> None:
        """Seal `values` (name, phone, address) for this row."""
        for field in SEALED:
            if field in values:
                setattr(self, f"sealed_{field}", sealing.seal(values[field], self.place(field)))
        if "phone" in values:
            self.phone_index = sealing.blind(values["phone"])
        self.key_id = sealing.sealing_key().id

    def open(self, field: str) -> str:
        """The value in the clear: for the workflow that logs the look, for masking and for rotation alone."""
        return sealing.unseal(getattr(self, f"sealed_{field}"), self.place(field))

    @property
    def masked(self) -> dict[str, str]:
        """What shows before anybody gave a reason; empty where no key of the ring opens the row (docs/backup.md)."""
        try:
            return {field: getattr(masking, field)(self.open(field)) for field in SEALED}
        except sealing.Unreadable:
            return {}
