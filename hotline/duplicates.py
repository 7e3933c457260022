"""Orders that may be repeats of the one being taken down: the same caller, or the same thing said at the same place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from commitments.search import bigrams
from departments.models import Department

from .callers.sealing import blind
from .models import WorkOrder
from .models.order import State
from .rules import rules


@dataclass(frozen=True)
class Repeat:
    """An order that may be the same, and why a person may think so."""

    order: WorkOrder
    likeness: int  # of the words, in per cent
    why: str


def repeats(text: str, *, on: date, phone: str = "", nature: str = "", county: Department | None = None) -> list[Repeat]:
    """The likeliest first. The same caller within a month, or words much alike in the county and class within days."""
    in_force = rules()
    orders = WorkOrder.objects.filter(received_on__lte=on).exclude(state=State.MERGED).select_related("words", "county")
    said = " ".join(bigrams(text))
    found: dict[int, Repeat] = {}
    if index := blind(phone):
        recent = orders.filter(caller__phone_index=index, received_on__gt=on - timedelta(days=in_force.same_caller_days))
        for order in recent.order_by("-pk")[: in_force.compared_orders]:
            found[order.pk] = Repeat(order, _likeness(said, order), _("the same caller"))
    if said:
        lately = orders.filter(received_on__gt=on - timedelta(days=in_force.repeat_days))
        lately = lately.filter(county=county) if county else lately
        lately = lately.filter(nature=nature) if nature else lately
        for order in lately.order_by("-received_on", "-pk")[: in_force.compared_orders]:
            likeness = _likeness(said, order)
            if likeness >= in_force.repeat_likeness and order.pk not in found:
                found[order.pk] = Repeat(order, likeness, _("said much alike"))
    return sorted(found.values(), key=lambda repeat: (-repeat.likeness, -repeat.order.pk))[: in_force.shown_repeats]


def _likeness(said: str, order: WorkOrder) -> int:
    words = getattr(order, "words", None)
    return round(fuzz.token_set_ratio(said, words.search)) if words and said else 0
