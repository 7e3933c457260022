"""The life of an order: the table and nothing else decides what is possible; the clock runs from the dispatch."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commitments.messages import lines
from commitments.models import Light, Reminder
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import Denied, scope
from history.models import Event
from history.verify import verify
from hotline import clock, workflow
from hotline.models import Handling, WorkOrder
from hotline.models.order import State
from hotline.rules import HotlineRules
from hotline.workflow.table import TRANSITIONS
from tests.conftest import at
from tests.hotline.conftest import LATER, NEXT_WEEK, SENTENCE, TODAY
from workdays.calendar import current


def every_step(cast, life, into):
    """Each step of the table, as whoever may take it, with what it asks for."""
    order, lead, agent, clerk, unit = life.order, cast.hotline_lead, cast.hotline, cast.clerk, cast.housing

    def handling():
        return Handling.objects.filter(order=order).order_by("-number").first() or Handling(order=order, unit=cast.education)

    return {
        "answer_directly": lambda: workflow.answer_directly(order, actor=agent, at=LATER, text="已当场答复。"),
        "dispatch": lambda: workflow.dispatch(order, cast.education, actor=agent, at=LATER),
        "sign_for": lambda: workflow.sign_for(handling(), actor=clerk, at=LATER),
        "ask_return": lambda: workflow.ask_return(handling(), actor=clerk, at=LATER, reason="不属我单位职责"),
        "reassign": lambda: workflow.reassign(order, unit, actor=lead, at=LATER, reason="应由住建办理"),
        "uphold": lambda: workflow.uphold(order, actor=lead, at=LATER, reason="属于职责"),
        "designate": lambda: workflow.designate(order, unit, actor=lead, at=LATER, reason="指定办理"),
        "ask_extension": lambda: workflow.ask_extension(handling(), actor=clerk, at=LATER, days=3, reason="施工中"),
        "grant_extension": lambda: workflow.grant_extension(order, actor=lead, at=LATER),
        "tell_extension": lambda: workflow.tell_extension(order, actor=cast.hotline, at=LATER),
        "refuse_extension": lambda: workflow.refuse_extension(order, actor=lead, at=LATER, reason="理由不足"),
        "reply": lambda: workflow.reply(handling(), actor=clerk, at=LATER, text="已处理。"),
        "pass_reply": lambda: workflow.pass_reply(order, actor=lead, at=LATER),
        "send_back": lambda: workflow.send_back(order, actor=lead, at=LATER, reason="答非所问"),
        "call_back": lambda: workflow.call_back(order, actor=agent, at=LATER, reached=False),
        "redo": lambda: workflow.redo(order, actor=agent, at=LATER, reason="群众不满意"),
        "close": lambda: workflow.close(order, actor=agent, at=LATER, kind="explained", reason="已解释"),
        "supervise": lambda: workflow.supervise(order, actor=lead, at=LATER, demand="抓紧办理", reply_by=date(2021, 10, 18)),
        "merge": lambda: workflow.merge(order, into, actor=agent, at=LATER),
        "tell_merged": lambda: workflow.tell_merged(order, actor=agent, at=LATER, text="已处理。"),
        "exclude": lambda: workflow.exclude(order, actor=lead, at=LATER, reason="恶意投诉"),
    }


BROUGHT = {
    "registered": State.REGISTERED,
    "dispatched": State.DISPATCHED,
    "signed": State.HANDLING,
    "returning": State.RETURN_ASKED,
    "replied": State.REPLIED,
    "reviewed": State.REVIEWED,
    "closed": State.CLOSED,
}


@pytest.mark.parametrize(("brought", "state"), BROUGHT.items())
def test_a_step_the_table_does_not_allow_changes_nothing(cast, call, life, brought, state):
    one = getattr(life(), brought)()
    steps = every_step(cast, one, call())
    assert set(steps) | {"track"} == set(TRANSITIONS)
    assert one.state == state
    for name, take in steps.items():
        if state in TRANSITIONS[name][0]:
            continue
        before = WorkOrder.objects.values().get(pk=one.order.pk), Event.objects.count()
        with pytest.raises((NotPossible, Denied)):
            take()
        assert (WorkOrder.objects.values().get(pk=one.order.pk), Event.objects.count()) == before, name


@pytest.mark.parametrize(("brought", "state"), BROUGHT.items())
def test_a_step_the_table_allows_leads_where_it_says(cast, call, life, brought, state):
    for name in every_step(cast, life(), None):
        if state not in TRANSITIONS[name][0] or name in {"grant_extension", "tell_extension", "refuse_extension", "redo"}:
            continue  # these need what other tests bring about: an extension asked for, an unhappy caller
        one = getattr(life(), brought)()
        every_step(cast, one, call())[name]()
        assert one.state == (TRANSITIONS[name][1] or state), name
    assert verify().broken == []


def test_an_order_is_closed_once(cast, life):
    one = life().closed()
    with pytest.raises(NotPossible):
        workflow.close(one.order, actor=cast.hotline, at=LATER, kind="solved")


def test_of_two_at_once_the_second_learns_of_the_first(cast, life):
    one = life().registered()
    seen = WorkOrder.objects.get(pk=one.order.pk).version
    workflow.dispatch(one.order, cast.education, actor=cast.hotline, at=TODAY, version=seen)
    with pytest.raises(Conflict):
        workflow.answer_directly(one.order, actor=cast.hotline_lead, at=TODAY, text="已答复。", version=seen)


def test_nothing_is_dispatched_without_a_summary_and_the_page_says_so(cast, life, signed_in):
    one, agent = life(), signed_in(cast.hotline)
    place = reverse("hotline:step", args=[one.order.number, "dispatch"])
    with pytest.raises(NotPossible) as refusal:
        workflow.dispatch(one.order, cast.education, actor=cast.hotline, at=TODAY)
    page = agent.get(one.order.get_absolute_url()).content.decode()
    assert str(refusal.value) in page and 'href="#summary"' in page and place not in page
    assert agent.get(place).status_code == 409
    page = agent.get(one.registered().order.get_absolute_url()).content.decode()
    assert str(refusal.value) not in page and place in page


# The clock


def test_the_clock_runs_from_the_dispatch_in_working_days(cast, life):
    one = life().dispatched()
    assert one.handling.due_on == date(2021, 10, 21)  # Thursday 14 + 5 working days
    workflow.sign_for(one.handling, actor=cast.clerk, at=at(2021, 10, 18))
    assert one.handling.due_on == date(2021, 10, 21)


@pytest.mark.parametrize(
    ("on", "light"),
    [
        (date(2021, 10, 19), Light.GREEN),
        (date(2021, 10, 20), Light.YELLOW),
        (date(2021, 10, 21), Light.YELLOW),
        (date(2021, 10, 22), Light.RED),
    ],
)
@pytest.mark.django_db
def test_yellow_a_working_day_before_and_red_the_first_working_day_after(on, light):
    assert clock.light(date(2021, 10, 21), on, current(), HotlineRules()) == light


@pytest.mark.django_db
def test_a_weekend_after_the_due_day_is_not_late_yet():
    friday, sunday, monday = date(2021, 10, 22), date(2021, 10, 24), date(2021, 10, 25)
    calendar = current()
    assert clock.light(friday, sunday, calendar, HotlineRules()) == Light.YELLOW
    assert clock.light(friday, monday, calendar, HotlineRules()) == Light.RED
    assert clock.days_late(friday, sunday, calendar) == 0 and clock.days_late(friday, monday, calendar) == 1


@pytest.mark.django_db
def test_limits_by_type_are_settings():
    in_force = HotlineRules(limit_days_by_nature=(("enquiry", 2), ("complaint", 15)))
    thursday = date(2021, 10, 14)
    assert clock.due_on("enquiry", thursday, current(), in_force) == date(2021, 10, 18)
    assert clock.due_on("complaint", thursday, current(), in_force) == date(2021, 11, 4)
    assert clock.due_on("request", thursday, current(), in_force) == date(2021, 10, 21)


# Returning


def test_a_return_is_asked_within_two_working_days(cast, life):
    one = life().dispatched()
    with pytest.raises(NotPossible):
        workflow.ask_return(one.handling, actor=cast.clerk, at=at(2021, 10, 19), reason="不属我单位职责")
    workflow.ask_return(one.handling, actor=cast.clerk, at=at(2021, 10, 18), reason="不属我单位职责")
    assert one.state == State.RETURN_ASKED


def test_reassigned_it_gets_a_new_unit_and_a_new_clock(cast, life):
    one = life().returning()
    workflow.reassign(one.order, cast.housing, actor=cast.hotline_lead, at=at(2021, 10, 18), reason="应由住建办理")
    assert (one.handling.unit, one.handling.due_on, one.handling.number) == (cast.housing, date(2021, 10, 25), 2)
    assert not scope(Handling.objects.filter(ended_at=None), cast.clerk).exists()


def test_a_unit_reads_nothing_of_what_another_does_with_it_since(cast, life, signed_in):
    one = life().returning()
    former = one.handling.pk
    workflow.reassign(one.order, cast.housing, actor=cast.hotline_lead, at=at(2021, 10, 18), reason="应由住建办理")
    workflow.sign_for(one.handling, actor=cast.other_clerk, at=at(2021, 10, 19))
    told = {
        who: signed_in(person).get(reverse("hotline:handling", args=[pk])).content.decode()
        for who, person, pk in (("former", cast.clerk, former), ("new", cast.other_clerk, one.handling.pk))
    }
    assert "应由住建办理" in told["former"] and "10月19日" not in told["former"]
    assert "10月19日" in told["new"]


def test_upheld_or_designated_it_cannot_be_returned_again(cast, life):
    one = life().returning()
    workflow.uphold(one.order, actor=cast.hotline_lead, at=LATER, reason="属于职责")
    assert one.handling.due_on == date(2021, 10, 21), "its clock ran on"
    with pytest.raises(NotPossible):
        workflow.ask_return(one.handling, actor=cast.clerk, at=LATER, reason="再退")
    other = life().returning()
    workflow.designate(other.order, cast.housing, actor=cast.hotline_lead, at=LATER, reason="指定办理")
    with pytest.raises(NotPossible):
        workflow.ask_return(other.handling, actor=cast.other_clerk, at=LATER, reason="再退")


# More time


def test_more_time_is_asked_once_in_time_and_granted_by_the_lead(cast, life):
    one = life().signed()
    for days in (0, 11):
        with pytest.raises(Invalid):
            workflow.ask_extension(one.handling, actor=cast.clerk, at=LATER, days=days, reason="施工中")
    with pytest.raises(NotPossible):
        workflow.ask_extension(one.handling, actor=cast.clerk, at=NEXT_WEEK, days=3, reason="施工中")
    workflow.ask_extension(one.handling, actor=cast.clerk, at=LATER, days=3, reason="施工中")
    with pytest.raises(Denied):
        workflow.grant_extension(one.order, actor=cast.hotline, at=LATER)
    workflow.grant_extension(one.order, actor=cast.hotline_lead, at=LATER)
    assert (one.handling.due_on, one.handling.original_due_on) == (date(2021, 10, 26), date(2021, 10, 21))
    with pytest.raises(NotPossible):
        workflow.ask_extension(one.handling, actor=cast.clerk, at=LATER, days=3, reason="还要")


def test_a_refused_extension_leaves_the_day_as_it_was(cast, life):
    one = life().signed()
    workflow.ask_extension(one.handling, actor=cast.clerk, at=LATER, days=3, reason="施工中")
    workflow.refuse_extension(one.order, actor=cast.hotline_lead, at=LATER, reason="理由不足")
    assert one.handling.due_on == date(2021, 10, 21)


# Replying


def test_a_staged_reply_is_a_promise_tracked_until_its_day(cast, life):
    with pytest.raises(Invalid):
        life().replied(promised_on=date(2021, 10, 15))
    one = life().replied(promised_on=date(2021, 12, 20))
    workflow.pass_reply(one.order, actor=cast.hotline_lead, at=LATER)
    assert (one.state, one.handling.due_on, one.handling.promised_on) == (State.HANDLING, date(2021, 12, 20), date(2021, 12, 20))


def test_a_reply_that_names_a_person_is_refused(cast, life):
    with pytest.raises(Invalid):
        workflow.reply(life().signed().handling, actor=cast.clerk, at=LATER, text="已联系13812345626。")


def test_a_reply_sent_back_is_written_again(cast, life):
    one = life().replied()
    workflow.send_back(one.order, actor=cast.hotline_lead, at=LATER, reason="答非所问")
    workflow.reply(one.handling, actor=cast.clerk, at=LATER, text="启用日期是11月10日。")
    assert one.state == State.REPLIED and one.handling.sent_back == ""


# Calling back, redo, closing


def test_neither_solved_nor_satisfied_is_redone_with_a_new_clock(cast, life):
    one = life().reviewed()
    with pytest.raises(NotPossible):
        workflow.redo(one.order, actor=cast.hotline, at=LATER, reason="群众不满意")
    workflow.call_back(one.order, actor=cast.hotline, at=LATER, reached=True, solved=False, satisfied=False)
    with pytest.raises(NotPossible):
        workflow.close(one.order, actor=cast.hotline, at=LATER, kind="explained", reason="已解释")
    workflow.redo(one.order, actor=cast.hotline, at=NEXT_WEEK, reason="群众不满意")
    assert one.state == State.DISPATCHED
    assert (one.handling.is_redo, one.handling.due_on) == (True, date(2021, 10, 29))


def test_closing_unsolved_or_without_a_callback_needs_a_reason(cast, life):
    one = life().reviewed()
    for kind in ("solved", "explained"):
        with pytest.raises(Invalid):
            workflow.close(one.order, actor=cast.hotline, at=LATER, kind=kind)
    with pytest.raises(Invalid):
        workflow.close(one.order, actor=cast.hotline, at=LATER, kind="direct", reason="x")
    workflow.close(one.order, actor=cast.hotline, at=LATER, kind="explained", reason="来电人不愿回访")
    assert one.state == State.CLOSED


def test_each_merged_caller_is_still_answered_after_the_master(cast, life, call):
    one, repeat = life().reviewed(), call()
    workflow.merge(repeat, one.order, actor=cast.hotline, at=LATER)
    with pytest.raises(NotPossible):
        workflow.tell_merged(repeat, actor=cast.hotline, at=LATER, text="已处理。")
    workflow.close(one.order, actor=cast.hotline, at=LATER, kind="solved", reason="来电人不愿回访")
    workflow.tell_merged(repeat, actor=cast.hotline, at=LATER, text="已处理。")
    assert WorkOrder.objects.get(pk=repeat.pk).close_kind == "merged"


def test_what_cannot_be_merged(cast, call, signed_in):
    first, second, third = call(), call(), call()
    with pytest.raises(Invalid):
        workflow.merge(first, first, actor=cast.hotline, at=LATER)
    workflow.merge(second, first, actor=cast.hotline, at=LATER)
    with pytest.raises(NotPossible):
        workflow.merge(third, second, actor=cast.hotline, at=LATER)
    with pytest.raises(NotPossible):
        workflow.merge(first, third, actor=cast.hotline, at=LATER)
    page = signed_in(cast.hotline).get(first.get_absolute_url()).content.decode()
    assert reverse("hotline:step", args=[first.number, "merge"]) not in page and "有其他工单并入本工单" in page


# Who


@pytest.mark.parametrize("who", ["other_clerk", "hotline", "supervisor", "leader", "auditor"])
def test_only_its_unit_handles_a_dispatch(cast, life, who):
    one = life().dispatched()
    with pytest.raises(Denied):
        workflow.sign_for(one.handling, actor=getattr(cast, who), at=TODAY)


def test_the_unit_sees_the_dispatch_and_never_the_order_or_the_caller(cast, life, signed_in):
    one = life().dispatched()
    client = signed_in(cast.clerk)
    for place in (reverse("hotline:handlings"), one.handling.get_absolute_url()):
        page = client.get(place).content.decode()
        assert SENTENCE in page and "王大妈" not in page
    assert client.get(one.order.get_absolute_url()).status_code == 404
    assert signed_in(cast.other_clerk).get(one.handling.get_absolute_url()).status_code == 404


# The pages


def test_from_the_page_an_order_goes_out_and_comes_back(cast, life, signed_in):
    one = life().registered()
    agent, clerk, lead = signed_in(cast.hotline), signed_in(cast.clerk), signed_in(cast.hotline_lead)

    def take(client, action, **data):
        answer = client.post(reverse("hotline:step", args=[one.order.number, action]), data)
        assert answer.status_code == 302, (action, answer.content.decode()[-3000:])

    def unit(action, **data):
        answer = clerk.post(reverse("hotline:handling_step", args=[one.handling.pk, action]), data)
        assert answer.status_code == 302, action

    take(agent, "dispatch", unit="education")
    assert SENTENCE in clerk.get("/my/").content.decode()
    unit("sign_for")
    unit("ask_extension", days="2", reason="施工中")
    take(lead, "grant_extension")
    unit("reply", text="11月10日启用。")
    take(lead, "pass_reply")
    assert "11月10日启用。" in agent.get(one.order.get_absolute_url()).content.decode()
    take(agent, "call_back", reached="on", solved="on", satisfied="on")
    take(agent, "close", kind="solved")
    assert one.state == State.CLOSED
    answer = agent.post(reverse("hotline:step", args=[one.order.number, "close"]), {"kind": "solved"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("action", "data"),
    [("dispatch", {"unit": "nowhere"}), ("dispatch", {}), ("merge", {"into": "DH-9"}), ("answer_directly", {"text": ""})],
)
def test_what_was_typed_wrong_is_a_field_error(cast, life, signed_in, action, data):
    one = life().registered()
    answer = signed_in(cast.hotline).post(reverse("hotline:step", args=[one.order.number, action]), data)
    assert answer.status_code == 422 and one.state == State.REGISTERED


def test_an_unknown_step_is_404_and_anothers_403(cast, life, signed_in):
    one = life().dispatched()
    assert signed_in(cast.hotline).post(reverse("hotline:step", args=[one.order.number, "eat"])).status_code == 404
    assert signed_in(cast.hotline).post(reverse("hotline:step", args=[one.order.number, "sign_for"])).status_code == 404
    assert signed_in(cast.hotline).post(reverse("hotline:step", args=[one.order.number, "exclude"])).status_code == 403
    assert signed_in(cast.head).post(reverse("hotline:handling_step", args=[one.handling.pk, "reply"])).status_code == 422
    assert signed_in(cast.hotline_lead).get(reverse("hotline:rates"), {"from": "x", "until": "99999-01-01"}).status_code == 200


def test_the_unit_hears_of_a_dispatch_through_the_outbox_without_words_or_caller(cast, life):
    one = life().dispatched()
    notice = Reminder.objects.get(recipient=cast.clerk)
    line = lines([notice])[0]
    assert (notice.item, line.href) == (one.order.number, one.handling.get_absolute_url())
    assert "10月" in line.sentence and SENTENCE not in str(notice.facts)
    assert not Reminder.objects.filter(recipient=cast.other_clerk).exists()


def test_more_time_is_told_to_the_caller_once(cast, life, signed_in):
    one = life().signed()
    workflow.ask_extension(one.handling, actor=cast.clerk, at=LATER, days=3, reason="等材料")
    client, page = signed_in(cast.hotline), reverse("hotline:answers")
    with pytest.raises(NotPossible):
        workflow.tell_extension(one.order, actor=cast.hotline, at=LATER)
    workflow.grant_extension(one.order, actor=cast.hotline_lead, at=LATER)
    assert one.order.number in client.get(page).content.decode()
    workflow.tell_extension(one.order, actor=cast.hotline, at=LATER)
    assert one.order.number not in client.get(page).content.decode()
    with pytest.raises(NotPossible):
        workflow.tell_extension(one.order, actor=cast.hotline, at=LATER)


def test_every_merged_caller_stands_on_the_list_until_he_is_told(cast, life, call, signed_in):
    master = life()
    repeats = [call() for _ in range(2)]
    for repeat in repeats:
        workflow.merge(repeat, master.order, actor=cast.hotline, at=TODAY)
    client, page = signed_in(cast.hotline), reverse("hotline:answers")
    assert all(row.number in client.get(page).content.decode() for row in repeats)
    master.closed()
    workflow.tell_merged(repeats[0], actor=cast.hotline, at=LATER, text="已启用。")
    shown = client.get(page).content.decode()
    assert repeats[0].number not in shown
    assert reverse("hotline:step", args=[repeats[1].number, "tell_merged"]) in shown
