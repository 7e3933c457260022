"""A year published late moves what was counted provisionally: open dispatches, their history and the rates."""

from __future__ import annotations

from datetime import date

import pytest

from history.models import Event
from hotline import rates, sentences, workflow
from hotline.models import Handling
from hotline.rules import HotlineRules
from tests.conftest import at
from tests.hotline.conftest import SENTENCE
from tests.workdays.test_announcement import NOTICE_2027
from workdays import announcement, entering
from workdays.calendar import current

pytestmark = pytest.mark.usefixtures("calendar_read_anew")


def test_a_year_published_late_moves_open_dispatches_but_no_promised_day_and_the_rates_follow(cast, call):
    thursday = at(2027, 9, 30)
    orders = [call(nature="complaint") for _ in range(3)]
    for order in orders:
        workflow.release_summary(order, actor=cast.hotline, at=thursday, summary=SENTENCE)
        workflow.dispatch(order, cast.education, actor=cast.hotline, at=thursday)
    longer, promised, plain = (Handling.objects.select_related("order").get(order=order) for order in orders)
    given = HotlineRules().limit("complaint")
    for handling in (longer, promised):
        workflow.sign_for(handling, actor=cast.clerk, at=thursday)
    workflow.ask_extension(longer, actor=cast.clerk, at=thursday, days=2, reason="等设备")
    workflow.grant_extension(longer.order, actor=cast.hotline_lead, at=thursday)
    workflow.reply(promised, actor=cast.clerk, at=thursday, text="月底前修好。", promised_on=date(2027, 10, 29))
    workflow.pass_reply(promised.order, actor=cast.hotline_lead, at=thursday)
    before = current()
    arrangement = announcement.read(NOTICE_2027)
    assert entering.would_move(arrangement) == 2
    assert entering.enter(arrangement, source="示例〔2027〕1号", at=thursday) == 2
    for handling in (longer, promised, plain):
        handling.refresh_from_db()
    after = current()
    assert (plain.original_due_on, plain.due_on) == (after.add(thursday.date(), given),) * 2
    assert plain.due_on > before.add(thursday.date(), given), "a week without working days lies between"
    assert longer.due_on == after.add(thursday.date(), given + 2)
    assert promised.due_on == date(2027, 10, 29)
    event = Event.objects.get(stream=plain.order.stream, action="recount")
    assert (event.actor, event.data["due"], event.data["source"]) == (None, plain.due_on.isoformat(), "示例〔2027〕1号")
    assert "2027" in str(sentences.latest(plain.order.stream)[0].text)
    counted_from = before.add(thursday.date(), given)
    assert rates.recompute(counted_from, counted_from).city.response.whole == 0, "nothing is due on the old day any more"
    assert rates.recompute(plain.due_on, plain.due_on).city.response.whole == 1
    assert entering.enter(arrangement, source="示例〔2027〕1号（重发）", at=thursday) == 0
