"""Reasons a person can check: which words, which concept, which words of the report, which unit, due or overdue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from commitments.models import Commitment

from .ranking import Match
from .ready import Engine


def reasons(engine: Engine, match: Match) -> list[str]:
    """Why this commitment was offered."""
    concept = engine.reader.names[match.concept]
    told = []
    if match.reading.found:
        told.append(
            _("The words %(words)s mean “%(concept)s”.")
            % {"words": "、".join(f"“{word}”" for word in match.reading.found[:6]), "concept": concept}
        )
    else:
        told.append(
            _("The words %(words)s hint at “%(concept)s”.")
            % {"words": "、".join(f"“{word}”" for word in match.reading.hints), "concept": concept}
        )
    told.append(_("The report says: “%(words)s”.") % {"words": "…".join(match.carrier.words)})
    if match.shared:
        told.append(_("The complaint and the report share: %(words)s.") % {"words": "、".join(match.shared)})
    if match.county:
        told.append(_("The report names the caller's place: %(county)s.") % {"county": match.county})
    if match.lead_named:
        told.append(_("The lead department is named: %(unit)s.") % {"unit": match.lead_named})
    return told


def standing(ids: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Commitment id → a sentence on its deadline, for those running, on the local day `on`."""
    told = {}
    for row in Commitment.objects.running().filter(pk__in=ids).only("pk", "deadline", "red_from"):
        if row.red_from and row.red_from <= on:
            told[row.pk] = [_("Overdue since %(day)s.") % {"day": row.red_from.isoformat()}]
        else:
            told[row.pk] = [_("Due on %(day)s.") % {"day": row.deadline.isoformat()}]
    return told
