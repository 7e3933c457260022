"""From draft to work: confirming, assigning, signing in, disputing, and units that end."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from commitments import targets
from commitments.models import AssignmentDispute, Commitment, Request, Stage
from commitments.workflow import assigning, reporting, requests, succession, urging
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import Denied, act_on
from departments.models import Department, StandIn
from history.models import Event
from history.verify import verify
from tests.conftest import Cast, at
from tests.promises import APRIL, MARCH, MAY, Promises

pytestmark = pytest.mark.django_db


def last_event(row: Commitment) -> Event:
    return Event.objects.filter(stream=row.stream).latest("seq")


def test_assigning_confirms_the_suggested_lead(promises, cast):
    row = promises.draft()
    assert row.lead_suggested
    row = assigning.assign(row, actor=cast.supervisor, at=MARCH)
    assert (row.stage, row.lead, row.lead_suggested, row.assigned_on) == (
        Stage.ASSIGNED, cast.education, False, date(2021, 3, 1),
    )  # fmt: skip


def test_nothing_is_assigned_to_a_unit_that_has_ended(promises, cast):
    Department.objects.filter(pk=cast.education.pk).update(valid_until=date(2021, 2, 25))
    with pytest.raises(Invalid):
        assigning.assign(promises.draft(), actor=cast.supervisor, at=MARCH)


def test_a_draft_without_a_lead_is_not_assigned(promises, cast):
    with pytest.raises(Invalid):
        assigning.assign(promises.draft(lead=None), actor=cast.supervisor, at=MARCH)


def test_what_is_assigned_is_no_draft_to_be_assigned_again(promises, cast):
    with pytest.raises(NotPossible, match="待审定"):
        assigning.assign(promises.assigned(), actor=cast.supervisor, at=MARCH)


def test_the_second_of_two_people_gets_a_conflict_and_nothing_is_overwritten(promises, cast):
    row = promises.draft()
    seen = row.version
    assigning.edit_draft(row, actor=cast.supervisor, at=MARCH, version=seen, title="第一个人写的")
    with pytest.raises(Conflict) as refusal:
        assigning.edit_draft(row, actor=cast.supervisor_2, at=MARCH, version=seen, title="第二个人写的")
    assert refusal.value.current.title == "第一个人写的"
    assert Promises.fresh(row).title == "第一个人写的"


def test_a_supporting_unit_signs_in_for_its_own_duty_only(promises, cast):
    row = promises.in_progress(supporting=[cast.housing])
    duty = row.supporting.get()
    with pytest.raises(Denied):
        assigning.sign_in_supporting(duty, actor=cast.clerk, at=MARCH)
    assigning.sign_in_supporting(duty, actor=cast.other_clerk, at=MARCH)
    assert row.supporting.get().signed_in_by == cast.other_clerk
    with pytest.raises(NotPossible):
        assigning.sign_in_supporting(duty, actor=cast.other_clerk, at=MARCH)


def test_the_lead_does_not_support_itself(promises, cast):
    with pytest.raises(Invalid):
        assigning.set_supporting(promises.in_progress(), actor=cast.supervisor, at=MARCH, duties={cast.education: ""})


# Disputing (不属我单位职责)


@pytest.mark.parametrize("on, possible", [(at(2021, 3, 10), True), (at(2021, 3, 11), False)])
def test_an_assignment_can_be_disputed_for_7_working_days(promises, cast, on, possible):
    row = promises.assigned()  # on Monday, 1 March
    if possible:
        assert assigning.dispute(row, actor=cast.clerk, at=on, reason="不属我单位职责").state == "open"
    else:
        with pytest.raises(NotPossible):
            assigning.dispute(row, actor=cast.clerk, at=on, reason="不属我单位职责")


def test_a_dispute_needs_its_reason_and_another_unit(promises, cast):
    row = promises.assigned()
    with pytest.raises(Invalid):
        assigning.dispute(row, actor=cast.clerk, at=MARCH, reason=" ")
    with pytest.raises(Invalid):
        assigning.dispute(row, actor=cast.clerk, at=MARCH, reason="不属我", proposed=cast.education)


def disputed(promises, row: Commitment | None = None) -> AssignmentDispute:
    return assigning.dispute(row or promises.assigned(), actor=promises.cast.clerk, at=MARCH, reason="不属我单位职责")


def test_an_upheld_assignment_stands(promises, cast):
    dispute = disputed(promises)
    assigning.decide_dispute(dispute, actor=cast.supervisor, at=MARCH, decision="属教育职责")
    with pytest.raises(NotPossible):
        assigning.dispute(dispute.commitment, actor=cast.clerk, at=MARCH, reason="再次提出")
    with pytest.raises(NotPossible):
        assigning.decide_dispute(dispute, actor=cast.supervisor, at=MARCH, decision="改派", to=cast.housing)


def test_a_reassigned_item_waits_for_the_new_units_sign_in_and_nothing_of_the_old_one_waits(promises, cast):
    row = promises.in_progress(deadline=date(2021, 6, 30))
    asked = promises.extension(row, date(2021, 9, 30), on=MARCH)
    dispute = disputed(promises, row)
    assigning.decide_dispute(dispute, actor=cast.supervisor, at=MARCH, decision="改派住建", to=cast.housing)
    row = Promises.fresh(row)
    assert (row.stage, row.lead, row.signed_in_on) == (Stage.ASSIGNED, cast.housing, None)
    asked.refresh_from_db()
    assert asked.state == Request.State.WITHDRAWN
    with pytest.raises(NotPossible):  # it stands
        assigning.dispute(row, actor=cast.other_clerk, at=MARCH, reason="也不属我")


def test_reassigning_to_the_same_unit_is_upholding(promises, cast):
    with pytest.raises(Invalid):
        assigning.decide_dispute(disputed(promises), actor=cast.supervisor, at=MARCH, decision="不变", to=cast.education)


def test_a_supervisor_does_not_decide_his_own_offices_dispute(promises, cast):
    row = promises.assigned(lead=cast.office)
    office_clerk = cast.person("office_clerk", "clerk", cast.office)
    dispute = assigning.dispute(row, actor=office_clerk, at=MARCH, reason="不属我室")
    with pytest.raises(Denied):
        assigning.decide_dispute(dispute, actor=cast.supervisor, at=MARCH, decision="改派", to=cast.housing)
    assigning.decide_dispute(dispute, actor=cast.supervisor_2, at=MARCH, decision="改派", to=cast.housing)


# Units that end


def test_the_items_of_a_unit_that_ends_move_to_its_successor_with_their_history(promises, cast):
    leads = promises.in_progress(deadline=date(2021, 6, 30))
    asked = promises.extension(leads, date(2021, 9, 30), on=MARCH)
    supports = promises.assigned(lead=cast.housing, supporting=[cast.education])
    draft, done = promises.draft(), promises.completed()
    new = Department.objects.create(code="new", name="聊城市新局", short_name="市新局", kind="municipal", post=cast.post)
    head = cast.person("new_head", "head", new)
    Department.objects.filter(pk=cast.education.pk).update(successor=new, valid_until=date(2021, 4, 30))
    cast.education.refresh_from_db()

    succession.succeed(cast.education, actor=cast.supervisor, at=MAY)

    row = Promises.fresh(leads)
    assert (row.lead, row.stage, row.signed_in_on) == (new, Stage.IN_PROGRESS, date(2021, 3, 1))
    assert Event.objects.filter(stream=row.stream).count() == 5  # create, assign, sign in, extension, hand over
    assert list(Promises.fresh(supports).supporting.values_list("department", flat=True)) == [new.pk]
    assert Promises.fresh(draft).lead == new and Promises.fresh(done).lead == cast.education
    requests.release(asked, actor=head, at=MAY)  # its requests wait with the new head
    assert not verify().broken


def test_a_unit_without_a_successor_keeps_its_items(promises, cast):
    promises.in_progress()
    with pytest.raises(NotPossible):
        succession.succeed(cast.education, actor=cast.supervisor, at=MAY)


def test_the_command_moves_them_and_names_a_unit_it_cannot(promises, cast):
    row = promises.in_progress()
    with pytest.raises(CommandError, match="education"):
        call_command("succeed_unit", "education")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("succeed_unit", "nowhere")
    Department.objects.filter(pk=cast.education.pk).update(successor=cast.housing)
    call_command("succeed_unit", "education")
    assert Promises.fresh(row).lead == cast.housing


def test_the_successor_answers_the_urging_note_of_the_unit_before_it(promises, cast):
    [note] = urging.urge([promises.in_progress()], actor=cast.supervisor, at=APRIL, demand="请报进度")
    Department.objects.filter(pk=cast.education.pk).update(successor=cast.housing)
    note.refresh_from_db()
    assert urging.reply(note, actor=cast.other_clerk, at=APRIL, text="已接续办理").replied_by == cast.other_clerk


# Stand-ins


def test_what_a_stand_in_does_is_recorded_as_on_behalf_of_the_person(promises, cast):
    StandIn.objects.create(person=cast.head, deputy=cast.colleague, from_on=date(2021, 3, 1), until_on=date(2021, 3, 31))
    asked = promises.asked(promises.in_progress(), on=MARCH)
    deputy = act_on(cast.colleague, date(2021, 3, 15))
    requests.release(asked, actor=deputy, at=at(2021, 3, 15))
    event = last_event(asked.commitment)
    assert (event.actor, event.on_behalf_of) == (cast.colleague, cast.head)


def test_a_stand_in_acts_only_on_his_days(promises, cast):
    StandIn.objects.create(person=cast.head, deputy=cast.colleague, from_on=date(2021, 3, 1), until_on=date(2021, 3, 31))
    asked = promises.asked(promises.in_progress(), on=MARCH)
    with pytest.raises(Denied):
        requests.release(asked, actor=act_on(cast.colleague, date(2021, 4, 1)), at=APRIL)


def test_a_secretary_acts_for_the_leader_and_is_named(promises, cast):
    from commitments.workflow import deciding

    secretary = cast.person("secretary", "auditor", None)
    StandIn.objects.create(person=cast.leader, deputy=secretary, from_on=date(2021, 1, 1))
    row = promises.in_progress()
    deciding.instruct(row, actor=act_on(secretary, date(2021, 4, 1)), at=APRIL, text="抓紧推进")
    event = last_event(row)
    assert (event.actor, event.on_behalf_of) == (secretary, cast.leader)


# Right of reply


def test_a_unit_replies_beside_its_red_light(promises, cast):
    row = promises.in_progress(deadline=date(2021, 3, 31))
    with pytest.raises(NotPossible):
        reporting.reply(row, actor=cast.clerk, at=MARCH, reply="没有可答复的")
    reporting.reply(row, actor=cast.head, at=at(2021, 4, 6), reply="因审批延后，四月底完成。")
    row = Promises.fresh(row)
    assert (row.reply, row.replied_on) == ("因审批延后，四月底完成。", date(2021, 4, 6))
    with pytest.raises(Denied):
        reporting.reply(row, actor=cast.other_clerk, at=at(2021, 4, 6), reply="代答")


def test_a_unit_replies_beside_an_unfavourable_verdict(promises, cast):
    row = promises.closed()
    reporting.reply(row, actor=cast.head, at=at(2022, 1, 6), reply="资金已到位，一季度完成。")
    assert Promises.fresh(row).reply


def test_an_item_reports_at_its_own_interval(promises: Promises, cast: Cast):
    row = promises.in_progress()
    assert row.next_report_on == date(2021, 3, 25)
    row = assigning.set_interval(row, actor=cast.supervisor, at=at(2021, 3, 10), months=6)
    assert row.next_report_on == date(2021, 6, 25)
    reporting.report_progress(promises.fresh(row), actor=cast.clerk, at=at(2021, 6, 3), narrative="按计划推进")
    assert promises.fresh(row).next_report_on == date(2021, 12, 25)
    assert assigning.set_interval(promises.fresh(row), actor=cast.supervisor, at=at(2021, 7, 1), months=None).next_report_on == (
        date(2021, 7, 25)
    )
    with pytest.raises(Invalid):
        assigning.set_interval(promises.fresh(row), actor=cast.supervisor, at=at(2021, 7, 1), months=5)
    with pytest.raises(Denied):
        assigning.set_interval(promises.fresh(row), actor=cast.clerk, at=at(2021, 7, 1), months=3)


def test_a_reference_figure_is_entered_later_with_its_source(promises: Promises, cast: Cast):
    row = promises.in_progress(value=None)
    with pytest.raises(Invalid):
        assigning.enter_reference(row, actor=cast.supervisor, at=at(2021, 5, 6), value=Decimal("62.5"), unit="%", source=" ")
    row = assigning.enter_reference(
        promises.fresh(row), actor=cast.supervisor, at=at(2021, 5, 6), value=Decimal("62.5"), unit="%", source="省统计公报"
    )
    assert (row.value, row.unit, row.comparator, row.measure) == (Decimal("62.5"), "%", ">=", "level")
    assert row.reference == "省统计公报"
    reporting.report_progress(promises.fresh(row), actor=cast.clerk, at=at(2021, 5, 9), narrative="已达到", value=Decimal(63))
    assert targets.is_met(promises.fresh(row), Decimal(63), tolerance=Decimal(0))
    with pytest.raises(NotPossible, match="24"):
        assigning.enter_reference(
            promises.in_progress(**promises.schools()),
            actor=cast.supervisor,
            at=at(2021, 5, 6),
            value=Decimal(30),
            unit="所",
            source="x",
        )
