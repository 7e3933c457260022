"""Search in Chinese and in words: a column of space-separated bigrams, matched by each engine's own means.

Every table with such a column `search` keeps beside it, on PostgreSQL, the vector `search_words` with a GIN index
(`keep_vector`, called by a migration); SQLite reads the column. Both find the same rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Lookup, Q, QuerySet

from house.few import few_or

if TYPE_CHECKING:
    from .models import Commitment

CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
M = TypeVar("M", bound=models.Model)
WORD = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*")
FEW = 3_000  # of 100,000 commitments: as many are read and sorted as quickly as fifty are met in the list's order
JOINT = re.compile("[.-]")  # within a word: 2021-06-012, 1.5

# What the vector is made of. Joints become spaces: PostgreSQL would read -06 as a number below zero. A bigram is found
# by its first character, so the last one of each run stands there once more, without a place among its neighbours.
_PARTS = "to_tsvector('simple', translate(search, '-.', '  '))"
_RUNS = r"regexp_replace(search, '([㐀-鿿]) \1', '\1', 'g')"  # 中小 小学 → 中小学
_LAST_CHARACTERS = rf"strip(to_tsvector('simple', regexp_replace({_RUNS}, '[㐀-鿿]+([㐀-鿿])', '\1', 'g')))"


def keep_vector(schema_editor: Any, table: str, index: str) -> None:
    """Make `search_words` and its index anew on PostgreSQL; nothing elsewhere.

    Rewrites the table under its lock (1.8 million work orders: two minutes on two cores). Whoever changes what the vector is
    made of writes a migration for each table that has one.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        f"ALTER TABLE {table} DROP COLUMN IF EXISTS search_words, ADD COLUMN search_words tsvector "
        f"GENERATED ALWAYS AS ({_PARTS} || {_LAST_CHARACTERS}) STORED"
    )
    schema_editor.execute(f"CREATE INDEX {index} ON {table} USING gin (search_words)")


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


class _ByVector(Lookup):
    """What is asked for as a `tsquery` of PostgreSQL and, for the other engine, as a LIKE `pattern` over spaced words.

    The right side is words of `bigrams`, their joints spaces: nothing either language would read as a sign of its own.
    """

    prepare_rhs = False
    tsquery = pattern = "{}"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        vector = column.removesuffix('"') + '_words"'
        return f"{vector} @@ to_tsquery('simple', %s)", (*params, self.tsquery.format(" <-> ".join(self.rhs.split())))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        spaced = f"' ' || replace(replace({column}, '-', ' '), '.', ' ') || ' '"
        return f"({spaced}) LIKE %s", (*params, self.pattern.format(self.rhs))


@models.TextField.register_lookup
class Phrase(_ByVector):
    """`search__phrase="中小 小学"`: the words side by side."""

    lookup_name = "phrase"
    pattern = "% {} %"


@models.TextField.register_lookup
class Beginning(_ByVector):
    """`search__beginning="2021 06"`: the words side by side, the last of them as far as it was typed."""

    lookup_name = "beginning"
    tsquery, pattern = "{}:*", "% {}%"


@models.TextField.register_lookup
class Character(_ByVector):
    """`search__character="学"`: the Chinese character anywhere."""

    lookup_name = "character"
    tsquery, pattern = "{}:*", "%{}%"


def condition(query: str, column: str = "search") -> Q:
    """Rows whose `column` of bigrams holds every piece of `query`; none where it holds nothing to look for.

    A Chinese run is found wherever it stands, also a single character. A word of Latin letters and digits is found from
    its beginning, while it is being typed: `gd` finds GDP, `dp` does not. Where points or hyphens join its parts it is
    found from the beginning of each part: 2021-06-012 by `2021-06`, `06-01` and `012`, not by `12`.
    """
    found = Q()
    for word in WORD.findall(query.lower()):
        found &= Q(**{f"{column}__beginning": JOINT.sub(" ", word)})
        if JOINT.search(word):  # two words that happen to be neighbours are not joined
            found &= Q(**{f"{column}__contains": word})
    for run in CJK.findall(query):
        lookup = "character" if len(run) == 1 else "phrase"
        found &= Q(**{f"{column}__{lookup}": " ".join(bigrams(run))})
    return found or Q(pk__in=[])


def matching(queryset: QuerySet[M], query: str) -> QuerySet[M]:
    """The rows of `queryset` that are found by what a person typed; all of them where he typed nothing."""
    if not query.strip():
        return queryset
    found = condition(query)
    return few_or(queryset, queryset.filter(found).values_list("pk", flat=True), found, few=FEW)
