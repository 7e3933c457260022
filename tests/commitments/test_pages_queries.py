"""No page grows with the table: a fixed number of queries, the same for three rows and for thirty."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from commitments.filters import ORDERS
from commitments.models import Commitment
from commitments.workflow import parts, reporting, requests, urging
from tests.conftest import Cast, at
from tests.pages import queries, signed_in
from tests.promises import Promises

LISTS = 15

DAY = "2021-05-20"


@pytest.fixture(autouse=True)
def _on_a_day_in_may(settings):
    settings.BUSINESS_DATE = DAY


def fill(promises: Promises, cast: Cast) -> None:
    """One promise of each kind a list may have to show."""
    promises.draft()
    promises.assigned()
    late = promises.in_progress(**promises.schools(), deadline=date(2021, 4, 30))
    promises.figure(late, 5, on=at(2021, 4, 1))
    urging.urge([promises.fresh(late)], actor=cast.supervisor, at=at(2021, 5, 10), demand="请报进度", reply_by=date(2021, 5, 13))
    promises.released(promises.in_progress(), on=at(2021, 5, 10))
    promises.extension(promises.in_progress(), date(2022, 1, 31), on=at(2021, 5, 10), head=True)
    promises.asked(promises.in_progress(), on=at(2021, 5, 10))
    planned = promises.in_progress(**promises.schools())
    reporting.file_plan(planned, {date(2021, 6, 1): 10, date(2021, 12, 1): 24}, actor=cast.clerk, at=at(2021, 5, 10))
    done = promises.completed()
    done.is_contested = True
    done.save(update_fields=["is_contested"])


PAGES = [
    ("clerk", "/my/"),
    ("head", "/my/"),
    ("supervisor", "/my/"),
    ("leader", "/my/"),
    ("auditor", "/my/"),
    ("supervisor", "/commitments/"),
    ("clerk", "/commitments/?q=学校&department=education&light=green"),
    ("supervisor", "/overdue/"),
    ("leader", "/overdue/?group=section"),
    ("supervisor", "/review/"),
    ("head", "/review/"),
    ("auditor", "/review/"),
    ("clerk", "/my/notices/"),
    ("clerk", "/reports/town-2021/"),
    ("supervisor", "/reports/town-2021/?light=red&department=education"),
]


@pytest.mark.engine
@pytest.mark.parametrize(("who", "url"), PAGES)
def test_a_list_asks_the_same_few_queries_whatever_its_rows(cast: Cast, who: str, url: str):
    promises = Promises(cast)
    fill(promises, cast)
    client = signed_in(getattr(cast, who))
    few = queries(client, url)
    for _n in range(4):
        fill(promises, cast)
    many = queries(client, url)
    assert many <= few, f"{url} grows with its rows"
    assert many <= LISTS


@pytest.mark.engine
@pytest.mark.parametrize(("who", "most"), [("clerk", 22), ("supervisor", 22), ("other_clerk", 22)])
def test_a_commitments_page_asks_the_same_queries_whatever_happened(cast: Cast, who: str, most: int):
    promises = Promises(cast)
    row = promises.in_progress(**promises.schools(), supporting=[cast.housing], site_names=["第一小学", "第二小学"])
    parts.put_milestone(row, actor=cast.clerk, at=at(2021, 3, 2), name="开工", deadline=date(2021, 6, 1))
    requests.withdraw(promises.extension(row, date(2022, 1, 31)), actor=cast.clerk, at=at(2021, 4, 2))
    client = signed_in(getattr(cast, who))
    few = queries(client, row.get_absolute_url())
    for day in range(3, 13):
        reporting.report_progress(promises.fresh(row), actor=cast.clerk, at=at(2021, 5, day), narrative=f"第{day}天")
    reporting.put_sites(
        promises.fresh(row), [{"name": f"示例{n}", "township": ""} for n in range(20)], actor=cast.clerk, at=at(2021, 5, 14)
    )
    many = queries(client, row.get_absolute_url())
    assert many <= few + 1  # evidence, requests and reports are read; each is one query however many there are
    assert many <= most


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the plans of PostgreSQL")
@pytest.mark.django_db
@pytest.mark.parametrize("order", ORDERS)
def test_no_order_of_the_ledger_sorts_the_whole_table(order: str):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of a few rows is read whole otherwise
    page = Commitment.objects.order_by(*ORDERS[order])[:50]
    assert "Sort" not in page.explain()
