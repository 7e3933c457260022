"""A year published late moves what was counted provisionally, and history says from when to when."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commitments import outbox, reminders
from commitments.models import Light, Reminder
from commitments.models.reminder import DeliveryState
from commitments.recounting import CALENDAR
from history.models import Event
from tests.conftest import at
from tests.workdays.test_announcement import NOTICE_2027
from workdays import announcement, entering
from workdays.models import YearArrangement

from .promises import under_way

pytestmark = pytest.mark.usefixtures("calendar_read_anew")

SEPTEMBER_30 = date(2027, 9, 30)  # a Thursday; provisionally red on Friday 1 October


def enter(on: date) -> int:
    return entering.enter(announcement.read(NOTICE_2027), source="示例〔2027〕1号", at=at(on.year, on.month, on.day))


def test_an_open_deadlines_first_red_day_moves_with_an_event_and_others_stay(cast):
    row = under_way(cast, deadline=SEPTEMBER_30, on=date(2027, 3, 1))
    other = under_way(cast, deadline=date(2027, 7, 7), on=date(2027, 3, 1))
    assert row.red_from == date(2027, 10, 1)
    assert entering.would_move(announcement.read(NOTICE_2027)) == 1
    assert enter(date(2027, 4, 1)) == 1
    row.refresh_from_db()
    assert row.red_from == date(2027, 10, 8)
    event = Event.objects.get(stream=row.stream, action="recount")
    assert (event.data["red_from_before"], event.data["red_from"]) == ("2027-10-01", "2027-10-08")
    assert event.data["source"] == "示例〔2027〕1号"
    assert not Event.objects.filter(stream=other.stream, action="recount").exists()
    assert enter(date(2027, 4, 2)) == 0


def test_red_that_was_only_provisional_goes_out_and_its_waiting_reminder_with_it(cast):
    row = under_way(cast, deadline=SEPTEMBER_30, on=date(2027, 3, 1))
    Reminder.objects.update(state=DeliveryState.SENT)
    friday = date(2027, 10, 1)
    reminders.plan(friday)
    assert enter(friday) == 1
    row.refresh_from_db()
    assert row.light != Light.RED
    early = Reminder.objects.get(rung="late-1", recipient=cast.clerk)
    assert (early.state, early.reason) == (DeliveryState.DROPPED, CALENDAR)
    assert outbox.send(at=at(2027, 10, 1, 9), on=friday) == outbox.Summary()
    reminders.plan(date(2027, 10, 8))
    assert outbox.send(at=at(2027, 10, 8, 9), on=date(2027, 10, 8)).sent == 2
    early.refresh_from_db()
    assert early.state == DeliveryState.SENT and early.due_on == date(2027, 10, 8)


def test_the_page_previews_a_year_and_enters_it_once(client, cast):
    client.force_login(cast.admin)
    url, data = reverse("commitments:workdays_enter"), {"text": NOTICE_2027, "source": "示例〔2027〕1号", "year": ""}
    preview = client.post(url, data)
    assert preview.status_code == 200 and "2027年10月9日" in preview.content.decode()
    assert not YearArrangement.objects.filter(year=2027).exists()
    for _ in range(2):
        assert client.post(url, {**data, "confirmed": "1", "idempotency_key": "once"}).status_code == 302
    assert YearArrangement.objects.get(year=2027).revision == 1
    assert "示例〔2027〕1号" in client.get(reverse("commitments:workdays")).content.decode()


def test_a_contradiction_is_a_sentence_beside_the_text_and_what_was_typed_stays(client, cast):
    client.force_login(cast.admin)
    data = {"text": NOTICE_2027.replace("共7天", "共6天"), "source": "示例", "year": ""}
    answer = client.post(reverse("commitments:workdays_enter"), data)
    assert answer.status_code == 422 and "共6天" in answer.content.decode()
    assert not YearArrangement.objects.filter(year=2027).exists()


@pytest.mark.parametrize("query", ["after=2021-09-30&days=3", "after=2021-09-30&until=2021-10-11"])
def test_a_count_is_shown_day_by_day(client, cast, query):
    client.force_login(cast.clerk)
    shown = client.get(f"{reverse('commitments:workdays_count')}?{query}", headers={"HX-Request": "true"})
    text = shown.content.decode()
    assert shown.status_code == 200 and "<html" not in text
    assert text.count("<tr>") == 12  # head and eleven days
    assert "国庆" in text and "国庆节调休上班" in text  # the seeded year names its Saturday by the festival alone


def test_nothing_asked_shows_an_empty_form_and_a_wrong_order_is_said(client, cast):
    client.force_login(cast.clerk)
    url = reverse("commitments:workdays_count")
    empty = client.get(url)
    assert empty.status_code == 200 and "form-wrong" not in empty.content.decode()
    wrong = client.get(url, {"after": "2021-10-15", "until": "2021-10-08"})
    assert wrong.status_code == 422 and "早于开始日" in wrong.content.decode() and "还没有保存" not in wrong.content.decode()
    assert client.get(url, {"after": "9999-12-20", "days": "300"}).status_code == 422
    middle = client.get(url, {"after": "2026-12-20", "until": "2028-01-05"})
    assert middle.context["provisional"] == [2027, 2028]
