"""Two people, two clicks, two workers at once: one wins, nothing is lost, nothing is there twice. On both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from board import bulletins
from board.models import Bulletin
from commitments.models import Commitment, ProgressReport, Request, Stage, UrgingNote
from commitments.workflow import assigning, requests, urging
from commitments.workflow.table import Conflict, NotPossible
from departments.models import User
from history import ledger
from history.models import Event
from history.verify import verify
from hotline import workflow as hotline
from hotline.models import WorkOrder
from hotline.workflow import taking
from house.models import AnsweredRequest
from tests.conftest import Cast
from tests.promises import APRIL, EVERY_POINT, MARCH, MAY, Promises

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together; what each returned or raised."""
    results: list[Any] = [None] * len(calls)
    start = Barrier(len(calls))

    def run(n: int) -> None:
        try:
            start.wait(20)
            results[n] = calls[n]()
        except Exception as error:
            results[n] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def refused(results: list[Any], kind: type[Exception]) -> list[Exception]:
    unexpected = [result for result in results if isinstance(result, Exception) and not isinstance(result, kind)]
    assert unexpected == []
    return [result for result in results if isinstance(result, Exception)]


@pytest.fixture(autouse=True)
def _chains_hold(request: pytest.FixtureRequest, transactional_db: None) -> Any:
    yield
    assert verify().broken == []


def test_of_two_people_on_one_version_one_gets_a_conflict(cast: Cast, promises: Promises):
    row = promises.draft()

    def edit(person: User, title: str) -> Callable[[], Any]:
        return lambda: assigning.edit_draft(row, actor=person, at=MARCH, version=row.version, title=title)

    results = at_once(edit(cast.supervisor, "甲写的"), edit(cast.supervisor_2, "乙写的"))
    [conflict] = refused(results, Conflict)
    [done] = [result for result in results if isinstance(result, Commitment)]
    assert conflict.current.title == done.title == Promises.fresh(row).title
    assert Promises.fresh(row).version == row.version + 1


def test_two_reviewers_complete_a_request_once(cast: Cast, promises: Promises):
    request = promises.released(promises.in_progress())

    def complete(person: User) -> Callable[[], Any]:
        return lambda: requests.complete(Request.objects.get(pk=request.pk), actor=person, at=MAY, checklist=EVERY_POINT)

    assert len(refused(at_once(complete(cast.supervisor), complete(cast.supervisor_2)), NotPossible)) == 1
    assert Event.objects.filter(action="complete").count() == 1


def test_granting_and_refusing_at_once_ends_in_one_of_the_two(cast: Cast, promises: Promises):
    row = promises.in_progress(deadline=date(2021, 6, 30))
    asked = promises.extension(row, date(2021, 9, 30), head=True)
    results = at_once(
        lambda: requests.grant(Request.objects.get(pk=asked.pk), actor=cast.supervisor, at=APRIL),
        lambda: requests.send_back(Request.objects.get(pk=asked.pk), actor=cast.supervisor_2, at=APRIL, reason="按原时限"),
    )
    assert len(refused(results, NotPossible)) == 1
    asked.refresh_from_db()
    moved = Promises.fresh(row).deadline == date(2021, 9, 30)
    assert asked.state == (Request.State.GRANTED if moved else Request.State.REFUSED)


def test_withdrawing_while_it_is_completed_leaves_one_truth(cast: Cast, promises: Promises):
    asked = promises.released(promises.in_progress())
    results = at_once(
        lambda: requests.complete(Request.objects.get(pk=asked.pk), actor=cast.supervisor, at=MAY, checklist=EVERY_POINT),
        lambda: requests.withdraw(Request.objects.get(pk=asked.pk), actor=cast.clerk, at=MAY),
    )
    assert len(refused(results, NotPossible)) == 1
    asked.refresh_from_db()
    stage = Promises.fresh(asked.commitment).stage
    assert (asked.state, stage) in {("granted", Stage.COMPLETED), ("withdrawn", Stage.IN_PROGRESS)}


