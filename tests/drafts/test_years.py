"""A report beside a former one: raised, lowered, continued, dropped, new."""

from __future__ import annotations

import pytest
from django.urls import reverse

from commitments.workflow.table import NotPossible
from drafts import loading, review, years
from tests.promises import Promises

from .conftest import NOW, TEXT

NEXT = TEXT.replace("2022", "2023").replace("24所", "30所").replace("172个", "120处").replace("幼儿园30所", "博物馆3座")
NEXT = NEXT.replace("4.5%以内", "4%以内")


def test_each_promise_goes_on_as_its_number_says(report, cast, client):
    new, _made = loading.load(
        NEXT.encode(), "next.txt", slug="town-2023", year=2023, title="2023", with_drafts=True, at=NOW, by=cast.supervisor
    )
    Promises(cast).draft(report=report, kind="ongoing", title="抓好收尾工作", quote="抓好收尾工作")
    compared = years.compare(new, report)
    how = {(pair.new or pair.former).quote: pair.how for pair in compared.pairs}
    assert how["新建改建中小学30所"] == "raised"
    assert how["改造老旧小区120处"] == "lowered"
    assert how["城镇登记失业率控制在4%以内"] == "raised"  # less is what a cap promises
    assert compared.left_out == 1 and "抓好收尾工作" not in how
    assert how["地区生产总值增长6%以上"] == "continued"
    assert next(value for quote, value in how.items() if "博物馆" in quote) == "new"
    assert next(value for quote, value in how.items() if "幼儿园" in quote) == "dropped"
    client.force_login(cast.supervisor)
    page = client.get(reverse("drafts:years", args=[new.slug]), {"with": report.slug})
    assert page.status_code == 200
    assert client.get(reverse("drafts:years", args=[new.slug]), {"with": "none"}).status_code == 404


def test_a_draft_that_carries_a_former_promise_on_stays_and_names_it(report, cast, client):
    row, former = report.commitments.all()[0], Promises(cast).draft()
    former.successor = row
    former.save()
    with pytest.raises(NotPossible, match=former.code):
        review.reject(row, actor=cast.supervisor, at=NOW)
    client.force_login(cast.supervisor)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "结转自" in page and former.code in page
