"""The thesaurus as the engine reads it: the rows people edit or, until they are loaded, the supplied files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from .models import Concept, ConceptTerm, WordGroup

FILES = Path(settings.BASE_DIR) / "fixtures" / "thesaurus"
KINDS = tuple(ConceptTerm.Kind.values)


@dataclass
class Entry:
    """One concept with its expressions by kind, each list in its order."""

    code: str
    name: str
    subject: str
    official: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    saying: list[str] = field(default_factory=list)
    counter: list[str] = field(default_factory=list)


@dataclass
class Thesaurus:
    entries: list[Entry]
    synonyms: dict[str, list[str]]
    places: dict[str, list[str]]
    landmarks: frozenset[str]
    idle: frozenset[str]
    families: dict[str, list[str]] = field(default_factory=dict)  # names of concepts


def supplied() -> Thesaurus:
    """The files of fixtures/thesaurus/: `words.json` with the groups, every other file one subject's concepts."""
    groups = supplied_groups()
    entries = []
    for path in sorted(FILES.glob("*.json")):
        if path.name != "words.json":
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            entries += [Entry(subject=content["subject"], **concept) for concept in content["concepts"]]
    return _with_groups(entries, groups)


def supplied_groups() -> dict[str, dict[str, list[str]]]:
    """Kind → name → words, as the files have them."""
    content: dict[str, dict[str, list[str]]] = json.loads((FILES / "words.json").read_text(encoding="utf-8"))
    return content


def standing() -> Thesaurus:
    """What people have made of it; the supplied files while nothing is loaded."""
    concepts = Concept.objects.filter(is_active=True).values_list("pk", "code", "name", "subject")
    entries = {pk: Entry(code, name, subject) for pk, code, name, subject in concepts}
    if not entries:
        return supplied()
    terms = ConceptTerm.objects.filter(is_active=True, concept__is_active=True).order_by("kind", "order", "pk")
    for concept, kind, text in terms.values_list("concept", "kind", "text"):
        getattr(entries[concept], kind).append(text)
    groups: dict[str, dict[str, list[str]]] = {kind: {} for kind in WordGroup.Kind.values}
    for group in WordGroup.objects.all():
        groups[group.kind][group.name] = group.words_in_use
    return _with_groups(list(entries.values()), groups)


def _with_groups(entries: list[Entry], groups: dict[str, dict[str, list[str]]]) -> Thesaurus:
    kind = WordGroup.Kind
    alone = {name: frozenset(word for words in groups[name].values() for word in words) for name in (kind.LANDMARK, kind.IDLE)}
    return Thesaurus(
        entries, groups[kind.SYNONYM], groups[kind.PLACE], alone[kind.LANDMARK], alone[kind.IDLE], groups[kind.FAMILY]
    )
