"""How good the drafts are: matched against independent annotations, one to one, as the acceptance check does it.

Two quotes match where they share at least half of the shorter one. A borderline annotation counts neither as found nor as
missed, and a draft that matches one is neither right nor wrong.

    python -m drafting.scoring FOLDER            every NAME.txt with a NAME.json in FOLDER
    python -m drafting.scoring FOLDER NAME … -v  only these, listing what differs

An annotation is a list, or an object of `commitments` and the `year` of an excerpt that does not name it.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .engine import read_report
from .model import DELIVERABLE, QUANTIFIED, Draft

_FIELDS = ("value", "value_max", "comparator", "unit", "deadline")


@dataclass(frozen=True)
class Mark:
    """An annotated commitment, found in the text."""

    start: int
    end: int
    quote: str
    kind: str
    borderline: bool
    fields: dict[str, Any]


@dataclass
class Score:
    """Counts of one kind on one text; addable."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    exact: int = 0
    overlap: float = 0.0
    differences: list[str] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.right + other.right, self.extra + other.extra, self.missed + other.missed, self.exact + other.exact,
            self.overlap + other.overlap, self.differences + other.differences,
        )  # fmt: skip

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        return _f1(self.right, self.extra, self.missed)

    @property
    def exact_f1(self) -> float:
        """F1 where a match counts only with value, comparator, unit and deadline all right."""
        wrong = self.right - self.exact
        return _f1(self.exact, self.extra + wrong, self.missed + wrong)

    @property
    def mean_overlap(self) -> float:
        return self.overlap / self.right if self.right else 1.0


def _f1(right: int, extra: int, missed: int) -> float:
    return 2 * right / (2 * right + extra + missed) if right + extra + missed else 1.0


def load_marks(text: str, rows: Iterable[dict[str, Any]]) -> list[Mark]:
    """Annotations with their place in the text: each quote is looked for from where the one before began."""
    marks, position = [], 0
    for row in rows:
        quote = row["quote"]
        start = row.get("start", -1)
        if start < 0:
            context = text.find(row.get("context", quote), max(0, position - 200)) if row.get("context") else -1
            start = text.find(quote, max(position, context))
            if start < 0:
                start = text.find(quote, context if context >= 0 else 0)
        if start < 0:
            raise ValueError(f"“{quote}” does not occur in the text")
        position = start
        target = row.get("target") or (row.get("targets") or [{}])[0]
        fields = {name: target.get(name) for name in ("value", "value_max", "comparator", "unit")} | {
            "deadline": row.get("deadline")
        }
        marks.append(Mark(start, start + len(quote), quote, row["kind"], bool(row.get("borderline")), fields))
    return marks


def score(drafts: Sequence[Draft], marks: Sequence[Mark], kind: str) -> Score:
    """The score of the drafts of one kind."""
    mine = [draft for draft in drafts if draft.kind == kind]
    clear = [mark for mark in marks if mark.kind == kind and not mark.borderline]
    result = Score()
    pairs = _pair(mine, clear)
    taken = {draft for draft, _ in pairs}
    for draft_at, mark_at in pairs:
        draft, mark = mine[draft_at], clear[mark_at]
        result.right += 1
        result.overlap += _iou(draft, mark)
        wrong = _wrong_fields(draft, mark)
        result.exact += not wrong
        if wrong or _iou(draft, mark) < 0.6:
            result.differences.append(f"~ {mark.quote} <> {draft.quote} {wrong or ''}")
    rest = [index for index in range(len(mine)) if index not in taken]
    neutral = _pair([mine[index] for index in rest], [mark for mark in marks if mark.borderline])
    excused = {rest[index] for index, _ in neutral}
    for index in rest:
        if index not in excused:
            result.extra += 1
            result.differences.append(f"+ {mine[index].quote}")
    found = {mark for _, mark in pairs}
    for index, mark in enumerate(clear):
        if index not in found:
            result.missed += 1
            result.differences.append(f"- {mark.quote}")
    return result


def _wrong_fields(draft: Draft, mark: Mark) -> dict[str, tuple[Any, Any]]:
    mine = {name: getattr(draft, name) for name in _FIELDS}
    mine["deadline"] = draft.deadline.isoformat() if draft.deadline else None
    names = _FIELDS if mark.kind == QUANTIFIED else ("deadline",)
    return {name: (mark.fields[name], mine[name]) for name in names if not _same(mark.fields[name], mine[name])}


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return re.sub(r"\s", "", one) == re.sub(r"\s", "", other)
    return bool(one == other or (one in (None, "") and other in (None, "")))


def _iou(one: Draft | Mark, other: Draft | Mark) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def _pair(drafts: Sequence[Draft], marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """One-to-one pairs, closest quotes first."""
    options = []
    for at, draft in enumerate(drafts):
        for to, mark in enumerate(marks):
            shared = min(draft.end, mark.end) - max(draft.start, mark.start)
            if shared > 0 and 2 * shared >= min(draft.end - draft.start, mark.end - mark.start):
                options.append((-_iou(draft, mark), abs(draft.start - mark.start), at, to))
    pairs, used_drafts, used_marks = [], set(), set()
    for _, _, at, to in sorted(options):
        if at not in used_drafts and to not in used_marks:
            pairs.append((at, to))
            used_drafts.add(at)
            used_marks.add(to)
    return pairs


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Scores the drafting on a folder of NAME.txt and NAME.json.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what differs")
    options = parser.parse_args(arguments)
    names = options.names or sorted(path.stem for path in options.folder.glob("*.json") if path.with_suffix(".txt").is_file())
    if not names:
        print(f"no NAME.txt with a NAME.json in {options.folder}", file=sys.stderr)
        return 1
    totals = {QUANTIFIED: Score(), DELIVERABLE: Score()}
    print(f"{'text':22} {'kind':12} {'P':>6} {'R':>6} {'F1':>6} {'exact':>6} {'IoU':>6}")
    for name in names:
        text = (options.folder / f"{name}.txt").read_text("utf-8-sig")
        content = json.loads((options.folder / f"{name}.json").read_text("utf-8"))
        rows, year = (content["commitments"], content.get("year")) if isinstance(content, dict) else (content, None)
        marks = load_marks(text, rows)
        drafts = read_report(text, year).drafts
        for kind in totals:
            one = score(drafts, marks, kind)
            totals[kind] += one
            _print(name, kind, one, options.verbose)
    for kind, total in totals.items():
        _print("all", kind, total, verbose=False)
    return 0


def _print(name: str, kind: str, one: Score, verbose: bool) -> None:
    print(f"{name:22} {kind:12} {one.precision:6.3f} {one.recall:6.3f} {one.f1:6.3f} {one.exact_f1:6.3f} {one.mean_overlap:6.3f}")
    if verbose:
        for line in one.differences:
            print(f"      {line}")


if __name__ == "__main__":
    sys.exit(main())
