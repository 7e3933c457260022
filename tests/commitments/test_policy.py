"""Not readable, not his, not now: three different answers, and none of them changes anything."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from commitments.actions import ACTIONS, offers
from commitments.models import Commitment, Evidence, ProgressReport, Request, Stage
from commitments.workflow import assigning, deciding, reporting, requests
from commitments.workflow.table import LABELS, TRANSITIONS, NotPossible, why_not_now
from departments.access import can, scope
from history.models import Event
from tests.commitments.test_workflow_stateful import everything
from tests.promises import MAY, Promises, link

pytestmark = pytest.mark.django_db
DAY = MAY.date()


# Reading


def readers(queryset, cast) -> set[str]:
    return {person.username for person in cast.people if scope(queryset, person).exists()}


DETAIL = {"clerk", "colleague", "head", "supervisor", "supervisor_2", "leader", "auditor"}


def test_everybody_signed_in_reads_a_published_commitment(promises, cast):
    row = promises.in_progress()
    assert readers(Commitment.objects.filter(pk=row.pk), cast) == {person.username for person in cast.people}


@pytest.mark.parametrize("make", ["draft", "internal"])
def test_drafts_and_internal_items_are_for_those_concerned(promises, cast, make):
    row = promises.draft() if make == "draft" else promises.in_progress(is_published=False)
    assert readers(Commitment.objects.filter(pk=row.pk), cast) == DETAIL


def test_narratives_evidence_and_requests_are_for_those_concerned(promises, cast):
    row = promises.in_progress(supporting=[cast.housing])
    reporting.report_progress(row, actor=cast.clerk, at=MAY, narrative="主体封顶", evidence=[link(MAY.date())])
    promises.asked(Promises.fresh(row))
    concerned = DETAIL | {"other_clerk", "other_head"}  # the supporting unit
    for model in (ProgressReport, Evidence, Request):
        assert readers(model.objects.filter(commitment=row), cast) == concerned, model
    assert {person.username for person in cast.people if can(person, "read_details", row)} == concerned


def test_a_person_who_left_reads_nothing(promises, cast):
    row = promises.in_progress()
    cast.clerk.is_active = False
    assert not scope(Commitment.objects.filter(pk=row.pk), cast.clerk).exists()


def test_the_auditor_changes_nothing(promises, cast):
    for row in promises.of_every_stage().values():
        assert [item.action.name for item in offers(row, cast.auditor, on=date(2022, 3, 1)) if item.is_his] == []


# Not possible now


STEPS = {
    "assign": assigning.assign,
    "sign_in": assigning.sign_in,
    "report_progress": lambda row, **k: reporting.report_progress(row, narrative="推进中", **k),
    "request_completion": lambda row, **k: requests.ask_completion(
        row, completed_on=MAY.date(), evidence=[link(MAY.date())], **k
    ),
    "suspend": lambda row, **k: deciding.suspend(row, reason="规划调整", **k),
    "resume": lambda row, **k: deciding.resume(row, reason="条件具备", **k),
    "cancel": lambda row, **k: deciding.cancel(row, reason="政策变化", **k),
    "reopen": lambda row, **k: deciding.reopen(row, reason="群众反映", **k),
}
WHOSE = {
    "sign_in": "clerk",
    "report_progress": "clerk",
    "request_completion": "clerk",
    "assign": "supervisor",
    "reopen": "supervisor",
}


@pytest.mark.parametrize("action", STEPS)
def test_a_step_from_another_stage_is_refused_saying_from_where_and_changes_nothing(promises, cast, action):
    actor = getattr(cast, WHOSE.get(action, "leader"))
    allowed, _target = TRANSITIONS[action]
    rows = promises.of_every_stage()
    before = everything()
    for stage, row in rows.items():
        if stage in allowed:
            continue
        with pytest.raises(NotPossible) as refusal:
            STEPS[action](row, actor=actor, at=MAY)
        assert all(str(item.label) in str(refusal.value) for item in allowed), stage
    assert everything() == before


def test_an_impossible_step_is_a_409_by_form_and_by_post_even_where_the_form_is_empty(promises, cast, client, settings):
    settings.BUSINESS_DATE = "2021-05-06"
    row = promises.completed()
    client.force_login(cast.clerk)
    events = Event.objects.count()
    for action in ("sign_in", "report_progress", "request_completion", "request_extension"):
        url = reverse("commitments:action", args=[row.code, action])
        assert [client.get(url).status_code, client.post(url).status_code] == [409, 409], action
    assert Event.objects.count() == events and Promises.fresh(row).stage == Stage.COMPLETED


def test_every_action_of_the_table_has_its_words_and_every_offer_its_place_in_the_table():
    assert set(LABELS) == set(TRANSITIONS) >= set(ACTIONS)
    with override("en"):
        assert why_not_now("assign", Stage.COMPLETED) == "“assign” is possible only from: draft. This item is: completed."


# What it costs


def test_offers_cost_the_same_however_many_parts_there_are(promises, cast, django_assert_max_num_queries):
    row = promises.in_progress(site_names=[f"点位{n}" for n in range(40)], supporting=[cast.housing])
    row = Promises.fresh(row)
    with django_assert_max_num_queries(16):
        assert len(list(offers(row, cast.clerk, on=MAY.date()))) == sum(action.is_listed for action in ACTIONS.values())


def test_the_review_queue_costs_the_same_for_twenty_requests_as_for_two(
    promises, cast, client, settings, django_assert_max_num_queries
):
    settings.BUSINESS_DATE = "2021-05-06"
    client.force_login(cast.supervisor_2)
    for _ in range(20):
        promises.released(promises.in_progress())
    client.get(reverse("commitments:review"))  # the first page of the day refreshes lights
    with django_assert_max_num_queries(15):
        assert client.get(reverse("commitments:review")).status_code == 200
