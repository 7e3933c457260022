"""What a typed query finds, the same on both engines, and on PostgreSQL by an index."""

from __future__ import annotations

import re
from random import Random

import pytest
from django.db import connection, models

from board.models import PublishedItem
from commitments import search
from commitments.models import Commitment
from hotline.models import WorkOrderText
from tests.conftest import Cast
from tests.promises import Promises

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

SAID = "LC2021-001 新改建中小学24所，人均GDP增长1.5%，5G基站；桥"


def found(row: Commitment, text: str, query: str) -> bool:
    Commitment.objects.filter(pk=row.pk).update(search=" ".join(search.bigrams(text)))
    return search.matching(Commitment.objects.all(), query).exists()


@pytest.mark.parametrize("query", ["lc20", "LC2021-001", "001", "lc2021-0", "24", "gd", "1.5", "5", "5g", "桥"])
def test_a_word_is_found_from_its_beginning_and_each_part_of_a_code(promises: Promises, query):
    assert found(promises.draft(), SAID, query)


@pytest.mark.parametrize("query", ["学", "所", "新", "长", "小学", "中小学 gdp", "改建 桥 24"])
def test_a_character_is_found_wherever_it_stands(promises: Promises, query):
    assert found(promises.draft(), SAID, query)


@pytest.mark.parametrize("query", ["dp", "021", "24-1", "001-1", "1.5.5", "1-5", "楼", "学新", "学所", "小学 楼", "%", "_", "'"])
def test_what_is_not_there_is_not_found(promises: Promises, query):
    assert not found(promises.draft(), SAID, query)


def expected(text: str, query: str) -> bool:
    """The rule once more, over the text itself."""
    words = [part for word in search.WORD.findall(text) for part in re.split("[.-]", word)]
    by_word = all(
        any(part.startswith(asked) for part in words) if asked.isalnum() else re.search(rf"(?<![0-9a-z]){re.escape(asked)}", text)
        for asked in search.WORD.findall(query)
    )
    return bool(query) and bool(by_word) and all(run in text for run in search.CJK.findall(query))


def test_both_engines_find_what_the_rule_says(promises: Promises):
    row, dice = promises.draft(), Random(5)
    for _n in range(400):
        text, query = ("".join(dice.choices("中小学校区12ab-.，", k=dice.randrange(1, most))) for most in (20, 5))
        if search.WORD.search(query) or search.CJK.search(query):
            assert found(row, text, query) == expected(text, query), (text, query)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads the column")
@pytest.mark.parametrize("query", ["absent", "2021-001", "学", "小学", "小学 学 gdp 1.5"])
@pytest.mark.parametrize("model", [Commitment, WorkOrderText, PublishedItem])
def test_postgresql_finds_it_by_an_index(cast: Cast, model: type[models.Model], query):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # what no index can find is read whole nevertheless
    plan = search.matching(model._default_manager.order_by(), query).explain()
    assert "Bitmap Index Scan" in plan and "Seq Scan" not in plan, plan
