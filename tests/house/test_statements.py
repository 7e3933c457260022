"""A question whose SQL is kept: each time it says what the query would say that Django writes anew."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import BigIntegerField, DateField, Exists, F, OuterRef, QuerySet

from commitments.models import Commitment
from house.statements import Given, Statement
from tests.conftest import Cast
from tests.promises import Promises


def asked(pk: Any, on: Any) -> QuerySet[Any, Any]:
    late = Exists(Commitment.objects.filter(pk=OuterRef("pk"), deadline__lt=on))
    return Commitment.objects.filter(pk=pk).order_by().values(late=late, day=F("deadline"), target=F("value"))


@pytest.mark.engine
def test_a_statement_says_for_each_value_what_its_query_says(cast: Cast, django_assert_num_queries):
    promises = Promises(cast)
    rows = [promises.draft(deadline=date(2021, 4, 30)), promises.in_progress(**promises.schools(), deadline=date(2021, 12, 31))]
    kept = Statement(asked(Given("pk", BigIntegerField()), Given("on", DateField())))
    for row in (*rows, *rows):
        for on in (date(2021, 4, 30), date(2021, 5, 1), date(2022, 1, 1)):
            with django_assert_num_queries(1):
                told = kept.first(pk=row.pk, on=on)
            assert told == asked(row.pk, on).get()
            assert told["late"] is (row.deadline < on)
    assert kept.first(pk=0, on=date(2021, 5, 1)) is None
    with pytest.raises(KeyError):
        kept.first(pk=rows[0].pk)
