"""How a digest reaches a person outside the application: one file per channel, all behind `base.Carrier`."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from commitments.messages import Letter
from commitments.models import Delivery, Gateway, Preference
from departments import mobiles
from departments.models import User

from .base import Carrier
from .dingtalk import DingTalk
from .feishu import Feishu
from .http import HttpCarrier
from .mail import Mail
from .sms import Sms
from .webhook import Webhook
from .wecom import WeCom

EMAIL = "email"
GATEWAYS: dict[str, type[HttpCarrier]] = {
    Gateway.Kind.WECOM: WeCom,
    Gateway.Kind.DINGTALK: DingTalk,
    Gateway.Kind.FEISHU: Feishu,
    Gateway.Kind.WEBHOOK: Webhook,
    Gateway.Kind.SMS: Sms,
}


def name(gateway: Gateway) -> str:
    """How a delivery names the gateway it goes through."""
    return f"{gateway.kind}:{gateway.pk}"


def usable() -> list[Gateway]:
    """The gateways in use whose base address is set."""
    found = Gateway.objects.filter(is_on=True).select_related("department")
    return [gateway for gateway in found if getattr(settings, GATEWAYS[gateway.kind].base_url)]


def missing(gateway: Gateway) -> dict[str, str]:
    """What nothing can go through `gateway` without: field of the form → sentence; the base address is told at its kind."""
    carrier, found = GATEWAYS[gateway.kind], {}
    if not getattr(settings, carrier.base_url):
        found["kind"] = _("Its base address is not set: the setting %(name)s, in the environment.") % {"name": carrier.base_url}
    if not getattr(gateway, carrier.needs):
        field = Gateway._meta.get_field(carrier.needs)
        found[carrier.needs] = _("Nothing can be sent without it: enter the %(field)s, or leave the channel switched off.") % {
            "field": field.verbose_name  # type: ignore[union-attr]
        }
    return found


def ways(people: Iterable[User]) -> dict[int, dict[str, str]]:
    """Person id → channel → address, of the channels each picked; nothing for those who read the bell only. Two queries.

    The address of a gateway is the person's mobile number, masked: the outbox is read by others.
    """
    people = list(people)
    found = {person.pk: {EMAIL: person.email} if person.email_on and person.email else {} for person in people}
    numbers = {person.pk: mobiles.masked(person.mobile) for person in people}
    picked = Preference.gateways.through.objects.filter(
        preference__person__in=found, gateway__in=[gateway.pk for gateway in usable()]
    )
    for person, kind, gateway in picked.values_list("preference__person", "gateway__kind", "gateway"):
        found[person][f"{kind}:{gateway}"] = numbers[person]
    return found


class Nowhere:
    """A demonstration's past: what would have gone out is written down and carried nowhere."""

    def carry(self, delivery: Delivery, letter: Letter) -> None:
        """Taken, and nothing leaves."""

    def close(self) -> None:
        """Nothing is held."""


class Fleet:
    """The carriers of one round, each opened at its first digest; or one carrier that takes everything."""

    def __init__(self, only: Carrier | None = None) -> None:
        self._only = only
        self._open: dict[str, Carrier] = {}

    def carrier(self, channel: str) -> Carrier:
        if self._only:
            return self._only
        if channel not in self._open:
            kind, _colon, gateway = channel.partition(":")
            self._open[channel] = GATEWAYS[kind](Gateway.objects.get(pk=gateway)) if gateway else Mail()
        return self._open[channel]

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        for carrier in self._open.values():
            carrier.close()
