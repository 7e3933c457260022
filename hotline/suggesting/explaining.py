"""Reasons a person can check: which words, which concept, which words of the report, which unit, due or overdue."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from commitments.models import Commitment
from house.writing import day_in_words

from .ranking import Match
from .ready import Engine


def reasons(engine: Engine, match: Match) -> list[str]:
    """Why this commitment was offered."""
    told = []
    concept = engine.reader.names.get(match.concept, "")
    if match.reading.found:
        told.append(
            _("The words %(words)s mean “%(concept)s”.") % {"words": _quoted(match.reading.found[:6]), "concept": concept}
        )
    elif match.reading.hints:
        words = _quoted(match.reading.hints)
        told.append(_("The words %(words)s hint at “%(concept)s”.") % {"words": words, "concept": concept})
    if match.carrier.words:
        told.append(_("The report says: “%(words)s”.") % {"words": "…".join(match.carrier.words)})
    if match.taught:
        told.append(_("Complaints linked to it before also say %(words)s.") % {"words": _quoted(match.taught)})
    if match.shared:
        told.append(_("The complaint and the report share: %(words)s.") % {"words": "、".join(match.shared)})
    if match.county:
        told.append(_("The report names the caller's place: %(county)s.") % {"county": match.county})
    if match.lead_named:
        told.append(_("The lead department is named: %(unit)s.") % {"unit": match.lead_named})
    return told


def _quoted(words: Iterable[str]) -> str:
    return "、".join(f"“{word}”" for word in words)


def standing(ids: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Commitment id → a sentence on its deadline, for those running, on the local day `on`."""
    told = {}
    for row in Commitment.objects.running().filter(pk__in=ids).only("pk", "deadline", "red_from"):
        if row.red_from and row.red_from <= on:
            told[row.pk] = [_("Overdue since %(day)s.") % {"day": day_in_words(row.red_from)}]
        else:
            told[row.pk] = [_("Due on %(day)s.") % {"day": day_in_words(row.deadline)}]
    return told
