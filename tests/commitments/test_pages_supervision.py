"""Supervisors' pages: drafts in bulk, what is overdue and urging it, the review queue."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import Reminder, Request, Stage, UrgingNote
from commitments.workflow import assigning, requests, urging
from commitments.workflow.table import OneRefused
from tests.conftest import Cast, at
from tests.pages import signed_in, text_of
from tests.promises import Promises, link


@pytest.fixture(autouse=True)
def _on_a_day_in_may(settings):
    settings.BUSINESS_DATE = "2021-05-20"


@pytest.fixture
def promises(cast: Cast) -> Promises:
    return Promises(cast)


# Drafts in bulk


def test_drafts_are_shown_before_they_are_assigned_all_at_once(cast, promises):
    first, second = promises.draft(), promises.draft(lead=cast.housing)
    homeless = promises.draft(lead=None)
    client = signed_in(cast.supervisor)
    preview = client.post("/commitments/bulk/", {"action": "assign", "code": [first.code, second.code, homeless.code]})
    assert preview.status_code == 200
    assert "将向2个单位交办2项" in text_of(preview)
    assert homeless.title in text_of(preview)
    items = [f"{row.code}@{row.version}" for row in preview.context["ready"]]
    done = client.post("/commitments/bulk/", {"action": "assign", "step": "do", "item": items})
    assert done.status_code == 302
    assert {promises.fresh(row).stage for row in (first, second)} == {Stage.ASSIGNED}
    assert promises.fresh(homeless).stage == Stage.DRAFT


def test_one_draft_changed_meanwhile_stops_the_whole_lot(cast, promises):
    first, second = promises.draft(), promises.draft()
    items = [f"{row.code}@{row.version}" for row in (first, second)]
    assigning.assign(second, actor=cast.supervisor_2, at=at(2021, 5, 20))
    response = signed_in(cast.supervisor).post("/commitments/bulk/", {"action": "assign", "step": "do", "item": items})
    assert response.status_code == 409
    assert second.code in text_of(response)
    assert promises.fresh(first).stage == Stage.DRAFT


def test_the_queries_of_a_lot_grow_by_what_each_row_must_write(cast, promises):
    """The head of its stream read, row, event and head written: everything else is asked once for the lot."""
    asked = []
    for size in (3, 13):
        rows = [promises.draft(lead=lead) for lead in (cast.education, cast.housing) * size][:size]
        with CaptureQueriesContext(connection) as queries:
            done = assigning.assign_all(
                rows, actor=cast.supervisor, at=at(2021, 5, 20), versions={row.pk: row.version for row in rows}
            )
        asked.append(len(queries))
        assert {row.stage for row in done} == {Stage.ASSIGNED}
        told = Reminder.objects.filter(commitment__in=rows, recipient=cast.clerk)
        assert told.count() == sum(row.lead == cast.clerk.department for row in rows)
    assert asked[1] - asked[0] <= 4 * 10


def test_a_lot_with_a_unit_that_is_gone_names_it_and_does_nothing(cast, promises):
    good, gone = promises.draft(), promises.draft(lead=cast.housing)
    cast.housing.valid_until = date(2021, 1, 1)
    cast.housing.save()
    versions = {row.pk: row.version for row in (good, gone)}
    with pytest.raises(OneRefused, match=gone.code):
        assigning.assign_all([good, gone], actor=cast.supervisor, at=at(2021, 5, 20), versions=versions)
    assert promises.fresh(good).stage == Stage.DRAFT


@pytest.mark.parametrize(
    "data", [{"action": "delete"}, {"action": "assign"}, {"action": "assign", "step": "do", "item": ["x@y"]}]
)
def test_nothing_ticked_is_a_sentence(cast, promises, data):
    promises.draft()
    response = signed_in(cast.supervisor).post("/commitments/bulk/", data)
    assert response.status_code == 302


# Overdue


def late(promises: Promises, cast: Cast, *days: int) -> list:
    return [promises.in_progress(deadline=date(2021, 4, day)) for day in days]


def test_the_overdue_list_counts_working_days_and_groups_by_unit(cast, promises):
    rows = late(promises, cast, 29, 30)
    promises.in_progress(lead=cast.education, deadline=date(2021, 5, 20))  # due today: not overdue
    page = signed_in(cast.supervisor).get("/overdue/")
    (group,) = page.context["groups"]
    assert group.total == 2
    assert {item.row.code: item.days for item in group.items} == {
        rows[0].code: 13,
        rows[1].code: 12,
    }  # 1–5 May are off, Saturday the 8th is worked


def test_nothing_overdue_says_so(cast, promises):
    promises.in_progress()
    assert "今天没有超期事项" in text_of(signed_in(cast.supervisor).get("/overdue/"))


def test_urging_shows_the_notes_first_one_for_each_unit(cast, promises):
    mine = late(promises, cast, 29)[0]
    theirs = assigning.assign(
        promises.draft(lead=cast.housing, deadline=date(2021, 4, 29)), actor=cast.supervisor, at=at(2021, 3, 1)
    )
    client = signed_in(cast.supervisor)
    preview = client.get("/overdue/urge/", {"code": [mine.code, theirs.code]})
    assert "共2张" in text_of(preview)
    assert not UrgingNote.objects.exists()
    sent = client.post("/overdue/urge/", {"code": [mine.code, theirs.code], "demand": "请于三日内报进度"})
    assert sent.status_code == 302
    assert UrgingNote.objects.count() == 2


def test_urging_without_a_demand_keeps_what_was_typed(cast, promises):
    (row,) = late(promises, cast, 29)
    response = signed_in(cast.supervisor).post("/overdue/urge/", {"code": row.code, "demand": "", "reply_by": "2021-06-30"})
    assert response.status_code == 422
    assert "2021-06-30" in text_of(response)
    assert not UrgingNote.objects.exists()


def test_urging_what_one_may_not_read_is_a_404(cast, promises):
    (row,) = late(promises, cast, 29)
    client = signed_in(cast.supervisor)
    assert client.get("/overdue/urge/", {"code": [row.code, "2099-01-001"]}).status_code == 404
    assert client.get("/overdue/urge/").status_code == 302


def test_a_unit_replies_once(cast, promises):
    (row,) = late(promises, cast, 29)
    (note,) = urging.urge([row], actor=cast.supervisor, at=at(2021, 5, 19), demand="请报进度", reply_by=date(2021, 5, 24))
    client = signed_in(cast.clerk)
    assert client.post(f"/urging/{note.pk}/reply/", {"reply": " "}).status_code == 422
    assert client.post(f"/urging/{note.pk}/reply/", {"reply": "本周完成"}).status_code == 302
    assert client.get(f"/urging/{note.pk}/reply/").status_code == 409
    assert client.post(f"/urging/{note.pk}/reply/", {"reply": "再答"}).status_code == 409


# Review


def test_a_completion_goes_from_clerk_to_head_to_supervisor(cast, promises):
    row = promises.in_progress()
    url = f"{row.get_absolute_url()}actions/"
    data = {
        "completed_on": "2021-05-18",
        "note": "全部验收",
        "evidence-0-url": "https://example.invalid/doc",
        "evidence-0-shows": "验收报告",
        "evidence-0-dated_on": "2021-05-18",
        "version": row.version,
    }
    assert signed_in(cast.clerk).post(f"{url}request_completion/", data).status_code == 302
    head = signed_in(cast.head)
    assert "验收报告" in text_of(head.get("/review/"))
    assert head.post(f"{url}release_completion/").status_code == 302
    supervisor = signed_in(cast.supervisor)
    queue = supervisor.get("/review/")
    assert [item.row.code for item in queue.context["asked"]] == [row.code]
    short = supervisor.post(f"{url}complete/", {"facts": "on"})
    assert short.status_code == 422
    assert promises.fresh(row).stage == Stage.COMPLETION_REQUESTED
    every = dict.fromkeys(["facts", "number", "done", "lawful", "form"], "on")
    assert supervisor.post(f"{url}complete/", every).status_code == 302
    assert promises.fresh(row).stage == Stage.COMPLETED
    assert supervisor.get("/review/").context["total"] == 0


def test_a_line_of_the_queue_opens_in_place_or_under_its_own_address(cast, promises):
    asked = [promises.released(promises.in_progress()) for _n in range(2)]
    (first, second), url = (
        (f"{each.commitment.get_absolute_url()}actions/complete/" for each in asked),
        f"/review/r{asked[1].pk}/",
    )
    supervisor = signed_in(cast.supervisor)
    page = text_of(supervisor.get("/review/"))
    assert first in page and second not in page and url in page  # the first is unfolded, the other a line with its address
    inside = text_of(supervisor.get(f"{url}?page=1", headers={"HX-Request": "true"}))
    assert second in inside and 'value="/review/?page=1"' in inside and "验收报告" in inside and "<html" not in inside
    whole = text_of(supervisor.get(url))
    assert second in whole and first not in whole and "<html" in whole
    stranger = signed_in(cast.person("housing_head", "head", cast.housing))
    for key in (url, "/review/r0/", "/review/x1/", "/review/r/"):
        assert stranger.get(key).status_code == 404, key
    requests.send_back(asked[1], actor=cast.supervisor_2, at=at(2021, 5, 20), reason="缺分班台账")
    gone = supervisor.get(url, headers={"HX-Request": "true"})  # a second person was quicker: a sentence, nothing lost
    assert gone.status_code == 409 and "已有决定" in text_of(gone)


def test_a_return_needs_its_reason_and_reaches_the_clerks_page(cast, promises):
    request = promises.released(promises.in_progress())
    url = f"{request.commitment.get_absolute_url()}actions/return/"
    supervisor = signed_in(cast.supervisor)
    assert supervisor.post(url, {"reason": ""}).status_code == 422
    assert supervisor.post(url, {"reason": "缺分班台账"}).status_code == 302
    page = text_of(signed_in(cast.clerk).get("/my/"))
    assert "被退回" in page
    assert "缺分班台账" in page


def test_nobody_reviews_his_own_office(cast, promises):
    row = assigning.assign(promises.draft(lead=cast.office), actor=cast.supervisor_2, at=at(2021, 3, 1))
    clerk, head = cast.person("office_clerk", "clerk", cast.office), cast.person("office_head", "head", cast.office)
    row = assigning.sign_in(row, actor=clerk, at=at(2021, 3, 1))
    asked = requests.ask_completion(
        row, actor=clerk, at=at(2021, 5, 6), completed_on=date(2021, 5, 6), evidence=[link(date(2021, 5, 6))]
    )
    requests.release(asked, actor=head, at=at(2021, 5, 6))
    own = signed_in(cast.supervisor).get("/review/").context["asked"][0]
    assert not own.steps
    assert "其他单位的督查员" in own.why_not
    assert signed_in(cast.supervisor_2).get("/review/").context["asked"][0].steps


def test_a_refused_extension_leaves_the_deadline(cast, promises):
    row = promises.in_progress(deadline=date(2021, 6, 30))
    promises.extension(row, date(2021, 8, 31), head=True)
    url = f"{row.get_absolute_url()}actions/"
    supervisor = signed_in(cast.supervisor)
    assert supervisor.post(f"{url}refuse_extension/", {"reason": "条件已具备"}).status_code == 302
    assert promises.fresh(row).deadline == date(2021, 6, 30)
    assert Request.objects.get().state == Request.State.REFUSED


@pytest.mark.parametrize("who", ["clerk", "hotline", "admin"])
def test_the_review_queue_belongs_to_those_who_decide(cast, who):
    assert signed_in(getattr(cast, who)).get("/review/").status_code == 403
