"""Changing the thesaurus: who, what, when stands in the history; it takes effect within seconds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid
from departments.access import require
from departments.models import User
from history import ledger
from hotline.models import Concept, ConceptTerm, WordGroup

from . import ready
from .patterns import parse


def add_concept(*, actor: User, at: datetime, name: str, subject: str) -> Concept:
    """A new concept without expressions. Raises `Denied`, `Invalid`."""
    with transaction.atomic():
        require(actor, "edit_thesaurus", Concept)
        if Concept.objects.filter(name=name.strip()).exists():
            raise Invalid(name=_("There is a concept of this name."))
        number = (Concept.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
        concept = Concept.objects.create(code=f"own-{number}", name=name.strip(), subject=subject.strip())
        _record(concept, "add_concept", actor, at, {"name": concept.name})
    ready.forget()
    return concept


def add_expression(concept: Concept, *, actor: User, at: datetime, kind: str, text: str) -> ConceptTerm:
    """A new expression, last of its kind. Raises `Denied`; `Invalid` where it stands already or cannot be read."""
    with transaction.atomic():
        require(actor, "edit_thesaurus", Concept)
        text = text.strip()
        if not text.strip("~+|[]"):
            raise Invalid(text=_("Write what citizens or reports say."))
        _check(kind, text)
        if ConceptTerm.objects.filter(concept=concept, kind=kind, text=text).exists():
            raise Invalid(text=_("It stands there already."))
        last = ConceptTerm.objects.filter(concept=concept, kind=kind).aggregate(last=Max("order"))["last"]
        term = ConceptTerm.objects.create(concept=concept, kind=kind, text=text, order=0 if last is None else last + 1)
        _record(concept, "add_expression", actor, at, {"kind": kind, "text": text})
    ready.forget()
    return term


def switch_expression(term: ConceptTerm, *, actor: User, at: datetime, is_active: bool) -> ConceptTerm:
    """Take an expression out of use, or into use again; it is never lost. Raises `Denied`."""
    with transaction.atomic():
        require(actor, "edit_thesaurus", Concept)
        term = ConceptTerm.objects.select_for_update().select_related("concept").get(pk=term.pk)
        if term.is_active != is_active:
            term.is_active = is_active
            term.save(update_fields=["is_active", "changed_at"])
            action = "use_expression" if is_active else "drop_expression"
            _record(term.concept, action, actor, at, {"kind": term.kind, "text": term.text})
    ready.forget()
    return term


def stream(concept: Concept) -> str:
    """The name of its history."""
    return f"concept:{concept.code}"


def _check(kind: str, text: str) -> None:
    """Refuse an expression whose groups nobody knows: it would never be found."""
    if kind == ConceptTerm.Kind.SAYING:
        return
    known = set(WordGroup.objects.filter(kind=WordGroup.Kind.SYNONYM).values_list("name", flat=True))
    named = {word[1:-1] for part in text.lstrip("~").split("+") for word in part.split("|") if word.startswith("[")}
    if unknown := sorted(named - known):
        raise Invalid(text=_("There is no group of words [%(name)s].") % {"name": unknown[0]})
    if not parse(text, {}).parts:
        raise Invalid(text=_("Write what citizens or reports say."))


def _record(concept: Concept, action: str, actor: User, at: datetime, data: dict[str, str]) -> None:
    ledger.record(stream(concept), action, actor=actor, at=at, data=data)
