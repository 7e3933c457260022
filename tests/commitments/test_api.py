"""Commitments over the API: what each role reads, every refusal in its form, nothing changed by one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment, Evidence, ProgressReport
from commitments.registry import FIELDS, as_record
from commitments.workflow import reporting
from history.models import Event
from tests.api import Api, fields_of
from tests.conftest import Cast
from tests.promises import APRIL, MARCH, Promises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.BUSINESS_DATE = "2021-04-01"


@pytest.fixture
def schools(promises: Promises) -> Commitment:
    return promises.in_progress(supporting=[promises.cast.housing], **promises.schools(24))


def unchanged(row: Commitment) -> bool:
    """Nothing was written about `row` since it was read."""
    events = Event.objects.filter(stream=row.stream).count()
    now = Commitment.objects.get(pk=row.pk)
    return (now.version, now.stage, events) == (row.version, row.stage, row.version)


# Reading


def test_a_row_of_the_list_is_the_row_of_the_export(cast: Cast, schools: Commitment):
    row = Api(cast.other_clerk).get("commitments/").json()["results"][0]
    exported = as_record(Commitment.objects.select_related("lead").get(pk=schools.pk))
    assert {name: row[name] for name in FIELDS} == exported
    assert row["report"] == schools.report.slug and row["lead_code"] == "education"
    assert row["value"] == 24 and row["supporting_codes"] == ["housing"]


@pytest.mark.parametrize(
    "query, found",
    [
        ({"light": "blue"}, 0),
        ({"stage": "flying"}, 0),
        ({"year": "next"}, 0),
        ({"deadline_after": "2021-13-45"}, 0),
        ({"department": "no-such-unit"}, 0),
        ({"stage": "in_progress"}, 1),
        ({"department": "housing"}, 1),
        ({"deadline_before": "2021-06-30"}, 0),
        ({"mine": "true"}, 1),
        ({"q": "承诺"}, 1),
    ],
)
def test_the_filters_are_those_of_the_page_and_an_unknown_value_finds_nothing(
    cast: Cast, schools: Commitment, query: dict[str, str], found: int
):
    answer = Api(cast.clerk).get("commitments/", **query)
    assert (answer.status_code, answer.json()["count"]) == (200, found)


@pytest.mark.parametrize("page", ["0", "99", "x", "-1"])
def test_a_page_that_is_not_there_is_a_404_in_the_form_of_a_problem(cast: Cast, page: str):
    answer = Api(cast.clerk).get("commitments/", page=page)
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"


@pytest.mark.parametrize("asked, given", [("3", 3), ("200", 210), ("500", 210), ("0", 210), ("x", 210)])
def test_a_page_holds_at_most_200_rows(cast: Cast, promises: Promises, asked: str, given: int):
    for _ in range(210):
        promises.draft()
    expected = {3: 3, 210: 200}[given] if asked in {"3", "200", "500"} else 50
    assert len(Api(cast.supervisor).get("commitments/", page_size=asked).json()["results"]) == expected


def queries(api: Api, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert api.get(path).status_code == 200
    return len(caught)


def test_the_queries_of_a_list_do_not_grow_with_its_rows(cast: Cast, promises: Promises):
    api = Api(cast.supervisor)
    promises.in_progress(supporting=[cast.housing])
    few = queries(api, "commitments/")
    for _ in range(8):
        promises.in_progress(supporting=[cast.housing, cast.office])
    assert queries(api, "commitments/") == few <= 15


def test_the_queries_of_the_progress_list_do_not_grow_with_its_reports(cast: Cast, schools: Commitment):
    api = Api(cast.supervisor)
    few = 0
    for value in range(1, 6):
        piece = Evidence(url="https://example.invalid/1", shows="台账")
        reporting.report_progress(schools, actor=cast.clerk, at=MARCH, value=Decimal(value), evidence=[piece])
        few = few or queries(api, f"commitments/{schools.code}/progress/")
    assert queries(api, f"commitments/{schools.code}/progress/") == few <= 15


def test_details_are_for_those_who_may_read_them(cast: Cast, schools: Commitment):
    piece = Evidence(url="https://example.invalid/1", shows="只给相关单位看的佐证")
    reporting.report_progress(schools, actor=cast.clerk, at=MARCH, value=Decimal(3), narrative="内部情况", evidence=[piece])
    for reader in (cast.clerk, cast.head, cast.other_clerk, cast.supervisor, cast.auditor, cast.leader):
        assert Api(reader).get(f"commitments/{schools.code}/").json()["details"]["evidence"], reader
    for other in (cast.hotline, cast.hotline_lead, cast.admin, cast.other_leader, cast.county_clerk):
        answer = Api(other).get(f"commitments/{schools.code}/")
        assert answer.json()["details"] is None, other
        assert answer.json()["record"]["current_value"] == 3
        assert "内部情况" not in answer.content.decode() and "佐证" not in answer.content.decode()
        refused = Api(other).get(f"commitments/{schools.code}/progress/")
        assert (refused.status_code, refused.json()["code"]) == (403, "denied")


def test_the_steps_offered_are_the_persons_own(cast: Cast, schools: Commitment):
    offered = {step["action"]: step for step in Api(cast.clerk).get(f"commitments/{schools.code}/").json()["actions"]}
    assert offered["report_progress"]["is_possible"]
    assert not offered["sign_in"]["is_possible"] and offered["sign_in"]["why_not"]
    assert "complete" not in offered and "urge" not in offered


# Reporting progress


def test_a_progress_report_by_json_counts_at_once(cast: Cast, schools: Commitment):
    body = {
        "value": 7.5,
        "as_of": "2021-03-31",
        "narrative": "七所半",
        "version": schools.version,
        "evidence": [{"url": "https://example.invalid/a", "shows": "验收单", "dated_on": "2021-03-30"}],
    }
    answer = Api(cast.clerk).post(f"commitments/{schools.code}/progress/", body)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["value"], made["as_of"], made["department"]) == (7.5, "2021-03-31", "education")
    assert [piece["shows"] for piece in made["evidence"]] == ["验收单"]
    schools.refresh_from_db()
    assert (schools.current_value, schools.value_on) == (Decimal("7.5"), date(2021, 3, 31))


def test_a_progress_report_by_multipart_brings_a_file(cast: Cast, schools: Commitment):
    fields = {
        "value": "5",
        "evidence-0-file": SimpleUploadedFile("验收.pdf", b"%PDF-1.7 proof"),
        "evidence-0-shows": "五所学校验收",
        "version": str(schools.version),
    }
    answer = Api(cast.clerk).upload(f"commitments/{schools.code}/progress/", fields)
    assert answer.status_code == 201
    kept = Evidence.objects.get()
    assert (kept.name, kept.shows, kept.progress_report_id) == ("验收.pdf", "五所学校验收", answer.json()["id"])


@pytest.mark.parametrize(
    "body, named",
    [
        ({"value": "seven"}, {"value"}),
        ({"value": [7]}, {"value"}),
        ({"value": {"of": 7}}, {"value"}),
        ({"value": True}, {"value"}),
        ({"value": -1}, {"value"}),
        ({"value": 10**30}, {"value"}),
        ({"value": 7, "as_of": 5}, {"as_of"}),
        ({"value": 7, "as_of": "2022-01-01"}, {"as_of"}),
        ({"value": 7, "as_off": "2021-03-31"}, {"as_off"}),
        ({"value": 7, "version": "x"}, {"version"}),
        ({"value": 7, "version": True}, {"version"}),
        ({"narrative": "坏\0字"}, {"narrative"}),
        ({"narrative": "半个\ud800"}, {"narrative"}),
        ({}, {"narrative"}),
        ({"value": 7, "evidence": "https://example.invalid"}, {"evidence"}),
        ({"value": 7, "evidence": [{"shows": "无链接"}]}, {"evidence.0.url"}),
        ({"value": 7, "evidence": [{"url": "javascript:alert(1)"}]}, {"non_field_errors"}),
        ({"value": 7, "evidence": [{"url": "https://example.invalid", "dated_on": "soon"}]}, {"evidence.0.dated_on"}),
        ({"value": 7, "evidence": [{"url": "https://example.invalid", "file": "/etc/passwd"}] * 31}, {"evidence"}),
        ([1, 2], {"non_field_errors"}),
        ("seven", {"non_field_errors"}),
    ],
)
def test_a_wrong_report_is_refused_by_the_name_of_the_field_and_changes_nothing(
    cast: Cast, schools: Commitment, body: Any, named: set[str]
):
    assert fields_of(Api(cast.clerk).post(f"commitments/{schools.code}/progress/", body)) == named
    assert unchanged(schools) and not ProgressReport.objects.exists() and not Evidence.objects.exists()


def test_a_file_that_is_not_what_its_name_says_is_refused_by_name(cast: Cast, schools: Commitment):
    fields = {"value": "5", "evidence-0-file": SimpleUploadedFile("验收.pdf", b"MZ not a pdf")}
    answer = Api(cast.clerk).upload(f"commitments/{schools.code}/progress/", fields)
    assert fields_of(answer) == {"non_field_errors"} and "验收.pdf" in answer.json()["detail"]
    assert unchanged(schools)


@pytest.mark.parametrize("raw", [b"{", b'{"value": NaN}', b"\xff\xfe"])
def test_a_body_that_is_no_json_is_a_400(cast: Cast, schools: Commitment, raw: bytes):
    answer = Api(cast.clerk).post(f"commitments/{schools.code}/progress/", raw=raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


# Steps, races, repetition


def test_the_second_of_two_gets_the_version_that_stands(cast: Cast, schools: Commitment):
    seen = schools.version
    reporting.report_progress(schools, actor=cast.colleague, at=MARCH, value=Decimal(3))
    answer = Api(cast.clerk).post(f"commitments/{schools.code}/progress/", {"value": 4, "version": seen})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["current"]["version"] == seen + 1
    assert Commitment.objects.get(pk=schools.pk).current_value == 3


def test_a_step_not_possible_now_says_from_where_it_would_be(cast: Cast, promises: Promises):
    row = promises.assigned()
    answer = Api(cast.clerk).post(f"commitments/{row.code}/actions/report_progress/", {"narrative": "已开工"})
    assert answer.status_code == 409 and answer.json()["code"] == "not_possible" and answer.json()["detail"]
    assert unchanged(row)


def test_a_step_that_is_not_ones_own_is_a_403_with_a_sentence(cast: Cast, schools: Commitment):
    answer = Api(cast.hotline).post(f"commitments/{schools.code}/actions/urge/", {"demand": "请报进度"})
    assert (answer.status_code, answer.json()["code"]) == (403, "denied") and answer.json()["detail"]
    assert unchanged(schools)


def test_a_commitment_is_brought_to_its_end_over_the_api(cast: Cast, promises: Promises):
    row = promises.draft()
    path = f"commitments/{row.code}/actions/"
    proof = [{"url": "https://example.invalid/proof", "shows": "验收报告", "dated_on": "2021-03-30"}]
    steps = [
        (cast.supervisor, "assign", {"lead": "education"}, "assigned"),
        (cast.clerk, "sign_in", {}, "in_progress"),
        (cast.clerk, "request_completion", {"completed_on": "2021-03-30", "evidence": proof}, "completion_requested"),
        (cast.head, "release_completion", {}, "completion_requested"),
        (cast.supervisor_2, "complete", dict.fromkeys(["facts", "number", "done", "lawful", "form"], True), "completed"),
    ]
    for person, action, body, stage in steps:
        answer = Api(person).post(f"{path}{action}/", body)
        assert answer.status_code == 200, answer.content
        assert answer.json()["record"]["stage"] == stage
    assert Commitment.objects.get(pk=row.pk).completed_on == date(2021, 3, 30)


def test_the_same_key_twice_makes_one_record_and_answers_the_same(cast: Cast, schools: Commitment):
    api = Api(cast.clerk)
    first = api.post(f"commitments/{schools.code}/progress/", {"value": 4, "version": schools.version}, key="k-1")
    again = api.post(f"commitments/{schools.code}/progress/", {"value": 4, "version": schools.version}, key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert ProgressReport.objects.count() == 1


def test_a_key_answers_the_first_time_even_where_the_step_is_not_possible_any_more(cast: Cast, promises: Promises):
    row, api = promises.assigned(), Api(cast.clerk)
    first = api.post(f"commitments/{row.code}/actions/sign_in/", {}, key="k-2")
    again = api.post(f"commitments/{row.code}/actions/sign_in/", {}, key="k-2")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["record"]["version"] == again.json()["record"]["version"]


def test_a_key_used_for_another_address_is_refused(cast: Cast, promises: Promises):
    row, other, api = promises.assigned(), promises.assigned(), Api(cast.clerk)
    api.post(f"commitments/{row.code}/actions/sign_in/", {}, key="k-3")
    answer = api.post(f"commitments/{other.code}/actions/sign_in/", {}, key="k-3")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused") and unchanged(other)


def test_a_refused_request_leaves_its_key_free(cast: Cast, schools: Commitment):
    api = Api(cast.clerk)
    assert api.post(f"commitments/{schools.code}/progress/", {"value": -4}, key="k-4").status_code == 400
    assert api.post(f"commitments/{schools.code}/progress/", {"value": 4}, key="k-4").status_code == 201


def test_a_stand_in_acts_by_token_as_by_session(cast: Cast, promises: Promises):
    cast.head.stand_ins.create(deputy=cast.colleague, from_on=APRIL.date())
    row = promises.asked(promises.in_progress(), on=MARCH).commitment
    answer = Api(cast.colleague).post(f"commitments/{row.code}/actions/release_completion/", {})
    assert answer.status_code == 200
    assert Event.objects.filter(stream=row.stream).latest("seq").on_behalf_of == cast.head


# Reports


def test_a_quote_stands_at_its_offsets_in_the_reports_text(cast: Cast, schools: Commitment):
    api = Api(cast.clerk)
    slug = api.get("reports/").json()["results"][0]["slug"]
    text, row = api.get(f"reports/{slug}/").json()["text"], api.get("commitments/").json()["results"][0]
    assert text[row["start"] : row["end"]] == row["quote"]
