"""The hotline's pages: each role its own part, words for the hotline alone, refusals with everything typed kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotline import intake_drafts, workflow
from hotline.callers import rotating
from hotline.models import IntakeDraft, Link, WorkOrder
from tests.hotline.conftest import SENTENCE, TODAY, WORDS

INTAKE = {"text": WORDS, "nature": "enquiry", "county": "dongchangfu", "channel": "phone"}


def body(response) -> str:
    return response.content.decode()


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_taking_down_with_summary_and_link_is_one_step(cast, promise, signed_in):
    row = promise()
    client = signed_in(cast.hotline)
    given = INTAKE | {"summary": SENTENCE, "commitment": row.code, "kind": "asks", "idempotency_key": "k1"}
    answer = client.post(reverse("hotline:list"), given)
    order = WorkOrder.objects.get()
    assert answer.status_code == 302 and answer["Location"] == order.get_absolute_url()
    assert order.is_released and order.links.get().commitment == row
    assert client.post(reverse("hotline:list"), given)["Location"] == order.get_absolute_url()
    assert WorkOrder.objects.count() == 1, "a double click makes one order"


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"commitment": "2021-99-999", "kind": "asks"}, {"kind": ""}, {"received_at": "2021-12-01T10:00"}]
)
def test_a_refused_intake_writes_nothing_and_keeps_everything_typed(cast, promise, signed_in, wrong):
    given = INTAKE | {"summary": SENTENCE, "commitment": promise().code, "kind": "asks", "place": "城东小学"} | wrong
    answer = signed_in(cast.hotline).post(reverse("hotline:list"), given)
    assert answer.status_code == 422
    assert SENTENCE in body(answer) and "城东小学" in body(answer)
    assert not WorkOrder.objects.exists() and not Link.objects.exists()


def test_html_in_a_complaint_is_shown_as_typed(cast, call, signed_in):
    order = call("<script>alert(1)</script><b>粗</b>")
    page = body(signed_in(cast.hotline).get(order.get_absolute_url()))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert" not in page
    assert "<script>alert" not in body(signed_in(cast.hotline).get(reverse("hotline:list")))


def test_two_characters_of_what_was_said_find_the_order(cast, call, signed_in):
    call(), call("小区停水两天了")
    client = signed_in(cast.hotline)
    page = body(client.get(reverse("hotline:list"), {"q": "停水"}))
    assert "停水两天" in page and "围挡" not in page
    assert "停水两天" in body(client.get(reverse("hotline:list"), {"q": "DH-20211014-0002"}))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"linked": "1"}, True),
        ({"linked": "0"}, False),
        ({"link": "linked"}, True),
        ({"link": "confirmed"}, False),
        ({"county": "dongchangfu"}, True),
        ({"county": "nowhere"}, False),
        ({"channel": "phone"}, True),
        ({"channel": "pigeon"}, False),
        ({"received_after": "2021-10-14", "received_before": "2021-10-14"}, True),
        ({"received_after": "2021-10-15"}, False),
        ({"received_after": "yesterday"}, False),
        ({"page": "999"}, True),
    ],
)
def test_filters_find_what_they_say_and_an_unknown_value_nothing(cast, linked, signed_in, asked, found):
    linked()
    answer = signed_in(cast.hotline).get(reverse("hotline:list"), asked)
    assert answer.status_code == 200
    assert ("围挡" in body(answer)) == found


def test_the_promise_is_found_while_typing(cast, promise, signed_in):
    row, merged, draft = (
        promise(title="新建中小学24所"),
        promise(title="新建中小学旧项"),
        promise(draft=True, title="新建中小学草稿"),
    )
    from commitments.workflow import deciding

    deciding.merge(merged, actor=cast.supervisor, at=TODAY, into=row, reason="同一项目")
    page = body(signed_in(cast.hotline).get(reverse("hotline:find"), {"promise": "中小学"}))
    assert row.code in page and merged.code not in page and draft.code not in page
    assert signed_in(cast.clerk).get(reverse("hotline:find"), {"promise": "中小学"}).status_code == 403


def test_who_opens_which_page(cast, linked, signed_in):
    link = linked()
    for person in cast.people:
        client = signed_in(person)
        reads = person.role in {"hotline", "hotline_lead", "auditor"}
        assert client.get(reverse("hotline:list")).status_code == (200 if reads else 403), person
        assert client.get(link.order.get_absolute_url()).status_code == (200 if reads else 404), person
        sees = reads or person.role == "supervisor" or person in (cast.clerk, cast.colleague, cast.head, cast.leader)
        assert client.get(link.get_absolute_url()).status_code == (200 if sees else 404), person
        assert client.get(reverse("hotline:links")).status_code == 200, person
    assert client.get(reverse("hotline:detail", args=["DH-1"])).status_code == 404


def test_raw_words_reach_nobody_but_the_hotline(cast, linked, signed_in):
    link = linked()
    own = [reverse("hotline:list"), link.order.get_absolute_url(), link.get_absolute_url()]
    for person in cast.people:
        client = signed_in(person)
        for place in ["/my/", reverse("hotline:links"), link.commitment.get_absolute_url(), *own]:
            reads = person.role in {"hotline", "hotline_lead"} and place in own
            assert ("王大妈" in body(client.get(place))) == reads, (person, place)


def test_the_commitment_shows_kind_day_place_and_released_summary(cast, promise, linked, signed_in):
    row = promise()
    linked(row), linked(row, released=False, kind="quality")
    page = body(signed_in(cast.clerk).get(row.get_absolute_url()))
    assert SENTENCE in page and "反映拖延" in page and "质量问题" in page and "东昌府区" in page
    page = body(signed_in(cast.other_clerk).get(row.get_absolute_url()))
    assert SENTENCE not in page and "有2件热线工单" in page


def test_the_lead_confirms_from_today_and_the_clerk_answers(cast, linked, signed_in):
    link = linked()
    lead, clerk = signed_in(cast.hotline_lead), signed_in(cast.clerk)
    assert link.get_absolute_url() in body(lead.get("/my/"))
    answer = lead.post(reverse("hotline:decide", args=[link.pk, "confirm"]), {"next": "/my/", "idempotency_key": "c"})
    assert answer["Location"] == "/my/"
    assert link.get_absolute_url() in body(clerk.get("/my/"))
    answer = clerk.post(reverse("hotline:answer", args=[link.pk]), {"text": "月底前启用。", "version": "2", "next": "/my/"})
    assert answer.status_code == 302
    assert link.get_absolute_url() not in body(clerk.get("/my/"))
    assert "月底前启用。" in body(signed_in(cast.hotline).get(link.order.get_absolute_url()))
    again = clerk.post(reverse("hotline:answer", args=[link.pk]), {"text": "另一说法", "version": "2"})
    assert again.status_code == 409 and "月底前启用。" in body(again) and "另一说法" in body(again)


def test_what_is_not_yours_is_403_and_what_is_done_409(cast, linked, signed_in):
    link = linked()
    confirm = reverse("hotline:decide", args=[link.pk, "confirm"])
    assert signed_in(cast.hotline).post(confirm).status_code == 403
    assert signed_in(cast.clerk).post(confirm).status_code == 403
    assert signed_in(cast.other_clerk).post(confirm).status_code == 404
    assert signed_in(cast.hotline_lead).post(confirm).status_code == 302
    assert signed_in(cast.hotline_lead).post(confirm).status_code == 409
    assert signed_in(cast.hotline_lead).post(reverse("hotline:decide", args=[link.pk, "eat"])).status_code == 404
    assert signed_in(cast.hotline).post(reverse("hotline:answer", args=[link.pk]), {"text": "x"}).status_code == 403
    assert signed_in(cast.auditor).post(reverse("hotline:list"), INTAKE).status_code == 403


def test_a_contested_completion_lands_with_the_supervisor(cast, promise, complete, linked, signed_in):
    row = complete(promise(title="新建中小学争议"))
    workflow.confirm(linked(row, kind="dispute"), actor=cast.hotline_lead, at=TODAY)
    page = body(signed_in(cast.supervisor).get("/my/"))
    assert "新建中小学争议" in page
    assert "质疑办结" in body(signed_in(cast.supervisor).get(row.get_absolute_url()))


@pytest.mark.parametrize(
    ("who", "place"), [("hotline", "hotline:list"), ("hotline_lead", "hotline:links"), ("clerk", "hotline:links")]
)
def test_lists_ask_no_more_for_more_rows(cast, promise, linked, signed_in, who, place):
    row = promise()
    linked(row)
    client = signed_in(getattr(cast, who))
    few = queries(client, reverse(place))
    for _ in range(12):
        linked(row)
    assert queries(client, reverse(place)) == few <= 15


def test_an_order_and_the_commitment_with_many_links_stay_cheap(cast, promise, linked, signed_in):
    row = promise()
    for _ in range(12):
        link = linked(row)
    assert queries(signed_in(cast.hotline_lead), link.order.get_absolute_url()) <= 15
    assert queries(signed_in(cast.hotline), "/my/") <= 25


TYPED = INTAKE | {"caller_phone": "13812345626", "caller_name": "欧阳植树", "idempotency_key": "k9"}


def test_what_is_typed_is_kept_sealed_and_given_back_to_whoever_typed_it(cast, signed_in):
    signed_in(cast.hotline).post(reverse("hotline:keep_draft"), TYPED)
    assert "13812345626" not in str(IntakeDraft.objects.values().get())
    anew = signed_in(cast.hotline)  # the session was lost
    page = body(anew.get(reverse("hotline:list")))
    assert WORDS in page and "13812345626" in page
    assert "13812345626" not in body(signed_in(cast.hotline_lead).get(reverse("hotline:list")))
    anew.post(reverse("hotline:list"), TYPED)
    assert WorkOrder.objects.count() == 1 and not IntakeDraft.objects.exists()
    anew.post(reverse("hotline:keep_draft"), TYPED)
    assert not IntakeDraft.objects.exists(), "a save that arrives after the call was taken down brings nothing back"


def test_a_draft_is_cleared_by_hand_and_erased_after_the_next_day(cast, signed_in):
    client = signed_in(cast.hotline)
    client.post(reverse("hotline:keep_draft"), TYPED)
    client.post(reverse("hotline:clear_draft"))
    assert not IntakeDraft.objects.exists()
    intake_drafts.keep(TYPED, agent=cast.hotline, at=TODAY)
    on = TODAY.date()
    assert intake_drafts.erase(on + timedelta(days=1)) == 0
    assert intake_drafts.kept(agent=cast.hotline, on=on + timedelta(days=2)) == {}
    assert intake_drafts.erase(on + timedelta(days=2)) == 1


def test_a_draft_opens_after_the_keys_were_changed(cast, settings):
    settings.CALLER_KEYS = ["1:aes:" + "A" * 43]
    intake_drafts.keep(TYPED, agent=cast.hotline, at=TODAY)
    settings.CALLER_KEYS = ["2:sm4:" + "B" * 22, *settings.CALLER_KEYS]
    rotating.rotate()
    settings.CALLER_KEYS = settings.CALLER_KEYS[:1]
    assert intake_drafts.kept(agent=cast.hotline, on=TODAY.date())["caller_phone"] == "13812345626"


@pytest.mark.parametrize(
    ("who", "count"), [("hotline_lead", 13), ("hotline", 10), ("supervisor", 7), ("auditor", 11), ("leader", 5), ("clerk", 3)]
)
def test_every_page_of_the_hotline_leads_to_the_others_its_reader_may_open(cast, signed_in, who, count):
    client = signed_in(getattr(cast, who))
    way = re.compile(r'class="pick" href="([^"]+)"( aria-current="page")?')

    def menu(place: str) -> list[tuple[str, bool]]:
        shown = body(client.get(place)).partition('class="picks pages"')[2].partition("</nav>")[0]
        return [(to, bool(here)) for to, here in way.findall(shown)]

    places = [place for place, _here in menu(reverse("hotline:links"))]
    assert len(places) == count
    for place in places:
        assert menu(place) == [(to, to == place) for to in places]
