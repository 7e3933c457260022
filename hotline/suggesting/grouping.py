"""Changing the groups of words – synonyms, the towns of a county, landmarks, idle words – as expressions are changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.workflow.table import Invalid
from departments.access import require
from departments.models import User
from history import ledger
from hotline.models import Concept, WordGroup

from . import ready

NAME_MAX = 40
NOTATION = "~+|[]"  # of expressions: a word that held one could never be named in an expression


def add_group(*, actor: User, at: datetime, kind: str, name: str) -> WordGroup:
    """A new group without words. Raises `Denied`; `Invalid` where it stands already or cannot be read."""
    with transaction.atomic():
        require(actor, "edit_thesaurus", Concept)
        name = _word("name", name)
        if WordGroup.objects.filter(kind=kind, name=name).exists():
            raise Invalid(name=_("There is a group of this name."))
        group = WordGroup.objects.create(kind=kind, name=name)
        _record(group, "add_group", actor, at, {"kind": kind, "name": name})
    ready.forget()
    return group


def add_word(group: WordGroup, *, actor: User, at: datetime, text: str) -> WordGroup:
    """One more word of the group. Raises `Denied`; `Invalid` where it stands already or cannot be read."""
    with transaction.atomic():
        require(actor, "edit_thesaurus", Concept)
        group = WordGroup.objects.select_for_update().get(pk=group.pk)
        text = _word("text", text)
        if text in group.words or text == group.name:
            raise Invalid(text=_("It stands there already."))
        group.words = [*group.words, text]
        group.save(update_fields=["words", "changed_at"])
        _record(group, "add_word", actor, at, {"text": text})
    ready.forget()
    return group


def switch_word(group: WordGroup, *, actor: User, at: datetime, text: str, is_active: bool) -> WordGroup:
    """Take a word out of use, or into use again; it is never lost. Raises `Denied`, `Invalid` for one not of the group."""
    with transaction.atomic():
        require(actor, "edit_thesaurus", Concept)
        group = WordGroup.objects.select_for_update().get(pk=group.pk)
        if text not in group.words:
            raise Invalid(text=_("This word is not of the group."))
        if is_active == (text in group.off):
            group.off = [word for word in group.off if word != text] if is_active else [*group.off, text]
            group.save(update_fields=["off", "changed_at"])
            _record(group, "use_word" if is_active else "drop_word", actor, at, {"text": text})
    ready.forget()
    return group


def stream(group: WordGroup) -> str:
    """The name of its history."""
    return f"words:{group.pk}"


def _word(field: str, text: str) -> str:
    text = text.strip()
    if not text or any(sign in NOTATION for sign in text):
        raise Invalid(**{field: _("Write one word, without the signs %(signs)s.") % {"signs": NOTATION}})
    if len(text) > NAME_MAX:
        raise Invalid(**{field: _("At most %(count)s characters.") % {"count": NAME_MAX}})
    return text


def _record(group: WordGroup, action: str, actor: User, at: datetime, data: dict[str, str]) -> None:
    ledger.record(stream(group), action, actor=actor, at=at, data=data)
