"""Two-character Chinese search: a column of space-separated bigrams, matched by each engine's own index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Lookup, Q, QuerySet

if TYPE_CHECKING:
    from .models import Commitment

CJK = re.compile(r"[\u3400-\u9fff]+")
M = TypeVar("M", bound=models.Model)
# Tables of PostgreSQL that keep the vector of `search` beside it: a common word is read off row by row, in any order.
KEPT_VECTORS = frozenset({"commitments_commitment", "hotline_workordertext"})
WORD = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*")


def bigrams(text: str) -> list[str]:
    """The overlapping pairs of each Chinese run and the other words in lower case: 中小学 → 中小 小学."""
    found = [word.lower() for word in WORD.findall(text)]
    for run in CJK.findall(text):
        found += [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def words(row: Commitment) -> str:
    """What a commitment is found by: code, title, quote, metric, theme."""
    text = " ".join([row.code, row.title, row.quote, row.metric, row.theme])
    return " ".join(bigrams(text))


class Phrase(Lookup):
    """`column__phrase="中小 小学"`: the words side by side; by the text index on PostgreSQL, by LIKE on SQLite."""

    lookup_name = "phrase"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        model = getattr(getattr(self.lhs, "target", None), "model", None)
        if model is not None and model._meta.db_table in KEPT_VECTORS and column.endswith('"search"'):
            vector = column.removesuffix('"search"') + '"search_words"'
        else:
            vector = f"to_tsvector('simple', {column})"
        return f"{vector} @@ phraseto_tsquery('simple', %s)", (*params, self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return rf"(' ' || {column} || ' ') LIKE %s ESCAPE '\'", (*params, f"% {_plain(str(self.rhs))} %")


models.TextField.register_lookup(Phrase)


def _plain(text: str) -> str:
    """`text` with nothing LIKE would read as a wildcard."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def condition(query: str, column: str = "search") -> Q:
    """Rows whose `column` of bigrams holds every piece of `query`: each Chinese run as a phrase, each word alone.

    One Chinese character, and a word while it is being typed, match inside what stands there. A query without
    anything to look for finds nothing.
    """
    found = Q()
    for word in WORD.findall(query):
        found &= Q(**{f"{column}__contains": word.lower()})
    for run in CJK.findall(query):
        if len(run) == 1:
            found &= Q(**{f"{column}__contains": run})
        else:
            found &= Q(**{f"{column}__phrase": " ".join(bigrams(run))})
    return found or Q(pk__in=[])


def matching(queryset: QuerySet[M], query: str) -> QuerySet[M]:
    """The rows of `queryset` that are found by what a person typed; all of them where he typed nothing."""
    return queryset.filter(condition(query)) if query.strip() else queryset
