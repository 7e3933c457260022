"""Questions every page puts to the database in the same words: their SQL is written once by each process.

Django writes the SQL of a query anew each time, which for the frame's counts is more work than the rest of the frame.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Given(Expression):
    """Where a value of the moment stands in a `Statement`; it is written as a value of `field` is."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class Statement:
    """A query of `values()`, all of them expressions, with a `Given` for each value that is another each time."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.rows = rows

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...], list[str], dict[int, Any]]:
        """SQL, its parameters in order, the names of its columns, what turns a column into its Python value."""
        compiler = self.rows.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        return sql, tuple(parameters), list(self.rows.query.annotation_select), converters

    def first(self, **given: Any) -> dict[str, Any] | None:
        """The first row for these values; None where there is none."""
        sql, parameters, names, converters = self._written
        filled = [
            each.field.get_db_prep_value(given[each.name], connection) if isinstance(each, Given) else each for each in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            row = cursor.fetchone()
        if row is None:
            return None
        found = list(row)
        for place, (steps, expression) in converters.items():
            for step in steps:
                found[place] = step(found[place], expression, connection)
        return dict(zip(names, found, strict=True))
