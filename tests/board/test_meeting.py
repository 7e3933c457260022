"""Meeting mode: the agenda of an area, and decisions that take effect at once and come back to the same item."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from board import meeting
from commitments import lights
from commitments.models import Commitment, UrgingNote
from commitments.workflow import complaints, reporting
from departments.access import act_on
from departments.models import Post
from tests.conftest import at
from tests.promises import Promises
from workdays.calendar import current

pytestmark = pytest.mark.django_db
ON = date(2021, 6, 15)


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    settings.BUSINESS_DATE = ON.isoformat()


def reported(promises: Promises, **fields: Any) -> Commitment:
    """Under way, with a report of this month: no clock presses but the one a test sets."""
    return promises.figure(promises.in_progress(**promises.schools(24, **fields)), 24, on=at(2021, 5, 28))


def points(promises: Promises, user: Any = None) -> list[meeting.Point]:
    user = user or promises.cast.supervisor
    return meeting.agenda(promises.cast.post, act_on(user, ON), on=ON, calendar=current())


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_a_unit_took_back_is_not_read_out(promises: Promises):
    row, now = promises.in_progress(deadline=date(2021, 5, 31)), at(2021, 6, 14)
    mistaken = reporting.report_progress(row, actor=promises.cast.clerk, at=now, narrative="说错了")
    reporting.withdraw_report(mistaken, actor=promises.cast.clerk, at=now)
    assert [point.narrative for point in points(promises)] == [""]


def test_the_agenda_holds_what_needs_a_word_the_most_pressing_first(promises: Promises):
    reported(promises)
    asking = reported(promises)
    promises.extension(asking, date(2022, 3, 31), on=at(2021, 6, 2), head=True)
    disputed = promises.completed(on=at(2021, 5, 6))
    complaints.hear(disputed, at=at(2021, 6, 3), count=3, disputed=1)
    late = promises.in_progress(deadline=date(2021, 5, 31))
    later = promises.in_progress(deadline=date(2021, 6, 10))
    promises.assigned(deadline=date(2021, 5, 31), lead=promises.cast.housing)
    lights.refresh(ON)
    assert [point.row for point in points(promises)] == [late, later, asking, disputed]
    post = promises.cast.post
    assert meeting.areas(Post.objects.filter(pk=post.pk)) == [{"post": post, "n": 4, "red": 2}]
    assert {"post": post, "n": 4, "red": 2} in sign_in(promises.cast.supervisor).get("/meeting/").context["areas"]


def test_supervisor_and_leader_are_offered_their_own_decisions(promises: Promises):
    late = promises.in_progress(deadline=date(2021, 5, 31))
    lights.refresh(ON)
    offered = {
        user.username: [act.name for point in points(promises, user) for act in point.acts]
        for user in (promises.cast.supervisor, promises.cast.leader, promises.cast.auditor)
    }
    assert late and offered == {"supervisor": ["urge", "set_deadline"], "leader": ["instruct"], "auditor": []}


def test_urging_from_the_meeting_sends_the_note_and_comes_back_to_the_item(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 5, 31))
    client = sign_in(promises.cast.supervisor)
    page = client.get(f"/meeting/{promises.cast.post.code}/").content.decode()
    back = f"/meeting/{promises.cast.post.code}/#c-{row.code}"
    assert f'id="c-{row.code}"' in page and "actions/urge/" in page
    answer = client.post(f"/commitments/{row.code}/actions/urge/", {"demand": "会商决定：六月底前完成", "next": back})
    assert answer.headers["Location"] == back
    assert UrgingNote.objects.get().items.get().commitment == row


def test_a_new_deadline_from_the_meeting_is_in_force_at_once(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 5, 31))
    client = sign_in(promises.cast.supervisor)
    data = {"deadline": "2021-07-30", "reason": "会商决定", "version": row.version, "next": "/meeting/vm-education/"}
    client.post(f"/commitments/{row.code}/actions/set_deadline/", data)
    assert promises.fresh(row).deadline == date(2021, 7, 30)
    assert "2021年7月30日" in client.get("/meeting/vm-education/").content.decode()


def test_a_leader_holds_the_meeting_of_his_own_area_only(promises: Promises):
    client = sign_in(promises.cast.leader)
    assert client.get("/meeting/vm-education/").status_code == 200
    assert client.get("/meeting/vm-industry/").status_code == 404
    assert "分管工业的副市长" not in client.get("/meeting/").content.decode()


def test_the_meeting_asks_the_same_few_queries_for_many_items(promises: Promises, django_assert_max_num_queries):
    for _each in range(12):
        promises.in_progress(deadline=date(2021, 5, 31))
    client = sign_in(promises.cast.supervisor)
    client.get("/meeting/vm-education/")
    with django_assert_max_num_queries(15):
        client.get("/meeting/vm-education/")


def test_a_demand_that_is_only_its_opening_is_refused_and_nothing_goes_out(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 5, 31))
    client = sign_in(promises.cast.supervisor)
    answer = client.post(f"/commitments/{row.code}/actions/urge/", {"demand": "会商决定：\n"})
    assert answer.status_code == 422 and "请写明要求。" in answer.content.decode()
    data = {"deadline": "2021-07-30", "reason": "会商决定： ", "version": row.version}
    assert client.post(f"/commitments/{row.code}/actions/set_deadline/", data).status_code == 422
    assert not UrgingNote.objects.exists() and promises.fresh(row).deadline == date(2021, 5, 31)


def test_a_decision_that_takes_the_item_off_the_agenda_leaves_the_meeting_at_it(promises: Promises):
    first, second, third = (reported(promises, deadline=date(2021, 5, day)) for day in (17, 18, 19))
    lights.refresh(ON)
    client, here = sign_in(promises.cast.supervisor), f"/meeting/{promises.cast.post.code}/"
    slide = client.get(here).context["slides"][1]
    href = next(each["href"] for each in slide["acts"] if each["act"].name == "set_deadline")
    back = parse_qs(urlsplit(href).query)["next"][0]
    data = {"deadline": "2021-10-29", "reason": "会商决定：十月底前完成", "version": promises.fresh(second).version, "next": back}
    answer = client.post(href, data)
    assert answer.headers["Location"] == back and back.endswith(f"#c-{second.code}")
    shown = [slide["point"].row for slide in client.get(back).context["slides"]]
    assert shown == [first, second, third]
    assert [slide["point"].row for slide in client.get(here).context["slides"]] == [first, third]
    assert client.get(here, {"at": "x" * 90, "place": "-1"}).status_code == 200
