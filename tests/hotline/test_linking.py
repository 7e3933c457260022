"""Linking: once per pair, never to what went on elsewhere; the lead alone confirms; the unit only answers."""

from __future__ import annotations

import pytest

from commitments.models import Commitment
from commitments.workflow import deciding
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import Denied, scope
from history.models import Event
from hotline import workflow
from hotline.models import Link, WorkOrder
from hotline.suggesting import offering
from tests.conftest import at
from tests.hotline.conftest import TODAY


def fresh(row: Commitment) -> Commitment:
    return Commitment.objects.get(pk=row.pk)


def test_a_link_counts_on_the_commitment_until_it_is_rejected(cast, promise, linked):
    row = promise()
    first, second = linked(row), linked(row)
    assert fresh(row).complaint_count == 2
    workflow.reject(second, actor=cast.hotline_lead, at=TODAY)
    assert fresh(row).complaint_count == 1
    workflow.confirm(first, actor=cast.hotline_lead, at=TODAY)
    assert fresh(row).complaint_count == 1


def test_a_pair_is_linked_once_and_a_rejected_one_again_only_by_hand_with_a_reason(cast, promise, linked, signed_in):
    row = promise()
    link = linked(row)
    with pytest.raises(NotPossible):
        workflow.link(link.order, row, actor=cast.hotline, at=TODAY, kind="asks")
    workflow.reject(link, actor=cast.hotline_lead, at=TODAY)
    agent, asked = signed_in(cast.hotline), {"commitment": row.code, "kind": "asks"}
    place = f"{link.order.get_absolute_url()}link/"
    refused = agent.post(place, asked)
    assert refused.status_code == 422 and 'name="reason"' in refused.content.decode()
    assert row.code in offering.settled(link.order), "the engine never suggests it again"
    assert agent.post(place, asked | {"reason": "误点退回"}).status_code == 302
    again = Link.objects.get()
    assert (again.state, again.kind, again.rank, again.reasons, again.decided_by) == ("linked", "asks", None, ["误点退回"], None)
    assert "误点退回" in agent.get(link.order.get_absolute_url()).content.decode()
    workflow.confirm(again, actor=cast.hotline_lead, at=TODAY)
    assert fresh(row).complaint_count == 1


def test_a_link_to_a_merged_commitment_names_where_it_goes_on(cast, promise, call):
    row, into = promise(), promise()
    deciding.merge(row, actor=cast.supervisor, at=at(2021, 5, 1), into=into, reason="同一项目")
    with pytest.raises(NotPossible, match=into.code):
        workflow.link(call(), fresh(row), actor=cast.hotline, at=TODAY, kind="delay")
    assert not Link.objects.exists()


def test_a_draft_and_an_internal_commitment_are_not_linked(cast, promise, call):
    for row in (promise(draft=True), promise(is_published=False)):
        with pytest.raises(NotPossible):
            workflow.link(call(), row, actor=cast.hotline, at=TODAY, kind="delay")


def test_an_unknown_kind_or_another_promises_site_is_a_field_error(cast, promise, call):
    row, other = promise(), promise()
    site = other.sites.create(name="城东小学")
    with pytest.raises(Invalid) as refusal:
        workflow.link(call(), row, actor=cast.hotline, at=TODAY, kind="gossip")
    assert "kind" in refusal.value.fields
    with pytest.raises(Invalid) as refusal:
        workflow.link(call(), row, actor=cast.hotline, at=TODAY, kind="delay", site=site)
    assert "site" in refusal.value.fields


def test_a_link_is_decided_once(cast, linked):
    link = linked()
    workflow.confirm(link, actor=cast.hotline_lead, at=TODAY)
    for decide in (workflow.confirm, workflow.reject):
        with pytest.raises(NotPossible):
            decide(link, actor=cast.hotline_lead, at=TODAY)
    assert Event.objects.filter(stream=link.order.stream, action="confirm").count() == 1


@pytest.mark.parametrize("who", ["hotline", "clerk", "head", "supervisor", "leader", "auditor", "admin"])
def test_nobody_but_the_hotline_lead_decides(cast, linked, who):
    link = linked()
    for decide in (workflow.confirm, workflow.reject):
        with pytest.raises(Denied):
            decide(link, actor=getattr(cast, who), at=TODAY)
    assert Link.objects.get().state == Link.State.LINKED


def test_a_confirmed_dispute_contests_a_completed_commitment(cast, promise, complete, linked):
    row = complete(promise())
    dispute = linked(row, kind="dispute")
    assert not fresh(row).is_contested
    workflow.confirm(dispute, actor=cast.hotline_lead, at=TODAY)
    assert fresh(row).is_contested


@pytest.mark.parametrize(("kind", "received"), [("delay", TODAY), ("dispute", at(2021, 8, 1))])
def test_neither_another_kind_nor_a_call_before_completion_contests(cast, promise, complete, linked, kind, received):
    row = complete(promise())
    workflow.confirm(linked(row, kind=kind, received_at=received), actor=cast.hotline_lead, at=TODAY)
    assert not fresh(row).is_contested


def test_the_lead_department_answers_and_a_colleague_does_not_overwrite(cast, linked):
    link = linked()
    workflow.answer(link, actor=cast.clerk, at=TODAY, text="月底前启用。", version=link.version)
    with pytest.raises(Conflict):
        workflow.answer(link, actor=cast.colleague, at=TODAY, text="还要等等。", version=link.version)
    assert Link.objects.get().unit_answer == "月底前启用。"
    assert "月底前" not in str(Event.objects.filter(stream=link.order.stream, action="unit_answer").get().data)


@pytest.mark.parametrize("who", ["other_clerk", "hotline", "supervisor", "county_clerk"])
def test_nobody_else_answers_for_the_unit(cast, linked, who):
    with pytest.raises(Denied):
        workflow.answer(linked(), actor=getattr(cast, who), at=TODAY, text="代答")


def test_a_rejected_link_is_not_answered(cast, linked):
    link = linked()
    workflow.reject(link, actor=cast.hotline_lead, at=TODAY)
    with pytest.raises(NotPossible):
        workflow.answer(link, actor=cast.clerk, at=TODAY, text="月底前启用。")


def test_a_link_grants_no_access_in_either_direction(cast, promise, linked):
    link = linked()
    for person in cast.people:
        orders = scope(WorkOrder.objects.all(), person)
        assert orders.exists() == (person.role in {"hotline", "hotline_lead", "auditor"}), person
    assert scope(Link.objects.all(), cast.clerk).get() == link
    assert not scope(Link.objects.all(), cast.other_clerk).exists()
    assert scope(Link.objects.all(), cast.leader).exists() and not scope(Link.objects.all(), cast.other_leader).exists()
    workflow.reject(link, actor=cast.hotline_lead, at=TODAY)
    assert not scope(Link.objects.all(), cast.clerk).exists()
