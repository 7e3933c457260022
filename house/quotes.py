"""Quoting what itself quotes: “…‘最美’…” (GB/T 15834)."""

import re

_OTHER = {"“": "‘", "”": "’", "‘": "“", "’": "”"}
_MARK = re.compile(r"[“”‘]|’(?![a-z])|(?<![A-Za-z])’")  # an apostrophe stays


def within(text: object) -> str:
    """`text` as it stands inside “ ”: its own marks turn to the others."""
    return _MARK.sub(lambda mark: _OTHER[mark.group()], str(text))
