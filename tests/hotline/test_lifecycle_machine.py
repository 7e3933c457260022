"""No sequence of steps reaches a state the table does not allow, loses an event or breaks the chain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from commitments.workflow.table import Invalid, NotPossible
from departments.access import Denied
from history.models import Event
from history.verify import verify
from hotline import workflow
from hotline.models import Handling, WorkOrder
from hotline.models.order import State
from hotline.workflow.table import TRANSITIONS
from tests.conftest import Cast
from tests.hotline.conftest import SENTENCE, TODAY

UNIT_STEPS = ["sign_for", "ask_return", "ask_extension", "reply"]
REFUSED = (NotPossible, Invalid, Denied)


@pytest.mark.django_db
def test_no_sequence_of_steps_leaves_the_table():
    cast = Cast()

    class Orders(RuleBasedStateMachine):
        @initialize()
        def two_orders(self) -> None:
            self.at = TODAY
            self.orders = [workflow.take_down(actor=cast.hotline, at=TODAY, text="停水", nature="complaint") for _ in range(2)]
            for order in self.orders:
                workflow.release_summary(order, actor=cast.hotline, at=TODAY, summary=SENTENCE)
            self.states = dict.fromkeys((order.pk for order in self.orders), State.REGISTERED)
            self.events = {order.pk: 2 for order in self.orders}

        def take(self, action: str, order: WorkOrder, step) -> None:
            """Try a step: taken exactly when table and rules allow it, with one event; refused without a trace."""
            before = self.states[order.pk]
            try:
                with transaction.atomic():
                    step()
            except REFUSED:
                return
            name = "track" if action == "pass_reply" and WorkOrder.objects.get(pk=order.pk).state == State.HANDLING else action
            allowed, target = TRANSITIONS[name]
            assert before in allowed, (name, before)
            self.states[order.pk] = target or before
            self.events[order.pk] += 1

        @rule(n=st.integers(0, 1), to=st.booleans())
        def dispatch(self, n: int, to: bool) -> None:
            order = self.orders[n]
            unit = cast.education if to else cast.housing
            self.take("dispatch", order, lambda: workflow.dispatch(order, unit, actor=cast.hotline, at=self.at))

        @rule(
            n=st.integers(0, 1), action=st.sampled_from(["sign_for", "ask_return", "ask_extension", "reply"]), stage=st.booleans()
        )
        def unit_step(self, n: int, action: str, stage: bool) -> None:
            order = self.orders[n]
            handling = Handling.objects.filter(order=order, ended_at=None).select_related("order", "unit").first()
            if handling is None:
                return
            who = cast.clerk if handling.unit == cast.education else cast.other_clerk
            extra = {
                "ask_return": {"reason": "不属职责"},
                "ask_extension": {"days": 3, "reason": "施工中"},
                "reply": {"text": "已处理。", "promised_on": self.at.date() + timedelta(days=30) if stage else None},
            }.get(action, {})
            self.take(action, order, lambda: getattr(workflow, action)(handling, actor=who, at=self.at, **extra))

        @rule(
            n=st.integers(0, 1),
            action=st.sampled_from(["uphold", "refuse_extension", "send_back", "redo", "exclude"]),
        )
        def with_a_reason(self, n: int, action: str) -> None:
            order = self.orders[n]
            who = cast.hotline if action == "redo" else cast.hotline_lead
            self.take(action, order, lambda: getattr(workflow, action)(order, actor=who, at=self.at, reason="理由"))

        @rule(n=st.integers(0, 1), action=st.sampled_from(["reassign", "designate"]), to=st.booleans())
        def send_on(self, n: int, action: str, to: bool) -> None:
            order, unit = self.orders[n], cast.education if to else cast.housing
            self.take(
                action, order, lambda: getattr(workflow, action)(order, unit, actor=cast.hotline_lead, at=self.at, reason="理由")
            )

        @rule(n=st.integers(0, 1), action=st.sampled_from(["grant_extension", "pass_reply", "tell_extension"]))
        def lead_step(self, n: int, action: str) -> None:
            order = self.orders[n]
            who = cast.hotline if action == "tell_extension" else cast.hotline_lead
            self.take(action, order, lambda: getattr(workflow, action)(order, actor=who, at=self.at))

        @rule(n=st.integers(0, 1), reached=st.booleans(), solved=st.booleans(), satisfied=st.booleans())
        def call_back(self, n: int, reached: bool, solved: bool, satisfied: bool) -> None:
            order, said = self.orders[n], {"reached": reached, "solved": solved, "satisfied": satisfied}
            self.take("call_back", order, lambda: workflow.call_back(order, actor=cast.hotline, at=self.at, **said))

        @rule(n=st.integers(0, 1), kind=st.sampled_from(["solved", "explained"]))
        def close(self, n: int, kind: str) -> None:
            order = self.orders[n]
            self.take("close", order, lambda: workflow.close(order, actor=cast.hotline, at=self.at, kind=kind, reason="理由"))

        @rule(n=st.integers(0, 1))
        def merge(self, n: int) -> None:
            order, into = self.orders[n], self.orders[1 - n]
            self.take("merge", order, lambda: workflow.merge(order, into, actor=cast.hotline, at=self.at))

        @rule(n=st.integers(0, 1), action=st.sampled_from(["answer_directly", "tell_merged"]))
        def tell(self, n: int, action: str) -> None:
            order = self.orders[n]
            self.take(action, order, lambda: getattr(workflow, action)(order, actor=cast.hotline, at=self.at, text="已答复。"))

        @rule(days=st.integers(1, 3))
        def days_pass(self, days: int) -> None:
            self.at += timedelta(days=days)

        @invariant()
        def the_database_stands_where_the_table_led(self) -> None:
            for order in getattr(self, "orders", []):
                row = WorkOrder.objects.get(pk=order.pk)
                assert row.state == self.states[order.pk]
                assert Event.objects.filter(stream=order.stream).count() == self.events[order.pk]
                in_force = Handling.objects.filter(order=order, ended_at=None).count()
                with_unit = row.state in {
                    State.DISPATCHED, State.HANDLING, State.RETURN_ASKED, State.REPLIED, State.REVIEWED,
                }  # fmt: skip
                assert in_force == (1 if with_unit else 0), row.state

        def teardown(self) -> None:
            assert verify().broken == []

    run_state_machine_as_test(
        Orders,
        settings=settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)),
    )
