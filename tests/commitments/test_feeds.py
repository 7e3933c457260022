"""Calendar feeds, read by a library that did not write them (vobject)."""

from __future__ import annotations

from datetime import date

import pytest
import vobject
from django.urls import reverse

from commitments import feeds
from commitments.changing_rules import change_rules
from commitments.models import Feed
from commitments.workflow import deciding, parts, requests
from tests.conftest import at

from .promises import under_way

JUNE_30 = date(2021, 6, 30)


@pytest.fixture(autouse=True)
def _day(settings) -> None:
    settings.BUSINESS_DATE = "2021-06-01"


def read(client, feed: Feed) -> dict[str, object]:
    """UID → event of the feed as a stranger's calendar program sees it."""
    client.logout()
    answer = client.get(reverse("commitments:feed", args=[feed.token]))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    calendar = vobject.readOne(answer.content.decode())
    calendar.validate(raiseException=True)
    return {event.uid.value: event for event in calendar.contents.get("vevent", [])}


def test_a_persons_feed_has_the_open_deadlines_and_milestones_of_his_unit(client, cast):
    row, other = under_way(cast, deadline=JUNE_30), under_way(cast, deadline=JUNE_30, lead=cast.housing)
    parts.put_milestone(row, actor=cast.head, at=at(2021, 5, 1), name="开工", deadline=date(2021, 6, 10))
    found = read(client, feeds.make(actor=cast.clerk, at=at(2021, 6, 1)))
    deadline = next(event for uid, event in found.items() if uid.startswith(f"{row.code}-deadline@"))
    assert deadline.dtstart.value == JUNE_30 and row.title in deadline.summary.value
    assert any("开工" in event.summary.value for event in found.values())
    assert not any(other.code in uid for uid in found)


def test_an_extension_moves_the_event_same_uid_higher_sequence(client, cast):
    row = under_way(cast, deadline=JUNE_30)
    feed = feeds.make(actor=cast.clerk, at=at(2021, 6, 1))
    before = read(client, feed)
    deciding.set_deadline(row, actor=cast.supervisor, at=at(2021, 6, 2), deadline=date(2021, 8, 31), reason="调整")
    after = read(client, feed)
    assert set(before) == set(after)
    (uid,) = after
    assert after[uid].dtstart.value == date(2021, 8, 31)
    assert int(after[uid].sequence.value) == int(before[uid].sequence.value) + 1


def test_a_day_to_decide_by_moves_with_the_rules_and_with_whom_it_waits_for(client, cast):
    row = under_way(cast, deadline=JUNE_30)
    request = requests.ask_extension(
        row, actor=cast.clerk, at=at(2021, 6, 1), new_deadline=date(2021, 7, 20), reason_code="other", reason="等批复"
    )
    heads, supervisors = (feeds.make(actor=person, at=at(2021, 6, 1)) for person in (cast.head, cast.supervisor))

    def waiting(feed: Feed) -> tuple[date, int]:
        (event,) = (event for uid, event in read(client, feed).items() if uid.startswith(f"request-{request.pk}@"))
        return event.dtstart.value, int(event.sequence.value)

    first = waiting(heads)
    change_rules({"review_working_days": 5}, actor=cast.admin, at=at(2021, 6, 1))
    longer = waiting(heads)
    requests.release(request, actor=cast.head, at=at(2021, 6, 3))
    passed_on = waiting(supervisors)
    assert first[0] < longer[0] < passed_on[0] and first[1] < longer[1] < passed_on[1]


def test_what_has_ended_is_not_in_it(client, cast):
    row = under_way(cast, deadline=JUNE_30)
    feed = feeds.make(actor=cast.clerk, at=at(2021, 6, 1))
    deciding.cancel(row, actor=cast.leader, at=at(2021, 6, 2), reason="政策调整")
    assert read(client, feed) == {}


def test_an_address_is_private_and_revocable(client, cast):
    first = feeds.make(actor=cast.clerk, at=at(2021, 6, 1))
    second = feeds.make(actor=cast.clerk, at=at(2021, 6, 1))
    assert len(second.token) > 40
    url = reverse("commitments:feed", args=[first.token])
    assert client.get(url).status_code == 404
    client.force_login(cast.other_clerk)
    assert client.post(reverse("commitments:revoke_calendar"), {"feed": second.pk}).status_code == 404
    client.force_login(cast.clerk)
    assert client.post(reverse("commitments:revoke_calendar"), {"feed": second.pk}).status_code == 302
    assert client.get(reverse("commitments:feed", args=[second.token])).status_code == 404


def test_a_leavers_address_stops(client, cast):
    feed = feeds.make(actor=cast.clerk, at=at(2021, 6, 1))
    cast.clerk.is_active = False
    cast.clerk.save(update_fields=["is_active"])
    assert client.get(reverse("commitments:feed", args=[feed.token])).status_code == 404


def test_a_units_feed_is_made_by_its_own_people(client, cast):
    row = under_way(cast, deadline=JUNE_30)
    client.force_login(cast.head)
    assert client.post(reverse("commitments:my_calendar"), {"of": "unit"}).status_code == 302
    feed = Feed.objects.get(department=cast.education)
    assert feed.token in client.get(reverse("commitments:my_calendar")).content.decode()
    assert any(row.code in uid for uid in read(client, feed))
    client.force_login(cast.supervisor)
    assert client.post(reverse("commitments:my_calendar"), {"of": "unit"}).status_code == 404
