"""Rows found by an index of another order: the rare by that index first, the common while walking through the list."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Lookup, Q, QuerySet

M = TypeVar("M", bound=models.Model)


def few_or(rows: QuerySet[M], ids: QuerySet[Any, Any], otherwise: Q, *, few: int) -> QuerySet[M]:
    """The rows with these `ids`, or the same said as a condition (`otherwise`) where they are more than `few`.

    Asked for the first fifty in an order, a planner walks through that order until it has found them: right for what is
    common, a walk through the whole table for what is rare, absent or all at its end. `few` is the number from which on
    the walk costs less than reading and sorting all of them; who owns the table measures it.
    """
    ids = ids.order_by()
    if _expected(ids) > 2 * few:
        return rows.filter(otherwise)
    found = ids[: few + 1].count()  # more than are expected: a smaller limit would be looked for row by row
    return rows.filter(otherwise) if found > few else rows.filter(pk__among=ids[:few])


def _expected(ids: QuerySet[Any, Any]) -> int:
    """How many they are by the statistics of PostgreSQL, which cost nothing to ask; elsewhere 0: the tables are small."""
    if connection.vendor != "postgresql":
        return 0
    plan = ids.explain(format="json")  # none where Django knows that they are none
    return json.loads(plan)[0]["Plan"]["Plan Rows"] if plan else 0


@models.Field.register_lookup
class Among(Lookup):
    """`pk__among=keys`: one of these keys (a queryset of one column), each looked up by its index whatever else is asked for.

    PostgreSQL is not told how many they are: it would weigh a walk through another index against them and, where they lie
    at its end, lose.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self._said(compiler, connection, "{} = ANY(ARRAY{})")

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self._said(compiler, connection, "{} IN {}")

    def _said(self, compiler: Any, connection: Any, sql: str) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        keys, more = self.process_rhs(compiler, connection)
        return sql.format(column, keys), (*params, *more)
