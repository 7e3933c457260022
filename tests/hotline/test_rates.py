"""The three rates: out of the events of their period, what is left out is listed with its reason."""

from __future__ import annotations

from datetime import date

from hotline import rates, workflow
from hotline.models.order import State
from tests.conftest import at
from tests.hotline.conftest import LATER, NEXT_WEEK


def test_the_three_rates_come_from_the_events_and_exclusions_are_listed(cast, life):
    good = life().closed()
    late = life().signed()
    workflow.reply(late.handling, actor=cast.clerk, at=NEXT_WEEK, text="已处理。")
    workflow.pass_reply(late.order, actor=cast.hotline_lead, at=NEXT_WEEK)
    workflow.call_back(late.order, actor=cast.hotline, at=NEXT_WEEK, reached=True, solved=True, satisfied=False)
    life().dispatched()
    left_out = life().dispatched()
    workflow.exclude(left_out.order, actor=cast.hotline_lead, at=LATER, reason="恶意投诉")
    returned = life().returning()
    workflow.reassign(returned.order, cast.housing, actor=cast.hotline_lead, at=LATER, reason="应由住建办理")
    report = rates.recompute(date(2021, 10, 1), date(2021, 10, 31))
    ours = report.units["education"]
    assert (ours.response.good, ours.response.whole) == (1, 3)
    assert (ours.resolution.good, ours.resolution.whole) == (2, 2)
    assert (ours.satisfaction.good, ours.satisfaction.whole) == (1, 2)
    assert (report.units["housing"].response.good, report.units["housing"].response.whole) == (0, 1)
    assert report.city.response.whole == 4 and str(report.city.response.rate) == "25.0"
    assert [(one.number, one.reason, one.by) for one in report.excluded] == [(left_out.order.number, "恶意投诉", "hotline_lead")]
    assert rates.recompute(date(2021, 11, 1), date(2021, 11, 30)).city.response.rate is None
    assert good.state == State.CLOSED


def test_an_extension_granted_counts_for_the_rate_and_a_reply_sent_back_does_not(cast, life):
    one = life().signed()
    workflow.ask_extension(one.handling, actor=cast.clerk, at=LATER, days=3, reason="施工中")
    workflow.grant_extension(one.order, actor=cast.hotline_lead, at=LATER)
    workflow.reply(one.handling, actor=cast.clerk, at=NEXT_WEEK, text="已处理。")
    other = life().replied()
    workflow.send_back(other.order, actor=cast.hotline_lead, at=LATER, reason="答非所问")
    share = rates.recompute(date(2021, 10, 1), date(2021, 10, 31)).city.response
    assert (share.good, share.whole) == (1, 2)


def test_a_staged_reply_is_in_time_when_the_promised_day_is_kept(cast, life):
    for kept_on in (at(2021, 11, 10), at(2021, 11, 12)):
        one = life().replied(promised_on=date(2021, 11, 10))
        workflow.pass_reply(one.order, actor=cast.hotline_lead, at=LATER)
        workflow.reply(one.handling, actor=cast.clerk, at=kept_on, text="已修好。")
    assert rates.recompute(date(2021, 10, 1), date(2021, 10, 31)).city.response.whole == 0
    share = rates.recompute(date(2021, 11, 1), date(2021, 11, 30)).city.response
    assert (share.good, share.whole) == (1, 2)


def test_a_call_that_corrects_another_counts_alone(cast, life):
    one = life().reviewed()
    for satisfied in (False, True):
        workflow.call_back(one.order, actor=cast.hotline, at=LATER, reached=True, solved=True, satisfied=satisfied)
    said = rates.recompute(date(2021, 10, 1), date(2021, 10, 31)).city.satisfaction
    assert (said.good, said.whole) == (1, 1)


def test_another_months_rates_neither_count_nor_list_the_order(cast, life):
    left_out = life().dispatched()
    workflow.exclude(left_out.order, actor=cast.hotline_lead, at=LATER, reason="恶意投诉")
    report = rates.recompute(date(2021, 11, 1), date(2021, 11, 30))
    assert (report.city.response.rate, report.excluded) == (None, [])
