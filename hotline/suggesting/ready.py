"""The engine made ready once per process and report, rebuilt soon after the thesaurus or the register changed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock

from django.db.models import Count, Max, Q, Sum

from commitments.models import Commitment, Report

from . import learning, thesaurus
from .concepts import Reader
from .models import Concept, ConceptTerm, Lesson, WordGroup
from .register import Register

CHECK_SECONDS = 10.0  # an edit takes effect within this time


@dataclass(frozen=True)
class Engine:
    reader: Reader
    register: Register
    learned: learning.Learned
    report: Report


_engines: dict[str, tuple[float, object, Engine]] = {}
_lock = Lock()


def ready(report: Report | str | None) -> Engine | None:
    """The engine for a report, its slug, or the newest report; None where there is no report at all.

    The age of what is kept is real time, not the business day: it is a cache.
    """
    key = report.slug if isinstance(report, Report) else (report or "")
    kept = _engines.get(key)
    if kept and time.monotonic() - kept[0] < CHECK_SECONDS:
        return kept[2]
    row = Report.objects.get(slug=key) if key else Report.objects.order_by("-year", "-pk").first()
    if row is None:
        return None
    with _lock:
        stamp = _stamp(row)
        kept = _engines.get(key)
        engine = kept[2] if kept and kept[1] == stamp else _build(row)
        _engines[key] = (time.monotonic(), stamp, engine)
    return engine


def forget() -> None:
    """Build anew at the next question: after loading or learning, and between tests."""
    _engines.clear()


def _build(report: Report) -> Engine:
    words = thesaurus.standing()
    return Engine(Reader(words), Register(report, words), learning.stored(), report)


def reader() -> Reader:
    """The thesaurus as it stands, made ready anew."""
    return Reader(thesaurus.standing())


def _stamp(report: Report) -> object:
    """Changes whenever something the engine was built from did."""
    return (
        report.pk,
        *Commitment.objects.filter(report=report).aggregate(Count("pk"), Max("pk"), Sum("version")).values(),
        *Concept.objects.aggregate(Count("pk"), active=Count("pk", filter=Q(is_active=True))).values(),
        *ConceptTerm.objects.aggregate(Count("pk"), Max("changed_at")).values(),
        *Lesson.objects.aggregate(Count("pk"), Sum("confirmed"), Sum("rejected")).values(),
        *WordGroup.objects.aggregate(Count("pk"), Max("changed_at")).values(),
    )
