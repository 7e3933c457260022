"""Bringing the supplied files of the thesaurus into the rows people edit, at the first start and after an upgrade."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from history import ledger
from history.models import Event

from . import editing
from .models import Concept, ConceptTerm, WordGroup
from .thesaurus import KINDS, supplied, supplied_groups

Key = tuple[str, str, str]  # code of the concept, kind, expression


class Loaded(NamedTuple):
    """What loading changed: how many concepts and expressions are new, and how many expressions were switched off."""

    concepts: int
    expressions: int
    dropped: int

    def __str__(self) -> str:
        return f"{self.concepts} concepts and {self.expressions} expressions new, {self.dropped} no longer supplied switched off"


@transaction.atomic
def load(*, at: datetime) -> Loaded:
    """Bring the files into the rows, at the instant `at`. Quick when everything stands.

    What a person added, changed or switched off stays; what was supplied once and is no longer is switched off, unless
    a person took it into use.
    """
    content = supplied()
    ids = dict(Concept.objects.values_list("code", "pk"))
    new = [Concept(code=e.code, name=e.name, subject=e.subject) for e in content.entries if e.code not in ids]
    Concept.objects.bulk_create(new)
    ids = dict(Concept.objects.values_list("code", "pk"))
    given: dict[Key, int] = {
        (entry.code, kind, text): order
        for entry in content.entries
        for kind in KINDS
        for order, text in enumerate(getattr(entry, kind))
    }
    standing = set(ConceptTerm.objects.values_list("concept__code", "kind", "text"))
    terms = [
        ConceptTerm(concept_id=ids[code], kind=kind, text=text, order=order, source=ConceptTerm.Source.SUPPLIED)
        for (code, kind, text), order in given.items()
        if (code, kind, text) not in standing
    ]
    ConceptTerm.objects.bulk_create(terms, batch_size=500)
    groups = [
        WordGroup(kind=kind, name=name, words=words) for kind, named in supplied_groups().items() for name, words in named.items()
    ]
    WordGroup.objects.bulk_create(groups, ignore_conflicts=True)
    return Loaded(len(new), len(terms), _drop_all_but(given.keys(), at))


def _drop_all_but(given: Collection[Key], at: datetime) -> int:
    """Switch off what was supplied once, is not among `given` any more and no person took into use; returns how many."""
    supplied_once = ConceptTerm.objects.filter(source=ConceptTerm.Source.SUPPLIED, is_active=True)
    keys = supplied_once.values_list("concept__code", "kind", "text", "pk")
    gone = [pk for code, kind, text, pk in keys if (code, kind, text) not in given]
    terms = ConceptTerm.objects.filter(pk__in=gone).select_related("concept")
    streams = {editing.stream(term.concept) for term in terms}
    taken = Event.objects.filter(stream__in=streams, action="use_expression").values_list("stream", "data__kind", "data__text")
    by_hand = set(taken)
    dropped = [term for term in terms if (editing.stream(term.concept), term.kind, term.text) not in by_hand]
    for term in dropped:
        told = {"kind": term.kind, "text": term.text}
        ledger.record(editing.stream(term.concept), "drop_expression", actor=None, at=at, data=told)
        term.is_active = False
        term.save(update_fields=["is_active", "changed_at"])
    return len(dropped)
