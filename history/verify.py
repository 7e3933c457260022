"""Reading history with doubt: names the first broken link of every chain and of the seals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from .ledger import event_digest, seal_digest
from .models import Event, Seal, SealedHead, StreamHead

CHUNK = 2_000

# Rooms register where the objects of their streams live: prefix -> all streams there must be.
OBJECTS: dict[str, Callable[[], Iterable[str]]] = {}


@dataclass(frozen=True)
class Broken:
    """Where a chain breaks first, and how."""

    stream: str
    seq: int
    why: str

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq}: {self.why}"


@dataclass(frozen=True)
class Verdict:
    streams: int
    events: int
    seals: int
    broken: list[Broken]


def verify() -> Verdict:
    """Walk every event once and every seal once; memory does not grow with the table's events."""
    broken: dict[str, Broken] = {}
    heads = {h.stream: (h.seq, h.digest) for h in StreamHead.objects.iterator(CHUNK)}
    sealed = _sealed_by_stream()
    streams = events = 0
    ordered = Event.objects.order_by("stream", "seq").iterator(CHUNK)
    for stream, chain in groupby(ordered, key=lambda event: event.stream):
        streams += 1
        seq, digest = 0, ""
        marks = dict(sealed.pop(stream, []))
        for event in chain:
            events += 1
            problem = _problem(event, seq, digest, marks)
            if problem and stream not in broken:
                broken[stream] = Broken(stream, event.seq, problem)
            seq, digest = event.seq, event.digest
        if stream not in broken:
            broken |= _check_end(stream, seq, digest, heads.get(stream), marks)
        heads.pop(stream, None)
    for stream, (seq, _) in heads.items():
        if seq:
            broken[stream] = Broken(stream, 1, "its events are gone, its head still names them")
    for stream, marks_left in sealed.items():
        broken.setdefault(stream, Broken(stream, marks_left[0][0], "a sealed object is missing with its whole history"))
    for missing in _without_counterpart(broken):
        broken.setdefault(missing.stream, missing)
    seals, seal_breaks = _verify_seals()
    return Verdict(streams, events, seals, [*broken.values(), *seal_breaks])


def _without_counterpart(broken: dict[str, Broken]) -> Iterable[Broken]:
    """Objects without history, and histories whose object is gone."""
    known = set(StreamHead.objects.values_list("stream", flat=True))
    for prefix, streams in OBJECTS.items():
        present = set(streams())
        for stream in present - known - broken.keys():
            yield Broken(stream, 1, "the object stands without any history")
        for stream in known - present:
            if stream.startswith(f"{prefix}:") and stream not in broken:
                yield Broken(stream, 1, "the object is gone, its history still stands")


def _problem(event: Event, seq: int, digest: str, marks: dict[int, str]) -> str:
    if event.seq != seq + 1:
        return f"event {seq + 1} is missing before it"
    if event_digest(digest, event) != event.digest:
        return "its content or its place is not what was recorded"
    if event.seq in marks and marks.pop(event.seq) != event.digest:
        return "it differs from what was sealed"
    return ""


def _check_end(stream: str, seq: int, digest: str, head: tuple[int, str] | None, marks: dict[int, str]) -> dict[str, Broken]:
    if marks:
        return {stream: Broken(stream, min(marks), "a sealed event is missing at the end")}
    if head is None:
        return {stream: Broken(stream, seq, "the stream has events but no head")}
    if head != (seq, digest):
        return {stream: Broken(stream, seq + 1, f"the head names event {head[0]}, the chain ends at {seq}")}
    return {}


def _sealed_by_stream() -> dict[str, list[tuple[int, str]]]:
    marks: dict[str, list[tuple[int, str]]] = {}
    for stream, seq, digest in SealedHead.objects.order_by("seq").values_list("stream", "seq", "digest").iterator(CHUNK):
        marks.setdefault(stream, []).append((seq, digest))
    return marks


def _verify_seals() -> tuple[int, list[Broken]]:
    number, digest = 0, ""
    for seal in Seal.objects.iterator(CHUNK):
        if seal.number != number + 1:
            return number, [Broken("seal", number + 1, "this seal is missing")]
        heads = list(seal.heads.values_list("stream", "seq", "digest"))
        if seal_digest(digest, seal.day, heads) != seal.digest:
            return number, [Broken("seal", seal.number, "its content is not what was sealed")]
        number, digest = seal.number, seal.digest
    return number, []
