"""未诉先办: many callers at once raise a signal, once, and the department and the supervisors hear of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import Count, F
from django.urls import reverse

from commitments.models import Commitment, Reminder
from commitments.workflow import reporting
from history.models import Event
from hotline import workflow
from hotline.models import AnswerDraft, Concept, Link, OrderConcept, Signal, Tally, WorkOrder
from hotline.signals import raising, tallies, trends
from hotline.workflow import informing
from tests.conftest import at
from tests.hotline.conftest import TODAY

pytestmark = pytest.mark.engine
ON = TODAY.date()


@pytest.fixture
def say(cast, linked):
    """So many confirmed links about a promise, received `ago` days ago."""

    def many(row: Commitment, count: int, *, ago: int = 0, **fields) -> None:
        for _ in range(count):
            link = linked(row, received_at=TODAY - timedelta(days=ago), **fields)
            workflow.confirm(link, actor=cast.hotline_lead, at=TODAY)

    return many


def test_five_callers_in_a_fortnight_raise_one_signal(cast, promise, say):
    row = promise()
    say(row, 4)
    assert not Signal.objects.exists()
    say(row, 1)
    signal = Signal.objects.get()
    assert (signal.commitment, signal.callers, signal.days, signal.average, signal.counted_on) == (row, 5, 14, 0, ON)
    event = Event.objects.get(stream=row.stream, action="warn")
    told = Reminder.objects.filter(rung=f"event-{event.pk}").values_list("recipient__username", flat=True)
    assert {"clerk", "colleague", "head", "supervisor", "supervisor_2"} == set(told)
    assert raising.sweep(at=TODAY) == [] and Signal.objects.count() == 1


def test_the_next_signal_waits_until_the_number_has_doubled(promise, say):
    row = promise()
    say(row, 9)
    assert [s.callers for s in Signal.objects.all()] == [5]
    say(row, 1)
    assert [s.callers for s in Signal.objects.order_by("pk")] == [5, 10]


def test_what_is_usual_for_the_item_is_no_signal(promise, say):
    row = promise()
    for week in range(3, 9):
        say(row, 3, ago=7 * week)  # 18 in eight weeks: 4.5 a fortnight
    say(row, 8)
    assert not Signal.objects.exists()
    say(row, 1)
    assert Signal.objects.get().callers == 9 and str(Signal.objects.get().average) == "4.5"


def test_thanks_unconfirmed_and_older_calls_do_not_count(promise, linked, say):
    row = promise()
    say(row, 3)
    say(row, 3, kind="thanks")
    say(row, 3, ago=20)
    for _ in range(3):
        linked(row)
    assert not Signal.objects.exists()


def test_a_site_and_a_countys_share_are_counted_on_their_own(cast, promise, call):
    row = promise(kind="quantified", metric="学校", comparator=">=", value=4, unit="所", measure="count")
    reporting.put_shares(row, {cast.county: 2, cast.county_2: 2}, actor=cast.clerk, at=TODAY)
    site = row.sites.create(name="城东小学")
    for n in range(5):
        order = call(county=cast.county_2)
        link = workflow.link(order, row, actor=cast.hotline, at=TODAY, kind="delay", site=site if n else None)
        workflow.confirm(link, actor=cast.hotline_lead, at=TODAY)
    raised = {(s.site, s.county) for s in Signal.objects.all()}
    assert raised == {(None, None), (None, cast.county_2)}
    order = call(county=cast.county)
    link = workflow.link(order, row, actor=cast.hotline, at=TODAY, kind="delay", site=site)
    workflow.confirm(link, actor=cast.hotline_lead, at=TODAY)
    assert (site, None) in {(s.site, s.county) for s in Signal.objects.all()}


def test_forty_people_ask_what_nobody_promised(cast, call):
    concept = Concept.objects.create(code="water-price", name="水价", subject="民生")
    for n in range(6):
        order = call(county=cast.county if n else cast.county_2)
        OrderConcept.objects.create(order=order, concept=concept)
    raised = raising.about_concepts(ON)
    assert [(s.concept, s.county, s.callers, s.commitment) for s in raised] == [(concept, cast.county, 5, None)]
    assert raising.about_concepts(ON) == []


def test_who_sees_which_signal(cast, promise, say, signed_in):
    say(promise(), 5)
    Signal.objects.create(
        concept=Concept.objects.create(code="x", name="水价", subject="民生"),
        county=cast.county, counted_on=ON, days=14, callers=7, average=0,
    )  # fmt: skip
    for person in cast.people:
        page = signed_in(person).get(reverse("hotline:signals")).content.decode()
        sees_all = person.role in {"hotline", "hotline_lead", "supervisor", "auditor"}
        assert ("水价" in page) == sees_all, person
        assert ("5人" in page) == (sees_all or person in (cast.clerk, cast.colleague, cast.head, cast.leader)), person
        trend = signed_in(person).get(reverse("hotline:trends"))
        assert trend.status_code == (200 if sees_all or person.role == "leader" else 403), person


# Tallies


def raw(by: str) -> dict[tuple[int, date], int]:
    """The figures counted from the rows themselves."""
    links = Link.objects.exclude(state=Link.State.REJECTED)
    match by:
        case "county":
            rows = WorkOrder.objects.exclude(county=None).values_list("county", "received_on").annotate(n=Count("pk"))
        case "concept":
            rows = OrderConcept.objects.exclude(concept=None).values_list("concept", "order__received_on").annotate(n=Count("pk"))
        case "commitment":
            rows = links.values_list("commitment", "order__received_on").annotate(n=Count("order", distinct=True))
        case "department":
            rows = links.values_list("commitment__lead", "order__received_on").annotate(n=Count("order", distinct=True))
        case _:
            rows = WorkOrder.objects.annotate(key=F("pk") * 0).values_list("key", "received_on").annotate(n=Count("pk"))
    return {(key, day): n for key, day, n in rows.order_by()}


def test_the_tallies_say_what_the_raw_rows_say(cast, promise, linked, call):
    first, second = promise(), promise()
    concept = Concept.objects.create(code="x", name="水价", subject="民生")
    for n in range(12):
        link = linked(first if n % 3 else second, received_at=TODAY - timedelta(days=n))
        workflow.link(link.order, second if n % 3 else first, actor=cast.hotline, at=TODAY, kind="asks")
        if n % 4 == 0:
            workflow.reject(link, actor=cast.hotline_lead, at=TODAY)
        OrderConcept.objects.create(order=link.order, concept=concept if n % 2 else None)
    call(county=None)
    assert tallies.follow() > 0
    for by in Tally.By.values:
        assert {(t.key, t.day): t.orders for t in Tally.objects.filter(by=by)} == raw(by), by
    assert tallies.follow() == 0
    workflow.reject(Link.objects.filter(state="linked").first(), actor=cast.hotline_lead, at=TODAY)
    tallies.follow()
    for by in Tally.By.values:
        assert {(t.key, t.day): t.orders for t in Tally.objects.filter(by=by)} == raw(by), by


def test_the_trend_page_draws_the_weeks_and_gives_them_as_csv(cast, promise, say, signed_in):
    row = promise(title="新建中小学趋势")
    say(row, 3)
    say(row, 2, ago=30)
    assert "工单尚未统计" in signed_in(cast.supervisor).get(reverse("hotline:trends")).content.decode()
    tallies.follow()
    line = trends.lines("commitment", on=ON, weeks=13)[0]
    assert (line.total, sum(line.counts), line.counts[-1]) == (5, 5, 3)
    client = signed_in(cast.supervisor)
    page = client.get(reverse("hotline:trends"), {"key": row.code, "weeks": "13"}).content.decode()
    assert "新建中小学趋势" in page and "每周工单数" in page and "统计截至" in page
    table = client.get(reverse("hotline:trends"), {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert table[1].startswith(f"{row.code},新建中小学趋势,") and table[1].endswith(",5")
    for odd in ({"by": "weather"}, {"weeks": "9999999999"}, {"key": "nothing"}):
        assert client.get(reverse("hotline:trends"), odd).status_code == 200


# Answers to callers


def test_progress_drafts_an_answer_for_each_linked_caller(cast, promise, linked):
    row = promise(kind="quantified", metric="学校", comparator=">=", value=24, unit="所", measure="count")
    links = [linked(row), linked(row), linked(row, kind="thanks")]
    assert informing.follow(at=TODAY) == 0
    reporting.report_progress(Commitment.objects.get(pk=row.pk), actor=cast.clerk, at=TODAY, value=17, narrative="内部说明")
    assert informing.follow(at=TODAY) == 2
    assert informing.follow(at=TODAY) == 0
    drafts = AnswerDraft.objects.all()
    assert {draft.link for draft in drafts} == set(links[:2])
    for draft in drafts:
        assert "17" in draft.text and "24" in draft.text
        assert "内部说明" not in draft.text
        others = {link.order.number for link in links} - {draft.link.order.number}
        assert not any(number in draft.text for number in others)


def test_a_report_in_words_alone_drafts_one_answer_without_its_words(cast, promise, linked):
    row = promise()
    links = [linked(row), linked(row)]
    for words in ("主体已封顶", "正在内部装修"):
        reporting.report_progress(Commitment.objects.get(pk=row.pk), actor=cast.clerk, at=TODAY, narrative=words)
    assert (informing.follow(at=TODAY), informing.follow(at=TODAY)) == (2, 0)
    assert {draft.link for draft in AnswerDraft.objects.all()} == set(links)
    text = AnswerDraft.objects.first().text
    assert "承办单位2021年10月14日填报了进展" in text and "封顶" not in text and "装修" not in text


def test_the_units_answer_is_drafted_for_that_caller_alone_and_told_once(cast, promise, linked, signed_in):
    row = promise()
    link, _other = linked(row), linked(row)
    workflow.answer(link, actor=cast.clerk, at=TODAY, text="月底前启用。")
    draft = AnswerDraft.objects.get()
    assert draft.link == link and "月底前启用。" in draft.text
    client = signed_in(cast.hotline)
    assert "月底前启用。" in client.get(reverse("hotline:answers")).content.decode()
    url = reverse("hotline:settle_answer", args=[draft.pk, "tell"])
    assert signed_in(cast.clerk).post(url, {"text": "x"}).status_code == 404
    assert client.post(url, {"text": "已告知", "version": draft.version}).status_code == 302
    assert client.post(url, {"text": "再告知"}).status_code == 409
    event = Event.objects.get(stream=link.order.stream, action="tell_caller")
    assert "已告知" not in str(event.data)


def test_a_newer_state_updates_the_waiting_answer_instead_of_adding_one(cast, promise, linked):
    link = linked(promise())
    workflow.answer(link, actor=cast.clerk, at=TODAY, text="月底前启用。")
    workflow.answer(link, actor=cast.clerk, at=at(2021, 10, 15), text="11月10日启用。")
    draft = AnswerDraft.objects.get()
    assert "11月10日启用。" in draft.text and draft.version == 2


def test_a_commitments_page_shows_the_weeks_beside_what_was_reported(cast, promise, say, signed_in):
    row = promise(kind="quantified", metric="学校", comparator=">=", value=24, unit="所", measure="count")
    reporting.report_progress(row, actor=cast.clerk, at=TODAY - timedelta(days=8), value=7, narrative="主体完工")
    mistaken = reporting.report_progress(row, actor=cast.clerk, at=TODAY - timedelta(days=7), value=9)
    reporting.withdraw_report(mistaken, actor=cast.clerk, at=TODAY - timedelta(days=7))
    say(row, 2, ago=7)
    say(row, 1)
    tallies.follow()
    page = signed_in(cast.supervisor).get(row.get_absolute_url())
    shown = page.content.decode()
    assert ("近两周3件" in shown or "最近两周3件" in shown) and "统计截至" in shown
    assert trends.about(row, on=ON, weeks=12).counts == [0] * 10 + [2, 1]
    assert shown.count("7所") >= 2, "the figure stands beside the weeks after it was told"
    assert 'class="week-bars"' not in signed_in(cast.other_clerk).get(row.get_absolute_url()).content.decode()
    trend = signed_in(cast.supervisor).get(reverse("hotline:trends"), {"key": row.code})
    assert [told["value"] for told in trend.context["reports"]] == [7], "what was withdrawn is not shown"
