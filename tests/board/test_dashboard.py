"""The board: who counts what, the same numbers in picture, table and CSV, a fixed number of queries."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from board import daycounts, figures
from board.figures import Load, View
from commitments.workflow import parts, reporting
from departments.models import User
from tests.conftest import at
from tests.promises import Promises

pytestmark = pytest.mark.django_db
ON = date(2021, 6, 15)


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    settings.BUSINESS_DATE = ON.isoformat()


def page(user: User, **asked: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("board:dashboard"), asked)


def drawn(response: Any) -> dict[str, Any]:
    """The data of the charts as the page carries it."""
    found = re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', response.content.decode(), re.S)
    assert found
    return json.loads(found[1])


def table(user: User, chart: str, **asked: str) -> list[list[str]]:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("board:table", args=[chart]), asked)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_leader_counts_his_area_and_a_head_his_unit(promises: Promises):
    promises.in_progress()
    promises.assigned(lead=promises.cast.housing)
    cast = promises.cast
    totals = {
        user.username: page(user).context["total"] for user in (cast.supervisor, cast.auditor, cast.admin, cast.leader, cast.head)
    }
    assert totals == {"supervisor": 2, "auditor": 2, "admin": 2, "leader": 1, "head": 1}
    assert page(cast.leader, unit="housing").context["total"] == 1, "another area's unit is not asked for by its address"


def test_picture_and_csv_carry_the_same_numbers(promises: Promises):
    promises.completed()
    promises.in_progress(deadline=date(2021, 6, 1))
    promises.in_progress(section="二", deadline=date(2021, 7, 1))
    supervisor = promises.cast.supervisor
    sections = drawn(page(supervisor))["sections"]
    rows = table(supervisor, "sections")[1:]
    lights = list(sections["lights"])
    assert [row[0] for row in rows] == sections["names"]
    assert [[int(n) for n in row[1:-1]] for row in rows] == [
        [sections["counts"][light][place] for light in lights] for place in range(len(rows))
    ]
    assert [int(row[-1]) for row in rows] == [2, 1]


@pytest.mark.parametrize("chart", ["sections", "plan", "time", "due", "decided", "load"])
def test_every_chart_has_its_csv(promises: Promises, chart: str):
    promises.in_progress(deadline=date(2021, 7, 30))
    header, *rows = table(promises.cast.supervisor, chart)
    assert len(header) >= 2 and rows and all(len(row) == len(header) for row in rows)


def test_what_was_due_is_set_against_what_was_completed(promises: Promises):
    promises.completed(on=at(2021, 5, 6), deadline=date(2021, 4, 30))
    promises.in_progress(deadline=date(2021, 5, 31))
    promises.suspended(deadline=date(2021, 5, 31))
    months = figures.dates(View(promises.report, ON, date(2021, 5, 31))).months
    assert [(m.due, m.completed) for m in months if m.end.month in (3, 4, 5, 6)] == [(0, 0), (1, 0), (2, 1), (2, 1)]


def test_sites_and_milestones_fall_due_too(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 7, 30))
    parts.put_milestone(row, actor=promises.cast.head, at=at(2021, 3, 1), name="开工", deadline=date(2021, 6, 30))
    rows = [{"name": "一小", "deadline": date(2021, 6, 30)}]
    reporting.put_sites(row, rows, actor=promises.cast.clerk, at=at(2021, 3, 1))
    view = View(promises.report, ON, ON)
    assert figures.falling_due(view, figures.dates(view).due) == {date(2021, 6, 30): 2, date(2021, 7, 30): 1}


def test_small_departments_stand_together_unranked():
    loads = {n: Load(f"unit {n}", counts=daycounts.Counter({"green": size})) for n, size in enumerate((9, 4, 7, 2))}
    large, rest, small = figures.merge_small(loads, smallest=5, shown=10)
    assert [load.total for load in large] == [9, 7]
    assert (rest.total, small) == (6, 2)


def test_the_earlier_day_is_the_one_written_down_that_night(promises: Promises):
    promises.in_progress(deadline=date(2021, 5, 31))
    daycounts.record(date(2021, 3, 5))
    moved = {tile["light"]: tile["moved"] for tile in page(promises.cast.supervisor, since="2021-03-05").context["tiles"]}
    assert "+1" in moved["red"] and "−1" in moved["green"]


@pytest.mark.parametrize("asked", [{"since": "x"}, {"since": "2999-01-01"}, {"unit": "no"}, {"report": "no"}, {"post": "'"}])
def test_a_hand_edited_address_shows_the_whole_board(promises: Promises, asked: dict[str, str]):
    promises.in_progress()
    assert page(promises.cast.supervisor, **asked).context["total"] == 1


def test_the_board_asks_the_same_few_queries_for_many_rows(promises: Promises, django_assert_max_num_queries):
    for _each in range(12):
        promises.in_progress()
    client = Client()
    client.force_login(promises.cast.supervisor)
    client.get(reverse("board:dashboard"))
    with django_assert_max_num_queries(15):
        assert client.get(reverse("board:dashboard")).status_code == 200


def test_sections_are_named_by_what_tells_them_apart(promises: Promises):
    promises.report.text = "（一）聚焦聚力创新驱动，重塑优势。\n（二）聚焦聚力项目建设，夯实支撑。"
    assert figures.section_titles(promises.report) == {"一": "创新驱动", "二": "项目建设"}
