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


@dataclass(frozen=True)
class _Kept:
    """An engine, what it was built from, and when that was last looked at (real time: it is a cache, no business day)."""

    engine: Engine
    stamp: object
    looked_at: float


_engines: dict[str, _Kept] = {}
_readers: dict[object, tuple[thesaurus.Thesaurus, Reader]] = {}  # of the newest thesaurus only
_lock = Lock()


def ready(report: Report | str | None) -> Engine | None:
    """The engine for a report, its slug, or the current report; None where there is no report at all."""
    key = report.slug if isinstance(report, Report) else (report or "")
    kept = _engines.get(key)
    if kept and time.monotonic() - kept.looked_at < CHECK_SECONDS:
        return kept.engine
    row = Report.objects.get(slug=key) if key else Report.objects.current_first().first()
    if row is None:
        return None
    with _lock:
        stamp = _stamp(row)
        kept = _engines.get(key)
        engine = kept.engine if kept and kept.stamp == stamp else _build(row)
        _engines[key] = _Kept(engine, stamp, time.monotonic())
    return engine


def reader() -> Reader:
    """The thesaurus as it stands, made ready."""
    return _words()[1]


def forget() -> None:
    """Make the engines anew at the next question: after editing, loading or learning."""
    _engines.clear()


def _build(report: Report) -> Engine:
    words, reader = _words()
    return Engine(reader, Register(report, words, reader), learning.stored(), report)


def _words() -> tuple[thesaurus.Thesaurus, Reader]:
    stamp = _thesaurus_stamp()
    if stamp not in _readers:
        words = thesaurus.standing()
        made = words, Reader(words)
        _readers.clear()
        _readers[stamp] = made
        return made
    return _readers[stamp]


def _stamp(report: Report) -> object:
    """Changes whenever something the engine was built from did."""
    return (
        report.pk,
        _thesaurus_stamp(),
        *Commitment.objects.filter(report=report).aggregate(Count("pk"), Max("pk"), Sum("version")).values(),
        *Lesson.objects.aggregate(Count("pk"), Sum("confirmed"), Sum("rejected")).values(),
    )


def _thesaurus_stamp() -> tuple[object, ...]:
    return (
        *Concept.objects.aggregate(Count("pk"), Max("pk"), used=Count("pk", filter=Q(is_active=True))).values(),
        *ConceptTerm.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at")).values(),
        *WordGroup.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at")).values(),
    )
