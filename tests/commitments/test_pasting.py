"""Rows pasted from a spreadsheet: each read or refused by itself, with its number."""

from datetime import date
from decimal import Decimal as D

import pytest

from commitments import pasting
from commitments.models import Site
from tests.promises import Promises

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(promises: Promises):
    return promises.in_progress(**promises.schools(24))


def test_sites_come_with_county_township_and_deadline(cast, row):
    pasted = pasting.read_sites("名称\t县市区\t乡镇\t时限\n第一小学\t东昌府区\t柳园街道\t2021/9/3\n第二小学", row)
    assert pasted.errors == []
    assert pasted.rows == [
        {"name": "第一小学", "township": "柳园街道", "department": cast.county, "deadline": date(2021, 9, 3)},
        {"name": "第二小学", "township": ""},
    ]


@pytest.mark.parametrize(
    "line",
    [
        "\t东昌府区",
        "第一小学\t某某县",
        "第一小学\t市教育和体育局",
        "第一小学\t\t\t下半年",
        "第一小学\t\t\t2021-02-30",
        "第一小学\t\t\t2022-1-1",
    ],
)
def test_a_row_that_cannot_be_is_named_by_its_number_and_the_others_are_read(row, line):
    pasted = pasting.read_sites(f"第二小学\n{line}\n第三小学", row)
    assert [kept["name"] for kept in pasted.rows] == ["第二小学", "第三小学"]
    assert len(pasted.errors) == 1 and "2" in pasted.errors[0]


def test_a_name_pasted_twice_is_refused_the_second_time(row):
    pasted = pasting.read_sites("第一小学\n第一小学", row)
    assert len(pasted.rows) == len(pasted.errors) == 1


@pytest.mark.parametrize("text", ["2021-9-3", "2021/09/03", "2021.9.3", "2021年9月3日"])
def test_days_as_people_write_them(text):
    assert pasting.read_day(text) == date(2021, 9, 3)


def test_shares_are_counties_with_a_number(cast):
    pasted = pasting.read_shares("东昌府区\t1,400\n临清市，10\n东昌府区\t1\n某县\t3\n临清市\t十")
    assert {kept["department"]: kept["value"] for kept in pasted.rows} == {cast.county: D(1400), cast.county_2: D(10)}
    assert len(pasted.errors) == 3


def test_plans_are_months_with_a_cumulative_number(cast):
    pasted = pasting.read_plan("月份,累计\n2021-06,6\n2021年12月,24\n2021-12,24\n冬天,24\n2021-09,")
    assert [(kept["day"], kept["value"]) for kept in pasted.rows] == [(date(2021, 6, 1), D(6)), (date(2021, 12, 1), D(24))]
    assert len(pasted.errors) == 3


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e99", "", "十"])
def test_what_is_no_figure_is_none(text):
    assert pasting.read_figure(text) is None


def test_the_preview_writes_nothing_and_the_confirmed_paste_all_of_it(row, cast, client, settings):
    settings.BUSINESS_DATE = "2021-05-06"
    client.force_login(cast.clerk)
    url = f"/commitments/{row.code}/actions/edit_sites/"
    shown = client.post(url, {"rows": "第一小学\t东昌府区\n第二小学\t某某县"})
    assert "某某县" in shown.content.decode() and not Site.objects.exists()
    refused = client.post(url, {"rows": "第一小学\t东昌府区\n第二小学\t某某县", "confirm": "1"})
    assert refused.status_code == 422 and not Site.objects.exists()
    client.post(url, {"rows": "第一小学\t东昌府区\n第二小学\t临清市", "confirm": "1"})
    assert Site.objects.count() == 2
