"""A hotline at work: calls taken down, promises to link them to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.test import Client

from commitments.models import Commitment, Evidence, Report
from commitments.workflow import assigning, creating, requests
from config import clock
from departments.models import User
from hotline import workflow
from hotline.models import Handling, Link, WorkOrder
from tests.conftest import Cast, at

TODAY = at(2021, 10, 14)
LATER = at(2021, 10, 15)
NEXT_WEEK = at(2021, 10, 22)  # a Friday, six working days after the dispatch
WORDS = "阳谷县城东的王大妈说新建的学校九月就该开学，到现在围挡都没撤，问到底哪天能搬进去。"
SENTENCE = "阳谷县城东：市民询问新建学校启用日期。"


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    monkeypatch.setattr(clock, "today", lambda: TODAY.date())


@pytest.fixture
def promise(cast: Cast) -> Callable[..., Commitment]:
    """Makes promises led by education: assigned and signed in, unless `draft=True`."""
    numbers = count(1)
    report = Report.objects.create(slug="town-2021", title="2021年政府工作报告", year=2021, text="新建中小学二十四所。" * 400)

    def make(*, draft: bool = False, **fields: Any) -> Commitment:
        n = next(numbers)
        given: dict[str, Any] = {
            "report": report,
            "code": f"2021-01-{n:03d}",
            "title": f"新建中小学之{n}",
            "quote": "新建中小学二十四所",
            "start": n * 10,
            "end": n * 10 + 9,
            "context": "新建中小学二十四所。",
            "section": "一",
            "kind": "deliverable",
            "lead": cast.education,
            "deadline": date(2021, 12, 31),
            **fields,
        }
        row = creating.create(actor=None, at=at(2021, 2, 1), **given)
        if draft:
            return row
        row = assigning.assign(row, actor=cast.supervisor, at=at(2021, 2, 3))
        return assigning.sign_in(row, actor=cast.clerk, at=at(2021, 2, 4)) if row.lead_id == cast.education.pk else row

    return make


@pytest.fixture
def complete(cast: Cast) -> Callable[[Commitment], Commitment]:
    """Completes a promise of education on 1 September."""

    def do(row: Commitment) -> Commitment:
        proof = Evidence(url="https://example.invalid/proof", shows="验收报告", dated_on=date(2021, 9, 1))
        request = requests.ask_completion(
            row, actor=cast.clerk, at=at(2021, 9, 1), completed_on=date(2021, 9, 1), evidence=[proof]
        )
        requests.release(request, actor=cast.head, at=at(2021, 9, 1, 11))
        requests.complete(request, actor=cast.supervisor, at=at(2021, 9, 2), checklist=dict.fromkeys(requests.CHECKLIST, True))
        return Commitment.objects.get(pk=row.pk)

    return do


@pytest.fixture
def call(cast: Cast) -> Callable[..., WorkOrder]:
    """Takes down a call."""

    def take(text: str = WORDS, **fields: Any) -> WorkOrder:
        return workflow.take_down(actor=cast.hotline, at=TODAY, text=text, **{"county": cast.county, **fields})

    return take


@pytest.fixture
def life(cast, call):
    """An order brought to a state by the workflow itself."""

    class Life:
        def __init__(self) -> None:
            self.order = call(nature="complaint")

        @property
        def handling(self) -> Handling:
            return Handling.objects.select_related("order").get(order=self.order, ended_at=None)

        def registered(self):
            workflow.release_summary(self.order, actor=cast.hotline, at=TODAY, summary=SENTENCE)
            return self

        def dispatched(self, unit=None):
            self.registered()
            workflow.dispatch(self.order, unit or cast.education, actor=cast.hotline, at=TODAY)
            return self

        def signed(self):
            self.dispatched()
            workflow.sign_for(self.handling, actor=cast.clerk, at=TODAY)
            return self

        def returning(self):
            self.dispatched()
            workflow.ask_return(self.handling, actor=cast.clerk, at=LATER, reason="不属我单位职责")
            return self

        def replied(self, **fields):
            self.signed()
            workflow.reply(self.handling, actor=cast.clerk, at=LATER, text="已处理。", **fields)
            return self

        def reviewed(self):
            self.replied()
            workflow.pass_reply(self.order, actor=cast.hotline_lead, at=LATER)
            return self

        def closed(self):
            self.reviewed()
            workflow.call_back(self.order, actor=cast.hotline, at=LATER, reached=True, solved=True, satisfied=True)
            workflow.close(self.order, actor=cast.hotline, at=LATER, kind="solved")
            return self

        @property
        def state(self) -> str:
            return WorkOrder.objects.get(pk=self.order.pk).state

    return Life


@pytest.fixture
def linked(cast: Cast, call: Callable[..., WorkOrder], promise: Callable[..., Commitment]) -> Callable[..., Link]:
    """A released call linked to a promise."""

    def make(row: Commitment | None = None, *, kind: str = "delay", released: bool = True, **fields: Any) -> Link:
        order = call(**fields)
        if released:
            workflow.release_summary(order, actor=cast.hotline, at=TODAY, summary=SENTENCE)
        return workflow.link(order, row or promise(), actor=cast.hotline, at=TODAY, kind=kind)

    return make


@pytest.fixture
def over(cast: Cast) -> Callable[[WorkOrder], WorkOrder]:
    """Closes an order, so that retention may have it."""
    return lambda order: workflow.close(order, actor=cast.hotline, at=TODAY, kind="withdrawn", reason="来电人撤回。")


@pytest.fixture
def signed_in() -> Iterator[Callable[[User], Client]]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    yield make
