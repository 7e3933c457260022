"""A mistake in a progress report: its author takes it back for ten minutes, unless somebody acted on it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from commitments import asof
from commitments.models import ProgressReport
from commitments.rules import rules
from commitments.workflow import deciding, reporting
from commitments.workflow.base import fold
from commitments.workflow.table import NotPossible
from departments.access import Denied
from history.models import Event
from tests.conftest import Cast, at
from tests.pages import signed_in, text_of
from tests.promises import Promises, link
from workdays.calendar import current

NOW = at(2021, 5, 20, 9)


@pytest.fixture
def promises(cast: Cast) -> Promises:
    return Promises(cast)


@pytest.fixture
def mistaken(promises: Promises) -> ProgressReport:
    """12 schools instead of 10, after 6 in April."""
    row = promises.figure(promises.in_progress(**promises.schools()), 6, on=at(2021, 4, 20))
    return reporting.report_progress(row, actor=promises.cast.clerk, at=NOW, value=Decimal(12))


@pytest.mark.engine
def test_everything_stands_again_as_it_stood(cast, promises, mistaken):
    before = (Decimal(6), date(2021, 4, 20), "reported", date(2021, 4, 20))
    reporting.withdraw_report(mistaken, actor=cast.clerk, at=NOW + timedelta(minutes=9))
    row = promises.fresh(mistaken.commitment)
    assert (row.current_value, row.value_on, row.value_source, row.last_report_on) == before
    assert row.progress == Decimal("25.0")
    assert row.next_report_on == date(2021, 5, 25)
    assert list(row.progress_reports.standing().values_list("value", flat=True)) == [Decimal(6)]


def test_a_first_report_leaves_nothing_behind(cast, promises):
    row = promises.in_progress(**promises.schools())
    report = reporting.report_progress(row, actor=cast.clerk, at=NOW, value=Decimal(12))
    reporting.withdraw_report(report, actor=cast.clerk, at=NOW)
    row = promises.fresh(row)
    assert (row.current_value, row.value_on, row.value_source, row.last_report_on, row.progress) == (None, None, "", None, None)


def test_both_events_stay_and_fold_into_what_stands(cast, promises, mistaken):
    reporting.withdraw_report(mistaken, actor=cast.clerk, at=NOW)
    row = promises.fresh(mistaken.commitment)
    events = list(Event.objects.filter(stream=row.stream).order_by("seq"))
    assert [event.action for event in events[-2:]] == ["report_progress", "withdraw_report"]
    assert fold(events)["current_value"] == "6"


def test_a_day_told_again_does_not_know_what_was_withdrawn(cast, promises, mistaken):
    reporting.withdraw_report(mistaken, actor=cast.clerk, at=NOW)
    row = promises.fresh(mistaken.commitment)
    (then,) = asof.standing([row], on=date(2021, 5, 20), calendar=current(), rules=rules())
    assert (then.current_value, then.light) == (Decimal(6), row.light)


def test_after_ten_minutes_it_stands(cast, promises, mistaken):
    with pytest.raises(NotPossible, match="10"):
        reporting.withdraw_report(mistaken, actor=cast.clerk, at=NOW + timedelta(minutes=10, seconds=1))
    assert promises.fresh(mistaken.commitment).current_value == Decimal(12)


def test_what_somebody_acted_on_stands(cast, promises, mistaken):
    promises.asked(promises.fresh(mistaken.commitment), on=NOW, is_partly_met=True, reason_code="other", reason="其余未开工")
    with pytest.raises(NotPossible):
        reporting.withdraw_report(mistaken, actor=cast.clerk, at=NOW + timedelta(minutes=1))


def test_only_its_author_withdraws_it(cast, mistaken):
    for person in (cast.colleague, cast.head, cast.supervisor):
        with pytest.raises(Denied):
            reporting.withdraw_report(mistaken, actor=person, at=NOW)


def test_it_is_withdrawn_once(cast, mistaken):
    reporting.withdraw_report(mistaken, actor=cast.clerk, at=NOW)
    with pytest.raises(NotPossible):
        reporting.withdraw_report(mistaken, actor=cast.clerk, at=NOW)


def test_the_page_offers_it_right_after_saving(cast, promises, settings):
    settings.BUSINESS_DATE = "2021-05-20"
    row = promises.in_progress(**promises.schools())
    client = signed_in(cast.clerk)
    url = f"{row.get_absolute_url()}actions/"
    client.post(f"{url}report_progress/", {"value": "12", "version": row.version, "next": "/my/"})
    assert "十分钟内可以撤回" in text_of(client.get("/my/"))
    assert "十分钟内可以撤回" in text_of(client.get(row.get_absolute_url()))
    assert client.post(f"{url}withdraw_report/", {"next": "/my/"}).headers["Location"] == "/my/"
    assert "十分钟内可以撤回" not in text_of(client.get("/my/"))
    assert promises.fresh(row).current_value is None


# The light before saving


def forecast(client, row, **data):
    return client.get(f"{row.get_absolute_url()}forecast/", data)


def test_the_light_after_saving_is_told_before_saving(cast, promises, settings):
    settings.BUSINESS_DATE = "2021-07-20"
    row = promises.figure(promises.in_progress(**promises.schools()), 6, on=at(2021, 4, 20))
    client = signed_in(cast.clerk)
    behind = text_of(forecast(client, row, value="7"))
    assert "黄灯" in behind
    assert "比上次+1所" in behind.replace(" ", "")
    caught_up = text_of(forecast(client, row, value="12", as_of="2021-06-30"))
    assert "绿灯" in caught_up
    assert promises.fresh(row).current_value == Decimal(6)


@pytest.mark.parametrize("data", [{}, {"value": ""}, {"value": "many"}, {"value": "1e99"}, {"value": "3", "as_of": "yesterday"}])
def test_a_figure_that_is_none_forecasts_nothing_and_breaks_nothing(cast, promises, settings, data):
    settings.BUSINESS_DATE = "2021-05-20"
    row = promises.in_progress(**promises.schools())
    response = forecast(signed_in(cast.clerk), row, **data)
    assert response.status_code == 200
    assert bool(text_of(response)) == ("as_of" in data)


def test_its_evidence_is_gone_from_the_page_and_from_the_api(cast, promises):
    row = promises.in_progress()
    report = reporting.report_progress(row, actor=cast.clerk, at=NOW, narrative="误报", evidence=[link(NOW.date(), "误传的照片")])
    clerk = signed_in(cast.clerk)

    def shown() -> list[bool]:
        told = clerk.get(f"/api/v1/commitments/{row.code}/").json()["details"]["evidence"]
        return [bool(told), "误传的照片" in text_of(clerk.get(row.get_absolute_url()))]

    assert shown() == [True, True]
    reporting.withdraw_report(report, actor=cast.clerk, at=NOW)
    assert shown() == [False, False]


def test_the_way_back_is_offered_until_somebody_acts_on_the_item(cast, promises, settings):
    settings.BUSINESS_DATE = "2021-05-20"
    row = promises.in_progress()
    client = signed_in(cast.clerk)
    data = {"narrative": "主体封顶", "as_of": "2021-05-20", "version": row.version}
    client.post(f"{row.get_absolute_url()}actions/report_progress/", data)
    assert client.get(row.get_absolute_url()).context["undo"] and client.get("/my/").context["undo"]
    deciding.instruct(row, actor=cast.leader, at=at(2021, 5, 20, 10), text="抓紧")
    assert client.get(row.get_absolute_url()).context["undo"] is None
