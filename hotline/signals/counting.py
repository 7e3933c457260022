"""How many different people said it, now and usually. Confirmed links count; thanks do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from hotline.models import Link
from hotline.rules import HotlineRules


@dataclass(frozen=True)
class Heard:
    """Different callers in the window that ends on a day, and how many a window of that length usually brings."""

    callers: int
    average: Decimal

    def is_unusual(self, rules: HotlineRules) -> bool:
        return self.callers >= rules.signal_callers and self.callers >= rules.signal_times * self.average


def heard(rows: QuerySet[Any], *, on: date, rules: HotlineRules, prefix: str = "") -> Heard:
    """Count the orders in `rows` reached by `prefix`: two figures in one query."""
    start = on - timedelta(days=rules.signal_days)
    before = start - timedelta(weeks=rules.signal_weeks)
    day = f"{prefix}received_on"
    caller = one_caller(prefix)
    counts = rows.aggregate(
        now=Count(caller, filter=Q(**{f"{day}__gt": start, f"{day}__lte": on}), distinct=True),
        usual=Count(caller, filter=Q(**{f"{day}__gt": before, f"{day}__lte": start}), distinct=True),
    )
    windows = Decimal(rules.signal_weeks * 7) / rules.signal_days
    return Heard(counts["now"], (counts["usual"] / windows).quantize(Decimal("0.1")))


def one_caller(prefix: str = "") -> Any:
    """What tells one caller from another: the blind index of his phone, else the order itself."""
    index = NullIf(f"{prefix}caller__phone_index", Value(""))
    return Coalesce(index, Cast(f"{prefix}pk", CharField()), output_field=CharField())


def said_about(**conditions: Any) -> QuerySet[Link]:
    """The links that count, about one commitment, site or share."""
    return Link.objects.filter(state=Link.State.CONFIRMED, **conditions).exclude(kind=Link.Kind.THANKS)
