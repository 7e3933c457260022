"""Fits the weights of the signs of direction (`signs.json`) to texts whose direction is known.

    python -m drafting.weighing FOLDER …            what the weights would be
    python -m drafting.weighing FOLDER … --write    writes them

A FOLDER holds texts NAME.txt. With a NAME.json of annotated commitments beside it (see `drafting.scoring`) all of a text is
taken as a plan, as a review where the annotation is empty. Without one its own headings tell which passages review and which
plan, and the rest is left out. Every passage is cut into stretches of about 120 and again of about 250 characters, so that
what is weighed is as short as what is hard to tell.

The weights are those of a logistic regression with a small penalty (`_PENALTY`) on large ones: the log-odds that a sign adds
for a review. Signs come together, so each is worth less than if it stood alone.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import layout, signs
from .layout import Mood
from .lines import fold
from .segments import Protected, sentences
from .shadow import shadow

_SIZES = (120, 250)  # characters
_PENALTY = 0.3
_STEPS = 12  # of Newton's method; it settles in six

Stretch = tuple[Counter[str], bool]
"""How often each sign is seen in a stretch of text, and whether that looks back."""


def stretches(path: Path) -> Iterator[Stretch]:
    """The stretches of one text, in either size."""
    told = _annotated(path.with_suffix(".json"))
    twin = fold(shadow(path.read_text("utf-8-sig"))).twin
    protected = Protected(twin)
    found: list[tuple[str, bool]] = []
    for passage in layout.passages(twin, layout.report_year(twin)):
        mood = told or passage.mood
        if not passage.heading and mood in (Mood.PLAN, Mood.REVIEW):
            found += [(span.of(twin), mood is Mood.REVIEW) for span in sentences(twin, passage.span, protected)]
    for size in _SIZES:
        yield from _cut(found, size)


def _annotated(annotation: Path) -> Mood | None:
    if not annotation.is_file():
        return None
    content = json.loads(annotation.read_text("utf-8"))
    rows = content["commitments"] if isinstance(content, dict) else content
    return Mood.PLAN if rows else Mood.REVIEW


def _cut(found: Sequence[tuple[str, bool]], size: int) -> Iterator[Stretch]:
    """Neighbouring sentences of one direction, together about `size` characters long; short rests are left out."""
    counted: Counter[str] = Counter()
    length, direction = 0, False
    for words, back in [*found, ("", not found[-1][1])] if found else []:
        if length >= size or (length and back != direction):
            if 3 * length >= size:
                yield counted, direction
            counted, length = Counter(), 0
        direction = back
        counted.update(signs.seen(words))
        length += len(words)


def fit(rows: Sequence[Stretch]) -> dict[str, float]:
    """The weight of each sign: a logistic regression by Newton's method, with a constant that is not kept."""
    names = list(signs.SIGNS)
    place = {name: number for number, name in enumerate(names)}
    size = len(names) + 1
    sparse = [([(size - 1, 1.0), *((place[name], float(count)) for name, count in seen.items())], back) for seen, back in rows]
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [-_PENALTY * weight for weight in weights[:-1]] + [0.0]
        bend = [[_PENALTY if row == column else 0.0 for column in range(size)] for row in range(size)]
        for values, back in sparse:
            chance = 1 / (1 + math.exp(-sum(weights[at] * value for at, value in values)))
            for at, value in values:
                slope[at] += (back - chance) * value
                for beside, other in values:
                    bend[at][beside] += chance * (1 - chance) * value * other
        weights = [weight + step for weight, step in zip(weights, _solved(bend, slope), strict=True)]
    return dict(zip(names, weights, strict=False))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a positive definite system, by elimination."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(size):
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            if factor:
                rows[below] = [mine - factor * above for mine, above in zip(rows[below], rows[at], strict=True)]
    solution = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][column] * solution[column] for column in range(at + 1, size))
        solution[at] = (rows[at][size] - known) / rows[at][at]
    return solution


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Fits the weights of the signs of direction.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write them to {signs.WEIGHTS.name}")
    options = parser.parse_args(arguments)
    rows = [row for folder in options.folders for path in sorted(folder.glob("*.txt")) for row in stretches(path)]
    weights = fit(rows)
    table = {
        name: {
            "weight": round(weight, 2),
            "reviews": sum(1 for seen, back in rows if back and name in seen),
            "plans": sum(1 for seen, back in rows if not back and name in seen),
        }
        for name, weight in weights.items()
    }
    if options.write:
        lines = (f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in table.items())
        signs.WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    backs = sum(back for _, back in rows)
    print(f"{backs} stretches of reviews, {len(rows) - backs} of plans")
    for name, row in sorted(table.items(), key=lambda item: item[1]["weight"]):
        print(f"{row['weight']:6.2f} {row['reviews']:5} {row['plans']:5}  {name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
