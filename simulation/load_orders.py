"""Bulk work orders for load runs: words, callers, dispatches, links and tallies, in the proportions of a running hotline.

Written in bulk, not lived: for measuring, never for showing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery

from commitments import search
from commitments.models import Commitment, Stage
from departments.models import Department, User
from history.models import Event
from hotline.models import Caller, Handling, Link, SweepMark, WorkOrder, WorkOrderText
from hotline.models.order import State
from hotline.signals import tallies
from house import bulk

from .calls import CALLS, ELSEWHERE
from .load_events import first_events

LOCAL = ZoneInfo(settings.TIME_ZONE)
BATCH = 2_000
DAYS = 730  # the orders lie in two years
LINKED = 0.06  # share of the orders linked to a commitment
KNOWN = 0.5  # share of the callers who leave a number
MUCH_LINKED = 5_000  # links of the one commitment everybody calls about, at most a tenth of the orders
OPEN = [State.REGISTERED, State.DISPATCHED, State.HANDLING, State.REPLIED]
OPEN_DAYS = 20  # older orders are closed
# Words planted for measuring the search: of so many orders, one says it. ABSENT is said by nobody.
COMMON, MIDDLING, RARE, ABSENT = "麻烦", "石榴", "琉璃", "鲲鹏"
PLANTED = {COMMON: 2, MIDDLING: 100, RARE: 10_000}


@dataclass(frozen=True)
class _Cast:
    """Who and what the orders are made of."""

    agent: User | None
    units: list[Department]
    counties: list[Department]
    targets: list[int]
    texts: list[str]


class Orders:
    """Makes work orders as they stand on the local day `on`."""

    def __init__(self, *, on: date, dice: Random) -> None:
        self.on, self.dice = on, dice
        self.at = datetime.combine(on - timedelta(days=200), time(9), LOCAL)
        units = list(Department.objects.valid(on=on))
        self.cast = _Cast(
            agent=User.objects.active().filter(role__startswith="hotline").order_by("pk").first(),
            units=units,
            counties=[unit for unit in units if unit.is_local],
            targets=list(Commitment.objects.exclude(stage=Stage.DRAFT).order_by("pk").values_list("pk", flat=True)[:50_000]),
            texts=[text for said in CALLS.values() for text in said] + [text for text, _unit, _answer in ELSEWHERE],
        )

    def make(self, count: int) -> None:
        """`count` more work orders, then the tallies of their days."""
        start = WorkOrder.objects.filter(source="load").count()
        much = min(MUCH_LINKED, count // 10)
        for first in range(start, start + count, BATCH):
            with transaction.atomic():
                orders = [self._order(number) for number in range(first, min(first + BATCH, start + count))]
                bulk.insert(orders)
                self._words(orders)
                self._callers(orders)
                self._handlings(orders)
                much -= self._links(orders, much)
                first_events([(order.stream, "register", {"source": "load"}) for order in orders], at=self.at)
        if count:
            self._tally()

    def _order(self, number: int) -> WorkOrder:
        dice = self.dice
        day = self.on - timedelta(days=dice.randrange(1, DAYS))
        is_open = (self.on - day).days <= OPEN_DAYS
        return WorkOrder(
            number=f"LD-{number:08d}",
            source="load",
            source_number=f"{number:08d}",
            channel=dice.choice(WorkOrder.Channel.values),
            nature=dice.choice(WorkOrder.Nature.values),
            received_at=datetime.combine(day, time(8 + dice.randrange(10), dice.randrange(60)), LOCAL),
            received_on=day,
            county=dice.choice(self.cast.counties),
            place="示例路",
            state=dice.choice(OPEN) if is_open else State.CLOSED,
            close_kind="" if is_open else dice.choice([WorkOrder.CloseKind.SOLVED, WorkOrder.CloseKind.EXPLAINED]),
            closed_on=None if is_open else day + timedelta(days=dice.randrange(1, 8)),
            taken_by=self.cast.agent,
        )

    def _words(self, orders: list[WorkOrder]) -> None:
        rows = []
        for order in orders:
            planted = "，".join(word for word, one_of in PLANTED.items() if self.dice.randrange(one_of) == 0)
            text = f"{order.county}{self.dice.choice(self.cast.texts)}{order.number[-4:]}，{planted}"
            rows.append(WorkOrderText(order=order, text=text, salt="load", search=" ".join(search.bigrams(text))))
        bulk.insert(rows)

    def _callers(self, orders: list[WorkOrder]) -> None:
        rows = []
        for order in orders:
            if self.dice.random() < KNOWN:
                row = Caller(order=order)
                row.put(name="负载来电人", phone=f"139{self.dice.randrange(10**6):08d}")
                rows.append(row)
        bulk.insert(rows)

    def _handlings(self, orders: list[WorkOrder]) -> None:
        """A dispatch of every order that was dispatched; ended where the order is closed."""
        bulk.insert(
            Handling(
                order=order,
                unit=self.dice.choice(self.cast.units),
                dispatched_at=order.received_at,
                dispatched_on=order.received_on,
                due_on=order.received_on + timedelta(days=7),
                original_due_on=order.received_on + timedelta(days=7),
                signed_at=None if order.state == State.DISPATCHED else order.received_at + timedelta(hours=3),
                reply="" if order.state in {State.DISPATCHED, State.HANDLING} else "已处理。",
                replied_at=None if order.state in {State.DISPATCHED, State.HANDLING} else order.received_at + timedelta(days=1),
                ended_at=order.received_at + timedelta(days=2) if order.state == State.CLOSED else None,
            )
            for order in orders
            if order.state != State.REGISTERED
        )

    def _links(self, orders: list[WorkOrder], much: int) -> int:
        """Links of a share of the orders; the first target gets up to `much` of them. Answers how many it got."""
        if not (self.cast.agent and self.cast.targets):
            return 0
        first, *others = self.cast.targets
        picked = [(order, first) for order in orders[: min(much, len(orders) // 10)]]
        rest = orders[len(picked) :] if others else []
        picked += [(order, self.dice.choice(others)) for order in rest if self.dice.random() < LINKED]
        bulk.insert(
            Link(
                order=order,
                commitment_id=target,
                kind=self.dice.choice(Link.Kind.values),
                state=self.dice.choice([Link.State.LINKED, Link.State.CONFIRMED]),
                linked_by=self.cast.agent,
                linked_at=order.received_at,
            )
            for order, target in picked
        )
        return min(much, len(orders) // 10)

    def _tally(self) -> None:
        """The commitments' counts; the trends' tallies by their own counting; the sweep goes on after the events made here."""
        links = Link.objects.filter(commitment=OuterRef("pk")).order_by().values("commitment").annotate(n=Count("pk"))
        Commitment.objects.filter(pk__in=Link.objects.values("commitment")).update(complaint_count=Subquery(links.values("n")))
        tallies.recount(self.on - timedelta(days=n) for n in range(1, DAYS))
        newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        SweepMark.objects.update_or_create(name="tallies", defaults={"event": newest})
