"""Orders that may be repeats of the one being taken down: the same caller, or the same thing said at the same place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from commitments.search import bigrams
from departments.models import Department

from .callers.sealing import blind
from .models import WorkOrder
from .models.order import State
from .rules import HotlineRules, rules


@dataclass(frozen=True)
class Repeat:
    """An order that may be the same, and why a person may think so."""

    order: WorkOrder
    likeness: int  # of the words, in per cent
    why: str


def repeats(text: str, *, on: date, phone: str = "", nature: str = "", county: Department | None = None) -> list[Repeat]:
    """The likeliest first. The same caller within a month, or words much alike in the county and class within days."""
    in_force = rules()
    orders = WorkOrder.objects.filter(received_on__lte=on).exclude(state=State.MERGED)
    said = " ".join(bigrams(text))
    found: dict[int, tuple[int, str]] = {}
    if index := blind(phone):
        recent = orders.filter(caller__phone_index=index, received_on__gt=on - timedelta(days=in_force.same_caller_days))
        for pk, words in _compared(recent.order_by("-pk"), in_force):
            found[pk] = (_likeness(said, words), _("the same caller"))
    if said:
        lately = orders.filter(received_on__gt=on - timedelta(days=in_force.repeat_days))
        lately = lately.filter(county=county) if county else lately
        lately = lately.filter(nature=nature) if nature else lately
        for pk, words in _compared(lately.order_by("-received_on", "-pk"), in_force):
            likeness = _likeness(said, words)
            if likeness >= in_force.repeat_likeness and pk not in found:
                found[pk] = (likeness, _("said much alike"))
    likeliest = sorted(found, key=lambda pk: (-found[pk][0], -pk))[: in_force.shown_repeats]
    shown = WorkOrder.objects.select_related("words", "county").in_bulk(likeliest) if likeliest else {}
    return [Repeat(shown[pk], *found[pk]) for pk in likeliest]


def _compared(orders: QuerySet[WorkOrder], in_force: HotlineRules) -> list[tuple[int, str | None]]:
    """The ids and words of the first orders: hundreds are compared, a handful is shown."""
    return list(orders.values_list("pk", "words__search")[: in_force.compared_orders])


def _likeness(said: str, words: str | None) -> int:
    return round(fuzz.token_set_ratio(said, words)) if words and said else 0