def test_a_double_click_makes_one_report(cast: Cast, promises: Promises, settings: Any):
    settings.BUSINESS_DATE = "2021-05-06"
    row = promises.in_progress()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(cast.clerk)

    def click(client: Client) -> Callable[[], Any]:
        data = {"narrative": "主体封顶", "idempotency_key": "one-click", "version": row.version}
        return lambda: client.post(f"/commitments/{row.code}/actions/report_progress/", data)

    answers = at_once(*(click(client) for client in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert ProgressReport.objects.count() == 1 and AnsweredRequest.objects.count() == 1


def test_the_same_key_for_another_request_is_refused(cast: Cast, promises: Promises, settings: Any):
    settings.BUSINESS_DATE = "2021-05-06"
    first, second = promises.in_progress(), promises.in_progress()
    client = Client()
    client.force_login(cast.clerk)
    answers = [
        client.post(f"/commitments/{row.code}/actions/report_progress/", {"narrative": "推进中", "idempotency_key": "key"})
        for row in (first, second)
    ]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert ProgressReport.objects.count() == 1


def test_a_refused_request_leaves_its_key_free(cast: Cast, promises: Promises, settings: Any):
    settings.BUSINESS_DATE = "2021-05-06"
    row = promises.in_progress()
    client = Client()
    client.force_login(cast.clerk)
    url = f"/commitments/{row.code}/actions/report_progress/"
    assert client.post(url, {"narrative": "推进中", "version": 1, "idempotency_key": "key"}).status_code == 409
    assert client.post(url, {"narrative": "推进中", "version": row.version, "idempotency_key": "key"}).status_code == 302


def test_urging_numbers_are_unique_and_without_gaps(cast: Cast, promises: Promises):
    rows = [promises.in_progress() for _ in range(6)]

    def urge(row: Commitment) -> Callable[[], Any]:
        return lambda: urging.urge([row], actor=cast.supervisor, at=APRIL, demand="请报进度")

    assert refused(at_once(*(urge(row) for row in rows)), NotPossible) == []
    numbers = sorted(UrgingNote.objects.values_list("number", flat=True))
    assert numbers == [f"催〔2021〕{n}号" for n in range(1, 7)]


def test_a_refused_note_takes_no_number(cast: Cast, promises: Promises):
    with pytest.raises(NotPossible):
        urging.urge([promises.completed()], actor=cast.supervisor, at=MAY, demand="请报进度")
    [note] = urging.urge([promises.in_progress()], actor=cast.supervisor, at=MAY, demand="请报进度")
    assert note.number == "催〔2021〕1号"


def test_numbers_go_on_after_those_given_before_the_series_was_counted(cast: Cast, promises: Promises):
    UrgingNote.objects.create(
        number="催〔2021〕31号",
        department=cast.education,
        demand="旧",
        reply_by=MAY.date(),
        issued_by=cast.supervisor,
        issued_at=MARCH,
    )
    [note] = urging.urge([promises.in_progress()], actor=cast.supervisor, at=MAY, demand="请报进度")
    assert note.number == "催〔2021〕32号"


def test_work_order_numbers_are_unique(cast: Cast):
    def take(n: int) -> Callable[[], Any]:
        return lambda: taking.take_down(actor=cast.hotline, at=MAY, text=f"来电{n}")

    assert refused(at_once(*(take(n) for n in range(6))), NotPossible) == []
    assert len(set(WorkOrder.objects.values_list("number", flat=True))) == 6


def test_the_same_number_of_another_platform_is_taken_down_once(cast: Cast):
    from commitments.workflow.table import Invalid

    def take() -> Any:
        return taking.take_down(actor=cast.hotline, at=MAY, text="来电", source="12345", source_number="LC-77")

    assert len(refused(at_once(take, take), Invalid)) == 1
    assert WorkOrder.objects.count() == 1


def test_callers_linked_to_one_promise_at_once_are_all_counted(cast: Cast, promises: Promises):
    row = promises.in_progress()
    orders = [taking.take_down(actor=cast.hotline, at=MAY, text=f"来电{n}") for n in range(4)]

    def link(order: WorkOrder) -> Callable[[], Any]:
        return lambda: hotline.link(order, row, actor=cast.hotline, at=MAY, kind="delay")

    made = at_once(*(link(order) for order in orders))
    assert refused(made, NotPossible) == []
    assert Promises.fresh(row).complaint_count == 4
    rejected = at_once(*(lambda one=one: hotline.reject(one, actor=cast.hotline_lead, at=MAY) for one in made))
    assert refused(rejected, NotPossible) == []
    assert Promises.fresh(row).complaint_count == 0


def test_two_bulletins_released_at_once_bear_two_numbers(cast: Cast, promises: Promises):
    drafts = []
    for each in (promises, Promises(cast, year=2020)):
        each.in_progress()
        drafts.append(bulletins.draft(each.report, data_on=MARCH.date(), actor=cast.supervisor, at=APRIL))

    def release(draft: Bulletin) -> Callable[[], Any]:
        return lambda: bulletins.release(draft, actor=cast.supervisor, at=APRIL, version=draft.version)

    released = at_once(*(release(draft) for draft in drafts))
    assert refused(released, NotPossible) == []
    assert sorted(bulletin.number for bulletin in released) == [1, 2]


def test_sealing_beside_writers_breaks_nothing(cast: Cast, promises: Promises):
    rows = [promises.assigned() for _ in range(4)]

    def sign(row: Commitment) -> Callable[[], Any]:
        return lambda: assigning.sign_in(row, actor=cast.clerk, at=MARCH)

    def seal() -> Any:
        return ledger.seal_day(date(2021, 3, 1))

    assert refused(at_once(seal, *(sign(row) for row in rows), seal), NotPossible) == []
    ledger.seal_day(date(2021, 3, 2))
    assert connection.vendor in {"postgresql", "sqlite"}
