"""“Not now, but by that day”: a staged reply is laid before the supervisor, once, and never made anything by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from commitments.models import Commitment, Stage
from commitments.workflow.table import Invalid, NotPossible
from departments.access import Denied
from departments.models import User
from history.models import Event
from hotline import workflow
from hotline.models import Handling, Link, StagedPromise
from tests.api import Api, fields_of
from tests.conftest import Cast

from .conftest import TODAY

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 31)
REPLY = "围挡年底前拆除，道路同步恢复。"


@pytest.fixture
def staged(cast: Cast, linked: Callable[..., Link]) -> Callable[..., StagedPromise]:
    """A linked order whose unit replied: not now, but by DAY."""

    def make(row: Commitment | None = None) -> StagedPromise:
        order = linked(row).order
        workflow.dispatch(order, cast.education, actor=cast.hotline, at=TODAY)
        handling = Handling.objects.get(order=order)
        workflow.sign_for(handling, actor=cast.clerk, at=TODAY)
        workflow.reply(handling, actor=cast.clerk, at=TODAY, text=REPLY, promised_on=DAY)
        return StagedPromise.objects.get(handling=handling)

    return make


def said(promise: StagedPromise, day: date | None) -> None:
    """The reply is sent back and written anew."""
    order, handling, unit = promise.handling.order, promise.handling, promise.handling.replied_by
    lead = User.objects.get(username="hotline_lead")
    workflow.send_back(order, actor=lead, at=TODAY, reason="说清楚哪天")
    workflow.reply(handling, actor=unit, at=TODAY, text=REPLY, promised_on=day)


def page_of(person: User, address: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(address).content.decode()


def states() -> list[tuple[date, str]]:
    return list(StagedPromise.objects.order_by("promised_on").values_list("promised_on", "state"))


def test_a_day_is_proposed_once_and_only_while_it_is_promised(cast: Cast, staged: Callable[..., StagedPromise]):
    promise = staged()
    said(promise, None)
    assert states() == [(DAY, "dropped")]
    said(promise, DAY)
    assert states() == [(DAY, "waiting")]
    said(promise, DAY - timedelta(days=1))
    assert states() == [(DAY - timedelta(days=1), "waiting"), (DAY, "dropped")]
    waiting = StagedPromise.objects.get(state="waiting")
    workflow.decline_promise(waiting, actor=cast.hotline_lead, at=TODAY, reason="已在计划内")
    said(promise, DAY - timedelta(days=1))
    assert states() == [(DAY - timedelta(days=1), "declined"), (DAY, "dropped")]
    assert Commitment.objects.count() == 1  # the one it was linked to: nothing came of itself


def test_taken_over_it_is_a_draft_of_the_unit_that_names_its_order(cast: Cast, staged: Callable[..., StagedPromise]):
    promise = staged()
    number = promise.handling.order.number
    sentence = "年底前拆除城东小学围挡"
    done = workflow.promise_commitment(promise, actor=cast.supervisor, at=TODAY, title="拆除围挡", sentence=sentence)
    row = done.commitment
    assert row is not None
    assert (row.code, row.stage, row.lead, row.deadline) == ("2021-12345-001", Stage.DRAFT, cast.education, DAY)
    assert row.report.text[row.start : row.end] == row.quote == sentence
    assert number in page_of(cast.supervisor, row.get_absolute_url())
    event = Event.objects.filter(stream=promise.handling.order.stream).latest("seq")
    assert (event.action, event.actor, event.data["commitment"]) == ("take_promise", cast.supervisor, row.code)
    with pytest.raises(NotPossible):
        workflow.decline_promise(promise, actor=cast.supervisor, at=TODAY, reason="x")


def test_the_register_of_replies_never_stands_for_the_report(
    cast: Cast, staged: Callable[..., StagedPromise], signed_in: Callable[[User], Client]
):
    workflow.promise_commitment(staged(), actor=cast.supervisor, at=TODAY, title="拆除围挡", sentence="年底前拆除围挡")
    page = signed_in(cast.supervisor).get("/my/").content.decode()
    assert "/reports/town-2021/" in page and "/reports/hotline-2021/" not in page
    assert "年底前拆除围挡" in page_of(cast.supervisor, "/reports/hotline-2021/")


def test_it_becomes_a_site_of_the_linked_commitment(
    cast: Cast, staged: Callable[..., StagedPromise], promise: Callable[..., Commitment]
):
    row, other = promise(), promise()
    waiting = staged(row)
    with pytest.raises(Invalid):
        workflow.promise_site(waiting, other, actor=cast.supervisor, at=TODAY, name="城东小学")
    site = workflow.promise_site(waiting, row, actor=cast.supervisor, at=TODAY, name="城东小学").site
    assert site is not None
    assert (site.commitment, site.deadline, site.department) == (row, DAY, cast.county)
    assert waiting.handling.order.number in page_of(cast.supervisor, row.get_absolute_url())


def test_a_typed_figure_is_not_lost_to_a_first_site(
    cast: Cast, staged: Callable[..., StagedPromise], promise: Callable[..., Commitment]
):
    row = promise(kind="quantified", metric="学校", comparator="=", value=24, unit="所", measure="count")
    Commitment.objects.filter(pk=row.pk).update(current_value=17)
    with pytest.raises(NotPossible, match=row.code):
        workflow.promise_site(staged(row), row, actor=cast.supervisor, at=TODAY, name="城东小学")
    assert not row.sites.exists() and StagedPromise.objects.get().state == "waiting"


@pytest.mark.parametrize("sentence", ["联系王女士13812345678", ""])
def test_no_number_of_a_citizen_comes_into_a_commitment(cast: Cast, staged: Callable[..., StagedPromise], sentence: str):
    with pytest.raises(Invalid):
        workflow.promise_commitment(staged(), actor=cast.supervisor, at=TODAY, title="拆除围挡", sentence=sentence)
    assert states() == [(DAY, "waiting")] and Commitment.objects.count() == 1


def test_the_supervisor_finds_it_among_todays_work_and_the_hotline_lead_cannot_take_it(
    cast: Cast, staged: Callable[..., StagedPromise], signed_in: Callable[[User], Client]
):
    promise = staged()
    href = promise.get_absolute_url()
    for person in (cast.supervisor, cast.hotline_lead):
        assert href in signed_in(person).get("/my/").content.decode()
        page = signed_in(person).get(href).content.decode()
        assert REPLY in page and "王大妈" not in page
    with pytest.raises(Denied):
        workflow.promise_commitment(promise, actor=cast.hotline_lead, at=TODAY, title="a", sentence="b")


def test_a_declined_one_is_found_by_its_state_and_taken_up_again(
    cast: Cast, staged: Callable[..., StagedPromise], signed_in: Callable[[User], Client]
):
    promise, lead = staged(), signed_in(cast.hotline_lead)
    href = promise.get_absolute_url()
    assert lead.post(f"{href}decline/", {"reason": "已在计划内"}).url == href
    assert href in lead.get("/hotline/promises/?state=declined").content.decode()
    assert href not in lead.get("/hotline/promises/?state=waiting").content.decode()
    assert 'id="reopen"' in lead.get(href).content.decode()
    assert 'id="reopen"' not in page_of(cast.auditor, href)
    lead.post(f"{href}reopen/")
    promise.refresh_from_db()
    assert (promise.state, promise.reason, promise.decided_by, promise.decided_at) == ("waiting", "", None, None)
    events = Event.objects.filter(stream=promise.handling.order.stream).order_by("-seq")[:2]
    assert [event.action for event in events] == ["reopen_promise", "decline_promise"]
    assert events[1].data["reason"] == "已在计划内"
    with pytest.raises(NotPossible):
        workflow.reopen_promise(promise, actor=cast.hotline_lead, at=TODAY)


def test_what_the_unit_promises_no_longer_is_not_taken_up_again(cast: Cast, staged: Callable[..., StagedPromise]):
    promise = staged()
    workflow.decline_promise(promise, actor=cast.supervisor, at=TODAY, reason="已在计划内")
    said(promise, None)
    with pytest.raises(NotPossible):
        workflow.reopen_promise(promise, actor=cast.supervisor, at=TODAY)


def test_over_the_api_as_on_the_page(cast: Cast, staged: Callable[..., StagedPromise]):
    promise = staged()
    path, lead, supervisor = f"promises/{promise.pk}/", Api(cast.hotline_lead), Api(cast.supervisor)
    shown = lead.get("promises/", state="waiting").json()["results"]
    assert [(one["id"], one["unit"], one["promised_on"]) for one in shown] == [(promise.pk, "education", DAY.isoformat())]
    assert "王大妈" not in lead.get(path).content.decode()
    assert [Api(cast.clerk).get(one).status_code for one in ("promises/", path)] == [403, 404]
    assert fields_of(lead.post(f"{path}actions/decline/", {})) == {"reason"}
    assert lead.post(f"{path}actions/decline/", {"reason": "已在计划内"}).json()["state"] == "declined"
    assert lead.get("promises/", state="waiting").json()["results"] == []
    assert lead.post(f"{path}actions/reopen/").json()["state"] == "waiting"
    assert lead.post(f"{path}actions/swallow/").status_code == 404
    body = {"title": "拆除围挡", "sentence": "年底前拆除围挡"}
    assert lead.post(f"{path}actions/commitment/", body).status_code == 403
    taken = supervisor.post(f"{path}actions/commitment/", body, key="k1")
    assert (taken.status_code, taken.json()["commitment"]) == (200, "2021-12345-001")
    assert supervisor.post(f"{path}actions/commitment/", body, key="k1").json() == taken.json()
    assert supervisor.post(f"{path}actions/decline/", {"reason": "x"}).status_code == 409
    assert Commitment.objects.count() == 2
