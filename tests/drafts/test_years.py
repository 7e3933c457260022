"""A report beside a former one: raised, lowered, continued, dropped, new."""

from __future__ import annotations

from django.urls import reverse

from drafts import loading, years

from .conftest import NOW, TEXT

NEXT = TEXT.replace("2022", "2023").replace("24所", "30所").replace("172个", "120个").replace("幼儿园30所", "博物馆3座")


def test_each_promise_goes_on_as_its_number_says(report, cast, client):
    new, _made = loading.load(
        NEXT.encode(), "next.txt", slug="town-2023", year=2023, title="2023", with_drafts=True, at=NOW, by=cast.supervisor
    )
    how = {(pair.new or pair.former).quote: pair.how for pair in years.compare(new, report)}
    assert how["新建改建中小学30所"] == "raised"
    assert how["改造老旧小区120个"] == "lowered"
    assert how["地区生产总值增长6%以上"] == "continued"
    assert next(value for quote, value in how.items() if "博物馆" in quote) == "new"
    assert next(value for quote, value in how.items() if "幼儿园" in quote) == "dropped"
    client.force_login(cast.supervisor)
    page = client.get(reverse("drafts:years", args=[new.slug]), {"with": report.slug})
    assert page.status_code == 200
    assert client.get(reverse("drafts:years", args=[new.slug]), {"with": "none"}).status_code == 404
