"""Long lists: counted to a thousand, leafed through as far as anybody would."""

from __future__ import annotations

import pytest

from departments.models import Department
from house import paging
from house.paging import LongPaginator


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hand's worth of rows stands for a thousand, three pages for two thousand."""
    monkeypatch.setattr(paging, "MOST", 4)
    monkeypatch.setattr(paging, "DEEPEST", 3)


@pytest.fixture
def units(db: None) -> list[Department]:
    Department.objects.all().delete()
    return [Department.objects.create(code=f"u{n}", name=f"单位{n}", short_name=f"单位{n}", order=n) for n in range(11)]


def test_a_long_list_says_how_far_it_counted_and_leafs_on(cut: None, units: list[Department]):
    paginator = LongPaginator(Department.objects.order_by("order"), 3)
    assert paginator.total == "4+"
    second = paginator.get_page("2")
    assert [unit.code for unit in second] == ["u3", "u4", "u5"]
    assert second.has_next() and second.next_page_number() == 3


@pytest.mark.parametrize(("asked", "first"), [("3", "u6"), ("99999999999", "u6"), ("x", "u0"), ("-4", "u0"), (None, "u0")])
def test_nobody_leafs_past_the_deepest_page_and_nonsense_is_the_first(cut: None, units: list[Department], asked, first):
    page = LongPaginator(Department.objects.order_by("order"), 3).get_page(asked)
    assert page[0].code == first
    assert page.has_next() == (first == "u0")
    assert not page.has_previous() or page.previous_page_number() == 2


def test_a_short_list_is_counted_whole(units: list[Department]):
    paginator = LongPaginator(Department.objects.order_by("order"), 3)
    assert (paginator.total, paginator.is_cut, len(paginator.get_page("99"))) == ("11", False, 2)
