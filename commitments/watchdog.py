"""The watch over reminding: when it last planned and swept, what waits and for how long, and the alarm where it stands still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Subquery
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from house import watch
from house.models import Heartbeat

from . import outbox
from .models import Delivery, Reminder
from .models.reminder import DeliveryState

PLAN, SWEEP = "plan", "send"  # the names of their heartbeats
SWEEP_STALE = timedelta(minutes=15)  # it runs each minute, also at night and on days off
PLAN_STALE = timedelta(hours=15)  # it runs hourly from five to seven in the evening
UNSENT_STALE = timedelta(hours=2)  # of failing attempts


@dataclass(frozen=True)
class Watch:
    last_plan_at: datetime | None
    last_sweep_at: datetime | None
    oldest_unsent_at: datetime | None  # first attempt of the digest that has been tried longest and has not gone out
    waiting: int = 0
    claimed: int = 0
    failed: int = 0

    def alarm(self, now: datetime) -> str:
        """One sentence where reminders stand still, else nothing. Before the first run there is nothing to miss."""
        if self.last_sweep_at and now - self.last_sweep_at > SWEEP_STALE:
            return _("Reminders have not gone out since %(since)s: the background does not run.") % {
                "since": _moment(self.last_sweep_at)
            }
        if self.last_plan_at and now - self.last_plan_at > PLAN_STALE:
            return _("Reminders have not been planned since %(since)s.") % {"since": _moment(self.last_plan_at)}
        if self.oldest_unsent_at and now - self.oldest_unsent_at > UNSENT_STALE:
            return _("Reminders have not gone out since %(since)s: the mail server or a channel does not answer.") % {
                "since": _moment(self.oldest_unsent_at)
            }
        return ""


def _beat(name: str) -> Subquery:
    return Subquery(Heartbeat.objects.filter(name=name).values("at")[:1])


# Also while the next attempt runs: a server that lets each hang would otherwise silence the alarm.
_STUCK = Delivery.objects.filter(state__in=outbox.OPEN, first_tried_at__isnull=False)
# The three instants of a `Watch`, for a query that asks other things as well.
EXPRESSIONS = {
    "last_plan_at": _beat(PLAN),
    "last_sweep_at": _beat(SWEEP),
    "oldest_unsent_at": Subquery(_STUCK.order_by("first_tried_at").values("first_tried_at")[:1]),
}


def look() -> Watch:
    """How reminding stands; three queries."""
    beats = watch.last_beats()
    states = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    return Watch(
        last_plan_at=beats.get(PLAN),
        last_sweep_at=beats.get(SWEEP),
        oldest_unsent_at=_STUCK.aggregate(since=Min("first_tried_at"))["since"],
        waiting=states.get(DeliveryState.WAITING, 0),
        claimed=states.get(DeliveryState.CLAIMED, 0),
        failed=states.get(DeliveryState.FAILED, 0),
    )


def details(now: datetime) -> dict[str, Any]:
    """For /readyz."""
    seen = look()
    return {
        "last_plan": _iso(seen.last_plan_at),
        "last_sweep": _iso(seen.last_sweep_at),
        "oldest_unsent": _iso(seen.oldest_unsent_at),
        "oldest_unsent_minutes": (now - seen.oldest_unsent_at) // timedelta(minutes=1) if seen.oldest_unsent_at else 0,
        "waiting": seen.waiting,
        "failed": seen.failed,
        "alarm": seen.alarm(now),
    }


def figures(now: datetime) -> Iterator[watch.Figure]:
    """For /metrics."""
    for model, name in ((Reminder, "reminders"), (Delivery, "deliveries")):
        for state, count in model.objects.order_by().values_list("state").annotate(Count("pk")):  # type: ignore[attr-defined]
            yield watch.Figure(f"yanbixing_{name}", f"Rows of {name} by state.", count, (("state", state),))
    seen = look()
    age = (now - seen.oldest_unsent_at).total_seconds() if seen.oldest_unsent_at else 0
    yield watch.Figure(
        "yanbixing_oldest_unsent_seconds", "Seconds since the first attempt of the digest that has been tried longest.", age
    )
    yield watch.Figure("yanbixing_reminders_alarm", "1 where reminders stand still.", float(bool(seen.alarm(now))))


def _iso(at: datetime | None) -> str | None:
    return localtime(at).isoformat(timespec="seconds") if at else None


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "Y-m-d H:i")
