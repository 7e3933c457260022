"""Scores the suggestions on a file of complaints with known answers; the registry must be loaded.

.venv/bin/python bin/score_suggestions.py FILE [--report SLUG] [--set dev|held-out] [--wrong]
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores the suggestions on complaints with known answers.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--report", default="liaocheng-2021")
    parser.add_argument("--set", help="only the lines of this set")
    parser.add_argument("--wrong", action="store_true", help="name the complaints answered wrongly")
    options = parser.parse_args()

    import django

    django.setup()
    from hotline.suggesting import suggest
    from hotline.suggesting.measuring import interval, measure, read

    complaints = [one for one in read(options.file) if not options.set or one.get("set") == options.set]
    suggest("预热", report=options.report)
    times: list[float] = []

    def ask(complaint: dict) -> list[str]:
        start = time.perf_counter()
        found = suggest(complaint["text"], complaint.get("county"), options.report)
        times.append(time.perf_counter() - start)
        return [one.code for one in found]

    figures = measure(complaints, ask)
    for name, (hits, total) in figures.shares().items():
        low, high = interval(hits, total)
        print(f"{name:<11}{hits:>4} of {total:<4}{hits / max(total, 1):7.1%}   95 %: {low:.1%} – {high:.1%}")
    times.sort()
    print(f"time       p50 {times[len(times) // 2] * 1000:.1f} ms, p95 {times[int(len(times) * 0.95)] * 1000:.1f} ms")
    if options.wrong:
        print("wrong:", " ".join(figures.wrong))


if __name__ == "__main__":
    main()
